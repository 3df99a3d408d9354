"""`tallydock bench`: what is measured, each in a file of its own, in one run on parts of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from rich.console import Console

from tallydock.bench import (
    edge,
    gateways,
    growth,
    house,
    idle,
    imports,
    ingest,
    latency,
    outbox,
    reports,
    reservations,
    workload_http,
    workload_mqtt,
)
from tallydock.bench.figures import Figure, shown
from tallydock.bench.house import Dock
from tallydock.bench.workload import ITEMS, Workload
from tallydock.services.errors import ServiceError
from tallydock.settings import Settings
from tallydock.stack.core import Core, run_core

Size = Literal["short", "normal", "long"]


@dataclass(frozen=True, slots=True)
class Options:
    """``only``: names of MEASUREMENTS; none: all. ``history``: movements before growth's last stage."""

    size: Size = "normal"
    history: int | None = None
    only: Sequence[str] = ()
    as_json: bool = False


class Bench:
    """What the measurements have in common: the running parts, and how much is asked."""

    def __init__(self, core: Core, options: Options, opened: contextlib.ExitStack) -> None:
        self.core = core
        self.size = options.size
        self.history = options.history
        self._opened = opened

    @cached_property
    def dock(self) -> Dock:
        """Started when first asked for, stopped with everything else."""
        house.seed(self.core.dsn)
        return self._opened.enter_context(house.dock(self.core))

    def sized(self, *, short: int, normal: int, long: int | None = None) -> int:
        return {"short": short, "normal": normal, "long": normal if long is None else long}[self.size]


def _latency(bench: Bench) -> list[Figure]:
    return latency.run(bench.core, bench.dock, scans=bench.sized(short=30, normal=300))


def _latency_loaded(bench: Bench) -> list[Figure]:
    return latency.run_loaded(
        bench.core,
        bench.dock,
        scans=bench.sized(short=10, normal=200, long=2_000),
        within_s=bench.sized(short=30, normal=30, long=300),
        items=bench.sized(short=50, normal=ITEMS),
    )


def _idle(bench: Bench) -> list[Figure]:
    return idle.run(bench.dock, seconds=bench.sized(short=5, normal=30))


def _ingest(bench: Bench) -> list[Figure]:
    core = bench.core
    with gateways.without(core):
        return ingest.run(core.dsn, core.broker_url, movements=bench.sized(short=6_000, normal=120_000))


def _workload(bench: Bench) -> list[Figure]:
    figures, sent = workload_mqtt.run(bench.core, Workload(items=bench.sized(short=50, normal=ITEMS)))
    return figures + reports.run(bench.core, sent)


def _workload_http(bench: Bench) -> list[Figure]:
    return workload_http.run(bench.core, Workload(items=bench.sized(short=2, normal=50, long=ITEMS)))


def _imports(bench: Bench) -> list[Figure]:
    return imports.run(bench.core, rows=bench.sized(short=200, normal=20_000))


def _reservations(bench: Bench) -> list[Figure]:
    return reservations.run(bench.core, each=bench.sized(short=2, normal=50, long=200))


def _edge(bench: Bench) -> list[Figure]:
    if bench.size == "short":
        return edge.run(bench.core, seconds=2, rates=edge.RATES[:1])
    return edge.run(bench.core, seconds=10)


def _outbox(bench: Bench) -> list[Figure]:
    return outbox.run(
        bench.core.layout.var / "bench-outbox",
        events=bench.sized(short=1_000, normal=20_000),
        commits=bench.sized(short=50, normal=1_000),
    )


def _growth(bench: Bench) -> list[Figure]:
    most = bench.history or bench.sized(short=5_000, normal=1_000_000, long=10_000_000)
    stages = [0, most] if most <= 1_000_000 else [0, 1_000_000, most]
    return growth.run(bench.core, stages, workload=Workload(items=bench.sized(short=50, normal=ITEMS)))


# the last two leave much behind: movements, and items that the lists of stock would look through
MEASUREMENTS: Final[dict[str, tuple[str, Callable[[Bench], list[Figure]]]]] = {
    "latency": ("scan to stock", _latency),
    "latency-loaded": ("scan to stock beside other movements", _latency_loaded),
    "idle": ("an idle agent", _idle),
    "edge": ("an agent at a busy door", _edge),
    "outbox": ("the edge's outbox", _outbox),
    "ingest": ("MQTT to committed movement", _ingest),
    "workload": ("the common workload by MQTT, and its reports", _workload),
    "workload-http": ("the common workload by HTTP", _workload_http),
    "reservations": ("reservations", _reservations),
    "growth": ("how it grows with its history", _growth),
    "imports": ("lists in and out", _imports),
}


def run(settings: Settings, options: Options) -> int:
    """The exit status, always 0: a bench measures, it does not judge. Raises ServiceError."""
    unknown = sorted(set(options.only) - MEASUREMENTS.keys())
    if unknown:
        raise ServiceError(
            f"there is no measurement {', '.join(unknown)}",
            where="--only",
            do=f"choose among {', '.join(MEASUREMENTS)}",
        )
    # so that whoever ends it ends its parts too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with _quiet_stdout():
        figures = _measure(settings, options)
    if options.as_json:
        print(json.dumps([asdict(figure) for figure in figures], indent=2))
    else:
        Console().print(shown(figures))
    return 0


@contextlib.contextmanager
def _quiet_stdout() -> Iterator[None]:
    """What children say on it goes to stderr: stdout is the table's, or the JSON document's."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _measure(settings: Settings, options: Options) -> list[Figure]:
    tell = Console(stderr=True).print
    figures: list[Figure] = []
    with contextlib.ExitStack() as opened:
        folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="tallydock-bench-"))
        core = opened.enter_context(
            run_core(
                Path(folder),
                dsn=None if settings.dsn is None else settings.dsn.get_secret_value(),
                broker_url=settings.broker_url,
                prefer=settings.broker_kind,
            )
        )
        bench = Bench(core, options, opened.enter_context(contextlib.ExitStack()))
        for name, (what, measure) in MEASUREMENTS.items():
            if not options.only or name in options.only:
                tell(f"{what} ...")
                figures += measure(bench)
    return figures
