"""The command line. Each command imports its own part only: an edge agent has no hub beside it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.main import get_command

from tallydock import logs, settings
from tallydock.errors import told
from tallydock.helptexts import translate

app = typer.Typer(
    name="tallydock",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A stock system that a warehouse plugs its devices into. `tallydock up` starts the whole house.",
)
import_app = typer.Typer(no_args_is_help=True, help="Bring data of other systems in.")
app.add_typer(import_app, name="import")

JSON_OPTION = typer.Option("--json", help="Print one JSON document at the end.")


def _settings() -> settings.Settings:
    loaded = settings.load()
    logs.configure(loaded.log_level)
    return loaded


@app.command()
def up(
    headless: Annotated[bool, typer.Option(help="Without a live table; lines on stderr.")] = False,
    duration: Annotated[float | None, typer.Option(min=1, help="Seconds until it stops by itself.")] = None,
    seed: Annotated[int, typer.Option(help="Decides what the simulated site does.")] = 7,
    as_json: Annotated[bool, JSON_OPTION] = False,
    without_agent: Annotated[
        list[str] | None,
        typer.Option(help="Do not start this agent: you run it, e.g. bench-1 by `tallydock station`."),
    ] = None,
) -> None:
    """Start everything on this machine, with a simulated site. Ctrl-C stops it; again goes on."""
    from tallydock.demo.floor import AGENTS
    from tallydock.stack.up import UpOptions
    from tallydock.stack.up import up as run_up

    unknown = sorted(set(without_agent or []) - set(AGENTS))
    if unknown:
        raise typer.BadParameter(f"there is no agent {', '.join(unknown)}; there are {', '.join(AGENTS)}")
    if as_json and duration is None:
        raise typer.BadParameter("--json reports on a run that ends by itself: say --duration too")
    options = UpOptions(
        headless=headless or as_json,
        duration_s=duration,
        seed=seed,
        as_json=as_json,
        without_agents=frozenset(without_agent or []),
    )
    raise typer.Exit(run_up(_settings(), options))


@app.command()
def migrate(
    demo: Annotated[
        bool, typer.Option("--demo", help="Make the demonstration site too, and its agents' keys.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Decides the demonstration site's orders.")] = 7,
) -> None:
    """Bring the hub's database up to date, and make its first administrator."""
    from tallydock.parts.migrate import run

    run(_settings(), with_demo=demo, seed=seed)


@app.command()
def hub() -> None:
    """The hub's HTTP API, on TALLYDOCK_HUB_HOST and TALLYDOCK_HUB_PORT."""
    from tallydock.parts.hub import run

    run(_settings())


@app.command()
def gateway(
    ready_file: Annotated[Path | None, typer.Option(help="Made once the gateway listens.")] = None,
) -> None:
    """The gateway: MQTT into the ledger."""
    from tallydock.parts.gateway import run

    run(_settings(), ready_file)


DEMO_OPTION = typer.Option(help="Be this agent of the `up` that runs on the same TALLYDOCK_VAR_DIR.")


@app.command()
def edge(demo: Annotated[str | None, DEMO_OPTION] = None) -> None:
    """One edge agent (TALLYDOCK_SITE, TALLYDOCK_AGENT), without a screen."""
    from tallydock.parts.edge import run

    run(_identity(demo))


@app.command()
def station(demo: Annotated[str | None, DEMO_OPTION] = None) -> None:
    """The packing terminal, with its edge agent in it."""
    from tallydock.parts.station import run

    run(_identity(demo))


def _identity(demo: str | None) -> settings.Settings:
    """The settings, or those of an agent of the demonstration site that runs here."""
    if demo is None:
        return _settings()
    from tallydock.demo.join import as_demo_agent

    return as_demo_agent(_settings(), demo)


@app.command()
def dashboard() -> None:
    """The managers' dashboard, on TALLYDOCK_DASHBOARD_PORT."""
    from tallydock.parts.dashboard import run

    run(_settings())


@app.command()
def broker() -> None:
    """An MQTT broker for this machine only: mosquitto where installed, the embedded one otherwise."""
    from tallydock.parts.broker import run

    run(_settings())


@app.command()
def simulate(
    seed: Annotated[int, typer.Option(help="Decides what happens.")] = 7,
    pace: Annotated[float, typer.Option(min=0, help="1 is a calm person; less is quicker.")] = 1.0,
) -> None:
    """The demonstration site's devices on pseudo-terminals, and its people."""
    from tallydock.parts.simulate import run

    run(_settings(), seed=seed, pace=pace)


DATE_FORMATS = ["%Y-%m-%d"]


@import_app.command("online-retail")
def import_online_retail(
    file: Annotated[Path, typer.Argument(help="online_retail.parquet, or a CSV with the same columns.")],
    site: Annotated[str, typer.Option(help="The site that sold it; made if it is not there.")] = "main",
    until: Annotated[
        datetime | None, typer.Option(formats=DATE_FORMATS, help="Last day that becomes history.")
    ] = None,
    cost_ratio: Annotated[
        str, typer.Option(help="What goods cost, as a part of their price: the file has no costs.")
    ] = "0.6",
    as_json: Annotated[bool, JSON_OPTION] = False,
) -> None:
    """UCI Online Retail: items, sales history, and an opening stock that covers it."""
    from tallydock.retail.commands import import_command
    from tallydock.retail.importer import ImportOptions

    try:
        ratio = Decimal(cost_ratio)
    except InvalidOperation:
        raise typer.BadParameter(f"{cost_ratio!r} is no number", param_hint="--cost-ratio") from None
    options = ImportOptions(site=site, until=None if until is None else until.date(), cost_ratio=ratio)
    raise typer.Exit(import_command(_settings(), file, options, as_json=as_json))


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="The file that was imported.")],
    first: Annotated[datetime, typer.Option("--from", formats=DATE_FORMATS, help="First day.")],
    last: Annotated[datetime, typer.Option("--to", formats=DATE_FORMATS, help="Last day, included.")],
    site: Annotated[str, typer.Option(help="The site of the import.")] = "main",
    scanners: Annotated[int, typer.Option(help="How many people scan.")] = 4,
    seed: Annotated[int, typer.Option(help="Decides who scans what.")] = 7,
    as_json: Annotated[bool, JSON_OPTION] = False,
) -> None:
    """Real order lines as scans through simulated scanners, the whole way, compared line by line."""
    from tallydock.retail.commands import replay_command
    from tallydock.retail.replay import ReplayOptions

    options = ReplayOptions(first.date(), last.date(), site=site, scanners=scanners, seed=seed)
    raise typer.Exit(replay_command(_settings(), file, options, as_json=as_json))


@app.command()
def bench(
    short: Annotated[
        bool, typer.Option("--short", help="Little of everything: to see that it runs.")
    ] = False,
    long: Annotated[bool, typer.Option("--long", help="All of everything: some minutes more.")] = False,
    only: Annotated[list[str] | None, typer.Option(help="Only this measurement; may be given again.")] = None,
    history: Annotated[
        int | None, typer.Option(min=1, help="How many movements the ledger shall have grown to.")
    ] = None,
    as_json: Annotated[bool, JSON_OPTION] = False,
) -> None:
    """Measure, beside limits taken in the same run. Nothing of yours is touched."""
    from tallydock.bench.run import Options
    from tallydock.bench.run import run as run_bench

    if short and long:
        raise typer.BadParameter("--short and --long: choose one")
    size: Literal["short", "normal", "long"] = "short" if short else "long" if long else "normal"
    raise typer.Exit(
        run_bench(_settings(), Options(size=size, history=history, only=tuple(only or ()), as_json=as_json))
    )


@app.command()
def drill(
    short: Annotated[bool, typer.Option("--short", help="Fewer faults a seed: what CI runs.")] = False,
    seed: Annotated[int | None, typer.Option(min=0, help="The first seed: replays its faults.")] = None,
    runs: Annotated[int | None, typer.Option(min=1, help="So many seeds, counted up from the first.")] = None,
    fault: Annotated[list[str] | None, typer.Option(help="Only this fault; may be said again.")] = None,
    as_json: Annotated[bool, JSON_OPTION] = False,
) -> None:
    """Kill, cut and starve a whole site by a seed, and audit its books. Nothing of yours is touched."""
    from tallydock.drill.run import run

    only = tuple(fault or ())
    raise typer.Exit(run(_settings(), short=short, seed=seed, runs=runs, only=only, as_json=as_json))


def main() -> None:
    """Run it; what was written for people is told in words with status 1, the rest is a bug and shows."""
    with told():
        translate(get_command(app))()


if __name__ == "__main__":
    main()
