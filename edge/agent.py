"""The agent: devices -> roles -> outbox -> uplink, by a configuration that may change while it runs.

One thread does all the thinking: what devices, hub and terminal say is queued, taken all at once, reduced,
and committed with one flush; only then is anybody told that it is done. Devices have a thread each, the
outbox, the uplink and paho one.
"""

from __future__ import annotations

import queue
import random
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

import msgspec
import structlog

from devices.commands import Tare, UnsupportedCommandError, Zero
from devices.events import DeviceEvent
from edge.bench import BenchCall, BenchPort, BenchRole
from edge.catalogue import PageCollector
from edge.clock import Clock
from edge.connection import BrokerOptions, parse_broker_url
from edge.fleet import Fleet
from edge.lock import StateLock
from edge.moment import Moment
from edge.outbox import DEFAULT_MAX_BYTES, Outbox, OutboxError, OutboxFullError
from edge.roles import Outcome, Role, Signal
from edge.station.packing import PackingSession
from edge.station.port import StationStatus
from edge.store import Store
from edge.troubles import Troubles, fault
from edge.uplink import Uplink
from gateway.wire.messages import (
    VERSION,
    AgentState,
    Catalog,
    Command,
    Config,
    DeviceState,
    Operator,
    Order,
    Tasks,
)
from gateway.wire.topics import check_name

log = structlog.get_logger(__name__)

RUNNING: Final = "agent/running"
OUTBOX_FULL: Final = "outbox-full"
_CLOCK_EVERY_S: Final = 5.0
_TAKE_AT_MOST: Final = 500
_COMMAND_LIVES_S: Final = 30.0


class Indicator(Protocol):
    """Whoever can show or sound that a scan was taken. Called once its events are on disk."""

    def on_feedback(self, device_id: str, ok: bool, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """`key` signs what goes up and proves what comes down. `broker_url` and what follows it: see
    `edge.connection.BrokerOptions`. `device_dir`: where relative ports are looked for. `outbox_max_bytes` is
    the share of the disk that unsent events may take."""

    site: str
    agent: str
    key: bytes = field(repr=False)
    broker_url: str = field(repr=False)
    state_dir: Path
    device_dir: Path = Path("/dev")
    outbox_max_bytes: int = DEFAULT_MAX_BYTES
    version: str = ""
    broker_username: str | None = None
    broker_password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None

    @property
    def broker(self) -> BrokerOptions:
        return BrokerOptions(
            self.broker_url,
            self.broker_username,
            self.broker_password,
            self.ca_file,
            self.cert_file,
            self.key_file,
        )


@dataclass(slots=True)
class _Gathered:
    """What one role's devices led to, to be committed together."""

    outcome: Outcome = field(default_factory=Outcome)

    def add(self, more: Outcome) -> None:
        self.outcome.events += more.events
        self.outcome.signals += more.signals
        self.outcome.keep = self.outcome.keep or more.keep


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
    ) -> None:
        check_name(settings.site)
        check_name(settings.agent)
        parse_broker_url(settings.broker)
        self.settings = settings
        self.indicators = list(indicators)
        self._clock = clock or Clock()
        self._queue: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._pending: dict[Role | None, _Gathered] = {}
        self._stopping = threading.Event()
        self._outbox_full = False
        self._errors = Troubles(settings.agent)
        self._lock = StateLock(settings.state_dir)
        try:
            self._store = Store(settings.state_dir, self._clock.now().at)
            self.outbox = self._open_outbox()
        except BaseException:
            self._lock.release()
            raise
        self._pages = PageCollector(self._store.catalogue.version)
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
        )
        self.fleet = Fleet(
            settings.device_dir,
            lambda: self._store.catalogue,
            self.outbox.states,
            self._device_said,
            self._device_is,
            self._clock,
        )
        self.station = BenchPort(self)
        self._thread = threading.Thread(target=self._run, name="agent", daemon=True)
        self.failure: BaseException | None = None

    def _open_outbox(self) -> Outbox:
        settings = self.settings
        return Outbox(
            settings.state_dir / "outbox.db",
            settings.site,
            settings.agent,
            lambda: self._clock.now().at,
            max_bytes=settings.outbox_max_bytes,
            on_renewed=lambda detail: self._post(lambda: self._tell("outbox-older-copy", detail)),
        )

    # --- its life ---

    def start(self) -> None:
        """Goes on where it was: devices by the configuration on disk, whether the network is there or not."""
        self._post(self._begin)
        self._thread.start()
        self.uplink.start()
        log.info("agent.started", site=self.settings.site, agent=self.settings.agent, boot=self._clock.boot)

    def stop(self) -> None:
        """Devices first, so that nothing said is left over; then what is queued is committed."""
        if not self._stopping.is_set():
            if self._thread.ident is not None:
                self._post(self._end)
                self._thread.join(15)
                self.uplink.stop()
            self._stopping.set()
            self.outbox.close()
            self._lock.release()
            log.info("agent.stopped", agent=self.settings.agent)
        if self.failure is not None:
            raise self.failure

    def run_forever(self) -> None:
        """Until SIGTERM or SIGINT. Only from the main thread."""
        ends = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: ends.set())
        self.start()
        while not ends.wait(1.0) and self._thread.is_alive():
            pass
        self.stop()

    def wait_idle(self, timeout_s: float = 5.0) -> None:
        """Returns once all that was said before is committed."""
        done: Future[None] = Future()
        self._post(lambda: self._post(lambda: done.set_result(None)))
        done.result(timeout_s)

    def _begin(self) -> None:
        if self.outbox.moved_aside is not None:
            self._tell(
                "outbox-damaged", f"the outbox was damaged and is kept as {self.outbox.moved_aside.name}"
            )
        for damaged in self._store.damaged:
            self._tell("file-damaged", damaged)
        left = self.outbox.states().get(RUNNING)
        if left:
            same = left.decode(errors="replace") == self._clock.boot
            self._tell(
                "unclean-stop", "the agent was killed" if same else "the power went, or the machine died"
            )
        now = self._clock.now()
        self._clock.look()
        self.outbox.restamp(self._clock.boot, self._zero(now))
        self.outbox.put([], {RUNNING: self._clock.boot.encode()}).result()
        if self._store.config is not None:
            self._apply(self._store.config)

    def _end(self) -> None:
        self.fleet.stop()
        while not self._queue.empty():
            self._guarded(self._queue.get())
        self._gather(self.fleet.last_words(self._clock.now()))
        self._commit()
        self.outbox.put([], {RUNNING: b""}).result()
        self._stopping.set()

    # --- what may be asked of it, from any thread ---

    @property
    def bench(self) -> BenchRole | None:
        return self.fleet.bench

    @property
    def session(self) -> PackingSession | None:
        """The packing session, if a bench is configured. To look at; calls go through `station`."""
        return self.bench.session if self.bench else None

    def subscribe(self, listener: Callable[[Sequence[object]], None]) -> Callable[[], None]:
        """See `edge.station.port.StationPort.subscribe`."""
        return self.station.subscribe(listener)

    def submit_scan(self, text: str) -> None:
        self.station.submit_scan(text)

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
        totals, now = self.outbox.totals, self._clock.now()
        return AgentState(
            v=VERSION,
            agent=self.settings.agent,
            online=True,
            at=now.at,
            version=self.settings.version,
            boot=now.boot,
            epoch=self.outbox.epoch,
            devices=self._device_states(),
            outbox_events=totals.waiting,
            outbox_bytes=totals.bytes,
            dropped_events=totals.dropped_events,
            clock_offset_ms=self.uplink.clock_offset_ms,
            catalog_version=self._store.catalogue.version,
            config_version=self._store.config.version if self._store.config else 0,
        )

    def _device_states(self) -> list[DeviceState]:
        states = self.fleet.states()
        if not self._outbox_full:
            return states
        full = "the outbox is full: nothing is taken until the hub is back"
        return [msgspec.structs.replace(state, detail=f"{full}; {state.detail}"[:200]) for state in states]

    def with_bench(self, call: BenchCall) -> None:
        def run() -> None:
            bench = self.bench
            if bench is not None:
                self._add(bench, call(bench, self._clock.now()))

        self._post(run)

    # --- what the hub says (paho's thread) ---

    def on_catalog(self, page: Catalog) -> None:
        self._post(lambda: self._take_page(page))

    def on_tasks(self, tasks: Tasks) -> None:
        self._post(lambda: self._take_tasks(tasks))

    def on_config(self, config: Config) -> None:
        self._post(lambda: self._take_config(config))

    def on_command(self, command: Command) -> None:
        self._post(lambda: self._obey(command))

    def on_link(self, connected: bool, why: str) -> None:
        log.info("agent.link", agent=self.settings.agent, connected=connected, why=why)

    # --- what devices say (their threads) ---

    def _device_said(self, device: str, event: DeviceEvent, mono_ns: int) -> None:
        self._post(lambda: self._handle(device, event, mono_ns))

    def _device_is(self, device: str, state: str, reason: str) -> None:
        self._post(lambda: self._connection(device, state == "connected", reason))

    # --- the agent's thread ---

    def _post(self, work: Callable[[], None]) -> None:
        self._queue.put(work)

    def _run(self) -> None:
        try:
            clock_due = self._clock.now().mono_s
            while not self._stopping.is_set():
                for work in self._take():
                    self._guarded(work)
                now = self._clock.now()
                self._guarded(lambda: self._gather(self.fleet.tick(self._clock.now())))
                if now.mono_s >= clock_due:
                    clock_due = now.mono_s + _CLOCK_EVERY_S
                    self._guarded(self._look_at_clock)
                self._commit()
        except BaseException as failure:
            self.failure = failure
            log.exception("agent.died", agent=self.settings.agent)
            raise

    def _take(self) -> list[Callable[[], None]]:
        works: list[Callable[[], None]] = []
        try:
            works.append(self._queue.get(timeout=self.fleet.next_tick_s()))
            while len(works) < _TAKE_AT_MOST:
                works.append(self._queue.get_nowait())
        except queue.Empty:
            pass
        return works

    def _guarded(self, work: Callable[[], None]) -> None:
        """One thing that goes wrong is told and is not the end of the rest."""
        try:
            work()
        except OutboxError as error:
            log.error("agent.outbox", agent=self.settings.agent, error=str(error))
        except Exception as error:
            log.exception("agent.error", agent=self.settings.agent)
            now = self._clock.now()
            told = self._errors.begins("agent-error", f"{type(error).__name__}: {error}", now)
            self._errors.ends("agent-error", now)  # it happens and is over; often is told once in a while
            self._add(None, Outcome([*told]))

    def _handle(self, device: str, event: DeviceEvent, mono_ns: int) -> None:
        now = self._clock.now()
        ago_ns = max(0, now.mono_ns - mono_ns)
        moment = Moment(now.at - timedelta(microseconds=ago_ns // 1000), mono_ns, now.boot)
        role, outcome, faults = self.fleet.handle(device, event, moment)
        if role is not None:
            self._add(role, outcome)
        self._add(None, Outcome(list(faults)))

    def _connection(self, device: str, connected: bool, reason: str) -> None:
        self._gather(self.fleet.connection(device, connected, reason, self._clock.now()))
        self.uplink.publish_state()

    def _gather(self, found: Sequence[tuple[Role | None, Outcome]]) -> None:
        for role, outcome in found:
            self._add(role, outcome)

    def _add(self, role: Role | None, outcome: Outcome) -> None:
        self._pending.setdefault(role, _Gathered()).add(outcome)

    def _tell(self, code: str, detail: str) -> None:
        log.warning("agent.fault", agent=self.settings.agent, code=code, detail=detail)
        self._add(None, Outcome([fault(self.settings.agent[:64], code, detail, self._clock.now())]))

    def _commit(self) -> None:
        """What each role has gathered goes to the disk at once; then each is told what became of it."""
        pending, self._pending = self._pending, {}
        waiting: list[tuple[Role | None, Outcome, Future[None] | None]] = []
        for role, gathered in pending.items():
            outcome = gathered.outcome
            put = None
            if outcome.events or outcome.keep:
                states = {role.key: role.memory()} if role is not None and outcome.keep else {}
                put = self.outbox.put(outcome.events, states)
            waiting.append((role, outcome, put))
        for role, outcome, put in waiting:
            try:
                if put is not None:
                    put.result()
            except OutboxError as error:
                self._refused(role, outcome, error)
            else:
                self._done(role, outcome)

    def _done(self, role: Role | None, outcome: Outcome) -> None:
        if outcome.events and self._outbox_full:
            self._outbox_full = False
            now = self._clock.now()
            self._add(None, Outcome([fault(self.settings.agent[:64], OUTBOX_FULL, "", now, cleared=True)]))
        if role is not None:
            role.committed(outcome)
        self._signal(outcome.signals)

    def _refused(self, role: Role | None, outcome: Outcome, error: OutboxError) -> None:
        """Nothing of it is on disk, so the role goes back to what is, and nobody is told that it was done."""
        if isinstance(error, OutboxFullError):
            self._outbox_full = True
        log.error("agent.not_kept", agent=self.settings.agent, events=len(outcome.events), error=str(error))
        if role is None:
            return
        try:
            role.remember(self.outbox.states().get(role.key))
        except OutboxError:
            log.exception("agent.memory_unreadable", role=role.key)  # and the role goes on with what it knows
        if isinstance(role, BenchRole):
            role.not_kept(str(error))
        # each of them, so that whoever scanned three hears three times that it was for nothing
        devices = [said.device for said in outcome.signals] or self.fleet.devices_of(role)
        self._signal([Signal(device, False, f"NOT KEPT: {error}") for device in devices])
        self.uplink.publish_state()

    def _signal(self, signals: Sequence[Signal]) -> None:
        for said in signals:
            for indicator in self.indicators:
                indicator.on_feedback(said.device, said.ok, said.text)

    def _look_at_clock(self) -> None:
        step = self._clock.look()
        if step is None:
            return
        restamped = self.outbox.restamp(step.boot, step.zero)
        self.uplink.clock_was_set()
        self._tell(
            "clock-set", f"the clock was set by {step.step_ms} ms; {restamped} unsent events restamped"
        )

    @staticmethod
    def _zero(now: Moment) -> datetime:
        return now.at - timedelta(microseconds=now.mono_ns // 1000)

    # --- what the hub said, on the agent's thread ---

    def _take_page(self, page: Catalog) -> None:
        try:
            catalogue = self._pages.add(page)
        except ValueError as error:
            self._tell("catalogue-refused", str(error))
            return
        if catalogue is not None:
            self._store.keep_catalogue(catalogue)
            log.info("agent.catalogue", version=catalogue.version, items=len(catalogue))
            self._open_devices()
            self.uplink.publish_state()

    def _take_tasks(self, tasks: Tasks) -> None:
        if tasks == self._store.tasks:
            return  # retained: it comes with every reconnect
        self._store.keep_tasks(tasks)
        bench = self.bench
        if bench is not None:
            self._add(bench, bench.did(bench.session.tasks(tasks.orders), self._clock.now(), keep=False))
        self._open_devices()

    def _take_config(self, config: Config) -> None:
        if (config.site, config.agent) != (self.settings.site, self.settings.agent):
            self._tell(
                "config-refused", f"a configuration for {config.site}/{config.agent} came to this agent"
            )
            return
        if config == self._store.config:
            return
        self._store.keep_config(config)
        self._apply(config)
        self.uplink.publish_state()

    def _apply(self, config: Config) -> None:
        self._commit()  # what the old roles gathered is theirs
        self._gather(self.fleet.apply(config, self._clock.now()))
        self._commit()
        bench = self.bench
        if bench is not None:
            now = self._clock.now()
            if self._store.tasks is not None:
                self._add(bench, bench.did(bench.session.tasks(self._store.tasks.orders), now, keep=False))
            self._add(bench, self.station.attach(bench, now))
        self._open_devices()

    def _open_devices(self) -> None:
        """Not before the lists are here: what is scanned without a catalogue, nobody could place."""
        knows_goods = self._store.catalogue.version > 0
        knows_orders = self.bench is None or self._store.tasks is not None
        if self._store.config is not None and knows_goods and knows_orders:
            self.fleet.start()

    def _obey(self, command: Command) -> None:
        now = self._clock.now()
        if command.at is not None and abs((now.at - command.at).total_seconds()) > _COMMAND_LIVES_S:
            log.info("agent.command_too_late", command=command.command)
            return
        if command.command == "resend":
            self.uplink.resend()
        elif command.command in ("beep", "light"):
            self._signal([Signal(command.device or "", True, command.command)])
        else:
            order = Tare() if command.command == "tare" else Zero()
            try:
                said = command.device is not None and self.fleet.send(command.device, order)
            except UnsupportedCommandError as error:
                self._tell("command-refused", str(error))
                return
            if not said:
                self._tell("command-refused", f"{command.command}: {command.device} is not connected")
