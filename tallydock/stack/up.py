"""`tallydock up`: the whole house on one machine, from an empty folder to a moving dashboard."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import httpx
import psycopg
from rich.console import Console
from rich.live import Live

from hub.api.auth.service import bootstrap_admin
from hub.store import pool
from hub.store.migrate import migrate
from tallydock.demo import floor, seed, simulate
from tallydock.demo.keys import agent_key_file
from tallydock.i18n import _
from tallydock.services.broker import choose_broker
from tallydock.services.postgres import EmbeddedPostgres
from tallydock.settings import Settings
from tallydock.stack import report, running, table
from tallydock.stack.disk import DiskWatch
from tallydock.stack.hub_client import HubClient
from tallydock.stack.layout import Layout, need_port
from tallydock.stack.parts import Parts
from tallydock.stack.program import Program
from tallydock.stack.supervisor import Supervisor

HEALTH_EVERY_S = 5.0
# it may be recovering; and after a full disk PostgreSQL 18 was seen to hang in its recovery for good
DATABASE_PATIENCE_S = 90.0
FIGURES_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class UpOptions:
    headless: bool = False
    duration_s: float | None = None
    seed: int = 7
    as_json: bool = False
    without_agents: frozenset[str] = frozenset()


class StopRequested(Exception):  # noqa: N818 (not an error: somebody pressed Ctrl-C)
    """Somebody wants an end, now."""


@dataclass
class Screen:
    """What is shown while it runs; plain lines on stderr where there is no terminal."""

    headless: bool
    notes: list[str] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)
    live: Live | None = None

    def tell(self, line: str) -> None:
        if self.headless:
            print(line, file=sys.stderr, flush=True)
        elif self.live is not None:
            self.live.console.log(line)

    def note(self, line: str) -> None:
        """Something that a person must read."""
        self.notes.append(line)
        if self.headless:
            print(line, file=sys.stderr, flush=True)

    def replace_note(self, old: str | None, new: str | None) -> None:
        """`new` stands below the table instead of `old`; None is none. It has been told already."""
        if old in self.notes:
            self.notes.remove(old)
        if new is not None:
            self.notes.append(new)

    def draw(self, supervisor: Supervisor) -> None:
        if self.live is not None:
            hint = _("Ctrl-C stops everything; `up` again goes on with the same data.")
            self.live.update(
                table.render(supervisor.status.values(), self.figures, self.notes, hint), refresh=True
            )


class House:
    """One run of `up`."""

    def __init__(self, settings: Settings, options: UpOptions, screen: Screen) -> None:
        self._settings = settings
        self._options = options
        self._screen = screen
        self._layout = Layout(settings.var_dir.absolute())
        self.supervisor = Supervisor(self._changed)
        self._postgres = EmbeddedPostgres(
            self._layout.postgres,
            self._layout.run,
            log_file=self._layout.log_of("postgres"),
            progress=screen.tell,
        )
        self._broker = choose_broker(self._layout.broker, settings.broker_port, prefer=settings.broker_kind)
        self._hub_url = f"http://{_dialled(settings.hub_host)}:{settings.hub_port}"
        self._dashboard_url = f"http://{_dialled(settings.dashboard_host)}:{settings.dashboard_port}"
        self._hub: HubClient | None = None
        self._health_asked_at = 0.0
        self._figures_at = 0.0
        self._disk = DiskWatch(self._layout.var)

    def run(self) -> dict[str, Any] | None:
        """Until the duration is over or somebody stops it. The report, where one is wanted."""
        settings = self._settings
        need_port(settings.hub_host, settings.hub_port, "the hub", "TALLYDOCK_HUB_PORT")
        need_port(
            settings.dashboard_host, settings.dashboard_port, "the dashboard", "TALLYDOCK_DASHBOARD_PORT"
        )
        self._layout.make()
        with self._layout.locked():
            try:
                self._start()
                with running.told(self._layout, self._postgres.dsn, self._broker.url, self._hub_url):
                    return self._stay()
            finally:
                if self._hub is not None:
                    # where the database died the token stays, and dies by its age
                    with contextlib.suppress(psycopg.OperationalError):
                        self._hub.close()
                self._screen.tell(_("stopping"))
                self.supervisor.stop()

    # starting

    def _start(self) -> None:
        sup = self.supervisor
        sup.add(self._postgres, str(self._layout.postgres))
        self._prepare_database()
        sup.add(self._broker)
        sup.status[self._broker.name].detail = self._broker.url
        settings, dsn = self._settings, self._postgres.dsn
        parts = Parts(self._layout, self._broker.url, settings.log_level)
        hub = parts.hub(dsn, settings.hub_host, settings.hub_port, self._hub_url)
        sup.add_all([(parts.gateway(dsn), ""), (hub, f"{self._hub_url}/api/v1/docs")])
        self._hub = HubClient(dsn, self._hub_url)
        (self._layout.sim / simulate.HOLD_FILE).unlink(missing_ok=True)
        for name in sorted(self._options.without_agents):
            self._screen.note(
                _("{agent} is yours: run `tallydock station --demo {agent}` in another terminal").format(
                    agent=name
                )
            )
        shown = parts.dashboard(
            settings.dashboard_host, settings.dashboard_port, self._dashboard_url, self._hub_url
        )
        ours = [name for name in floor.AGENTS if name not in self._options.without_agents]
        sup.add_all(
            [
                (shown, self._dashboard_url),
                *((self._agent(parts, name), "") for name in ours),
                # last, so that it stops first: its people finish what they do while the agents still count
                (parts.simulator(self._options.seed), str(self._layout.dev)),
            ]
        )

    def _agent(self, parts: Parts, name: str) -> Program:
        return parts.agent(floor.SITE, name, agent_key_file(self._layout.secrets, name))

    def _prepare_database(self) -> None:
        dsn = self._postgres.dsn
        self._screen.tell(_("bringing the database's schema up to date"))
        migrate(dsn)
        with pool.connect(dsn) as conn:
            admin = bootstrap_admin(conn)
            made = seed.seed(conn, datetime.now(UTC))
            seed.write_agent_keys(conn, self._layout.secrets)
            seed.top_up_orders(conn, self._layout.sim, self._options.seed, datetime.now(UTC))
        if admin is not None:
            self._screen.note(_("First administrator, shown this once:"))
            self._screen.note(
                _("  login {login}   password {password}").format(login=admin[0], password=admin[1])
            )
        if made is not None:
            self._screen.note(
                _("Packer at the station, shown this once:  badge {badge}   PIN {pin}").format(
                    badge=made.packer_badge, pin=made.packer_pin
                )
            )

    # running

    def _stay(self) -> dict[str, Any] | None:
        started = time.monotonic()
        duration_s = self._options.duration_s
        while duration_s is None or time.monotonic() - started < duration_s:
            self._look()
            time.sleep(0.2)
        if not self._options.as_json or self._hub is None:
            return None
        truth = report.bring_to_rest(self._layout.sim, self._look)
        return report.document(
            truth, self._hub, self._look, seed=self._options.seed, duration_s=duration_s or 0.0
        )

    def _look(self) -> None:
        self.supervisor.check()
        now = time.monotonic()
        if now - self._health_asked_at > HEALTH_EVERY_S:
            self._health_asked_at = now
            self.supervisor.check_health(self._broker)
            self.supervisor.check_health(self._postgres, patience_s=DATABASE_PATIENCE_S)
        before = self._disk.warning
        told = self._disk.look(now)
        if told is not None:
            self._screen.tell(told)
        if self._disk.warning != before:
            self._screen.replace_note(before, self._disk.warning)
        if not self._screen.headless and now - self._figures_at > FIGURES_EVERY_S:
            self._figures_at = now
            self._ask_figures()
        self._screen.draw(self.supervisor)

    def _ask_figures(self) -> None:
        if self._hub is None:
            return
        try:
            overview = self._hub.get("/overview", site=floor.SITE)
        except httpx.HTTPError as error:
            self._screen.figures = {_("hub"): str(error)}
            return
        self._screen.figures = {
            _("movements today"): str(overview["movements_today"]),
            _("stock value"): f"{overview['stock_value']} {overview['currency']}",
            _("agents online"): f"{overview['agents_online']} / {overview['agents_total']}",
            _("open alarms"): str(overview["open_alarms"]),
            _("in quarantine"): str(overview["quarantined"]),
        }

    def _changed(self, line: str) -> None:
        self._screen.tell(line)
        self._screen.draw(self.supervisor)


def _dialled(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 (compared, not bound)


@contextlib.contextmanager
def _stop_signals() -> Iterator[None]:
    """SIGINT and SIGTERM ask for an orderly end, once; what comes while we stop is not heard."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise StopRequested

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def up(settings: Settings, options: UpOptions) -> int:
    """The exit status: 0, or 1 when the report has differences. Raises ServiceError."""
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("`up` takes the process's signals, so it runs in the main thread")
    headless = options.headless or not sys.stdout.isatty()
    screen = Screen(headless)
    outcome: dict[str, Any] | None = None
    with contextlib.ExitStack() as stack:
        if not headless:
            screen.live = stack.enter_context(Live(console=Console(log_path=False), auto_refresh=False))
        stack.enter_context(_stop_signals())
        with contextlib.suppress(StopRequested):
            outcome = House(settings, options, screen).run()
    if outcome is None:
        return 0
    print(json.dumps(outcome, indent=2, ensure_ascii=False))
    return 1 if outcome["differences"] else 0
