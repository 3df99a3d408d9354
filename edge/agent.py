"""The agent: devices -> roles -> outbox -> uplink, by a configuration that may change while it runs.

One thread does all the thinking: what devices, hub and terminal say is queued, taken all at once, reduced,
and committed with one flush; only then is anybody told that it is done. Devices have a thread each, the
outbox, the uplink and paho one.
"""

from __future__ import annotations

import random
import signal
import threading
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from devices.events import DeviceEvent
from edge.agent_settings import AgentSettings
from edge.bench import BenchCall, BenchPort, BenchRole, hit
from edge.clock import Clock
from edge.commands import obey
from edge.connection import parse_broker_url
from edge.drain import Drain
from edge.errands import ErrandHall
from edge.fleet import Fleet
from edge.instructions import Instructions
from edge.left_behind import left_behind
from edge.lock import StateLock
from edge.moment import Moment
from edge.outbox import Outbox
from edge.outbox_doubt import OLDER_COPY
from edge.outbox_opening import asides
from edge.reporting import agent_state
from edge.roles import Outcome
from edge.station.packing import PackingSession
from edge.station.port import StationStatus
from edge.steps import At, pass_by
from edge.store import Store
from edge.uplink import Uplink
from edge.worker import Indicator, Worker
from gateway.wire.messages import (
    AgentState,
    Catalog,
    Command,
    Config,
    Operator,
    Order,
    Stock,
    Tasks,
)
from gateway.wire.topics import check_name

__all__ = ["Agent", "AgentSettings", "Indicator"]
log = structlog.get_logger(__name__)

OUTBOX_FILE: Final = "outbox.db"
RUNNING: Final = "agent/running"
TAKEN_OVER: Final = "identity-taken-over"
_CLOCK_EVERY_S: Final = 5.0


class Agent:
    """Make it, `start` it, `stop` it. Raises OutboxError, StateLockedError or BrokerUrlError when it cannot
    be: another agent runs on this state directory, it belongs to another, the broker's URL is none."""

    def __init__(
        self,
        settings: AgentSettings,
        indicators: Sequence[Indicator] = (),
        *,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        at: At = pass_by,
    ) -> None:
        check_name(settings.site)
        check_name(settings.agent)
        parse_broker_url(settings.broker)
        self.settings = settings
        self._clock = clock or Clock()
        self._clock_due_s = 0.0
        self._stopped = self._marked = False
        self._instance = uuid.uuid4().hex
        self._lock = StateLock(settings.state_dir)
        try:
            self._store = Store(settings.state_dir, self._clock.now().at)
            self.outbox = self._open_outbox(at)
        except BaseException:
            self._lock.release()
            raise
        self.uplink = Uplink(
            settings.site,
            settings.agent,
            settings.key,
            settings.broker,
            self.outbox,
            self,
            self.state,
            lambda: self._clock.now().at,
            rng=rng,
            at=at,
        )
        self.fleet = Fleet(
            settings.device_dir,
            lambda: self._store.catalogue,
            self.outbox.states,
            self._device_said,
            self._device_is,
            self._clock,
        )
        self._worker = Worker(settings.agent, self.outbox, self._clock, self.fleet.devices_of)
        self._worker.indicators += indicators
        self._worker.every_round = self._every_round
        self._worker.on_refused = self.uplink.publish_state
        self._worker.rest_s = self.fleet.next_tick_s
        self._store.on_not_kept = lambda detail: self._worker.tell("file-not-kept", detail)
        self.errands = ErrandHall(
            self._worker,
            lambda text: hit(self._store.catalogue, text),
            self.outbox.states,
            lambda: self._store.stock,
            self._clock.now,
            self.station_status,
        )
        self.station = BenchPort(self)
        self._instructions = Instructions(
            settings,
            self._store,
            self._worker,
            self.fleet,
            self.errands,
            self.station,
            self._clock,
            self.uplink.publish_state,
        )

    def _open_outbox(self, at: At) -> Outbox:
        settings = self.settings
        return Outbox(
            settings.state_dir / OUTBOX_FILE,
            settings.site,
            settings.agent,
            lambda: self._clock.now().at,
            instance=self._instance,
            max_bytes=settings.outbox_max_bytes,
            drain=Drain(settings.drain_events_per_s),
            on_renewed=self._begun_anew,
            at=at,
        )

    def _begun_anew(self, detail: str) -> None:
        def doubt() -> None:
            self._worker.tell("outbox-older-copy", detail)
            self._worker.gather(self.fleet.doubt(self._clock.now()))
            self.errands.doubt()

        def all_know() -> None:
            self._worker.commit()
            if not self._worker.refusals.why:  # otherwise at the next start once more
                self.outbox.put([], {OLDER_COPY: b""}).result()

        self._worker.post(doubt)
        self._worker.post(all_know)

    # --- its life ---

    def start(self) -> None:
        """Goes on where it was: devices by the configuration on disk, whether the network is there or not."""
        self._worker.post(self._begin)
        self._worker.post(self._mark_running)
        self._worker.start()
        self.uplink.start()
        log.info("agent.started", site=self.settings.site, agent=self.settings.agent, boot=self._clock.boot)

    def stop(self) -> None:
        """Devices first, so that nothing said is left over; then what is queued is committed."""
        if not self._stopped:
            self._stopped = True
            if self._worker.started:
                self._worker.end(self._end)
                self.uplink.stop()
            self.outbox.close()
            self._lock.release()
            log.info("agent.stopped", agent=self.settings.agent)
        if self._worker.failure is not None:
            raise self._worker.failure

    def run_forever(self) -> None:
        """Until SIGTERM or SIGINT. Only from the main thread."""
        ends = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: ends.set())
        self.start()
        while not ends.wait(1.0) and self._worker.alive:
            pass
        self.stop()

    def wait_idle(self, timeout_s: float = 60.0) -> None:
        """Returns once all that was said before is committed."""
        self._worker.wait_idle(timeout_s)

    def _begin(self) -> None:
        states = self.outbox.states()
        running = states.get(RUNNING)
        kept = asides(self.settings.state_dir / OUTBOX_FILE)
        for code, detail in left_behind(running, self._clock.boot, kept, self._store.damaged):
            self._worker.tell(code, detail)
        if self._store.config is not None:
            self._instructions.apply(self._store.config)
        if older := states.get(OLDER_COPY):
            self._begun_anew(older.decode())
        self._worker.commit()  # before this start is noted: whoever is killed in between tells it again

    def _mark_running(self) -> None:
        """Apart from `_begin`, so that a full disk now is not the end of the devices for good."""
        self._clock.look()
        self.outbox.restamp(self._clock.boot, self._zero(self._clock.now()))
        self.outbox.put([], {RUNNING: self._clock.boot.encode()}).result()
        self._marked = True

    def _end(self) -> None:
        self.fleet.stop()
        self._worker.drain()
        self._worker.gather(self.fleet.last_words(self._clock.now()))
        self._worker.commit()
        self._worker.report(last=True)
        self.outbox.put([], {RUNNING: b""}).result()

    def _every_round(self) -> None:
        now = self._clock.now()
        found = self.fleet.tick(now)
        self._worker.gather(found)
        self.errands.heard(found)
        if not (self._marked or self._worker.refusals.why):
            self._mark_running()  # there was no room at the start
        if now.mono_s >= self._clock_due_s:
            self._clock_due_s = now.mono_s + _CLOCK_EVERY_S
            self._look_at_clock()

    # --- what may be asked of it, from any thread ---

    @property
    def indicators(self) -> list[Indicator]:
        """Who hears what became of a scan; may be added to before `start`."""
        return self._worker.indicators

    @property
    def bench(self) -> BenchRole | None:
        return self.fleet.bench

    @property
    def session(self) -> PackingSession | None:
        """The packing session, if a bench is configured. To look at; calls go through `station`."""
        return self.bench.session if self.bench else None

    def orders(self) -> Sequence[Order]:
        return self._store.tasks.orders if self._store.tasks else []

    def operators(self) -> Sequence[Operator]:
        return self._store.config.operators if self._store.config else []

    def station_status(self) -> StationStatus:
        bench = self.bench
        settings = bench.settings if bench else None
        connected = {device.id: device.connected for device in self.fleet.states()}
        return StationStatus(
            agent=self.settings.agent,
            location=settings.location if settings else "",
            connected=self.uplink.connected,
            outbox_events=self.outbox.totals.waiting,
            scanner=connected.get(settings.scanner) if settings else None,
            scale=connected.get(settings.scale, False) if settings and settings.scale else None,
        )

    def state(self) -> AgentState:
        return agent_state(
            self.settings,
            self._clock.now(),
            self.outbox.totals,
            self.uplink.counters,
            self._worker.refusals,
            self._store,
            self.fleet.states(),
            self.uplink.clock_offset_ms,
            self._instance,
        )

    def with_bench(self, call: BenchCall) -> None:
        def run() -> None:
            bench = self.bench
            if bench is not None:
                self._worker.add(bench, call(bench, self._clock.now()))

        self._worker.post(run)

    # --- what the hub says (paho's thread) ---

    def on_catalog(self, page: Catalog) -> None:
        self._worker.post(lambda: self._instructions.page(page))

    def on_tasks(self, tasks: Tasks) -> None:
        self._worker.post(lambda: self._instructions.tasks(tasks))

    def on_stock(self, stock: Stock) -> None:
        self._worker.post(lambda: self._store.keep_stock(stock))
        self.errands.stock_came()

    def on_config(self, config: Config) -> None:
        self._worker.post(lambda: self._instructions.config(config))

    def on_command(self, command: Command) -> None:
        self._worker.post(lambda: self._obey(command))

    def on_link(self, connected: bool, why: str) -> None:
        log.info("agent.link", agent=self.settings.agent, connected=connected, why=why)

    def on_taken_over(self, why: str) -> None:
        self._worker.post(lambda: self._worker.tell(TAKEN_OVER, why))

    # --- what devices say (their threads) ---

    def _device_said(self, device: str, event: DeviceEvent, mono_ns: int) -> None:
        self._worker.post(lambda: self._handle(device, event, mono_ns))

    def _device_is(self, device: str, state: str, reason: str) -> None:
        self._worker.post(lambda: self._connection(device, state == "connected", reason))

    # --- the agent's thread ---

    def _handle(self, device: str, event: DeviceEvent, mono_ns: int) -> None:
        now = self._clock.now()
        ago_ns = max(0, now.mono_ns - mono_ns)
        moment = Moment(now.at - timedelta(microseconds=ago_ns // 1000), mono_ns, now.boot)
        role, outcome, faults = self.fleet.handle(device, event, moment)
        if role is not None:
            self._worker.add(role, outcome)
        self._worker.add(None, Outcome(list(faults)))

    def _connection(self, device: str, connected: bool, reason: str) -> None:
        self._worker.gather(self.fleet.connection(device, connected, reason, self._clock.now()))
        self.uplink.publish_state()

    def _look_at_clock(self) -> None:
        step = self._clock.look()
        if step is None:
            return
        restamped = self.outbox.restamp(step.boot, step.zero)
        self.uplink.clock_was_set()
        self._worker.tell(
            "clock-set", f"the clock was set by {step.step_ms} ms; {restamped} unsent events restamped"
        )

    @staticmethod
    def _zero(now: Moment) -> datetime:
        return now.at - timedelta(microseconds=now.mono_ns // 1000)

    def _obey(self, command: Command) -> None:
        obey(command, self._clock.now(), self.uplink, self.fleet, self._worker)
