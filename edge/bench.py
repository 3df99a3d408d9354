"""A packing bench: its scanner and its scale feed one packing session, with a terminal or without."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Protocol, get_args

import msgspec

from devices.codes import gs1
from devices.codes.epc import parse_epc
from devices.codes.gs1 import parse_scan
from devices.commands import Command, ReadWeightContinuously, StartInventory
from devices.events import DeviceEvent, ScaleStatus, Scan, TagRead, Weight
from edge.catalogue import Catalogue
from edge.moment import Moment
from edge.rest import Rest
from edge.roles import CatalogueNow, Outcome, Settings, Signal
from edge.station.bench import (
    BenchSettings,
    CatalogueHit,
    Effect,
    Emit,
    Feedback,
    PackingState,
    Question,
    Trouble,
)
from edge.station.counting import CountingState
from edge.station.desk import Desk
from edge.station.i18n import Words
from edge.station.lots import NOTHING_SAID, Said
from edge.station.packing import PackingSession, SnapshotError, utc_day
from edge.station.port import ErrandPort, Listener, StationStatus
from edge.station.texts import feedback_text
from gateway.wire.messages import AnyEvent, DeviceConfig, Operator, Order, Tasks

BenchCall = Callable[["BenchRole", Moment], Outcome]
AWAY: Final[tuple[Trouble, ...]] = get_args(Trouble)


def hit(catalogue: Catalogue, text: str) -> CatalogueHit | None:
    """What a scanned text is to the packing session."""
    match = catalogue.lookup(text)
    if match is None:
        return None
    item = match.item
    return CatalogueHit(
        item.sku,
        match.qty,
        item.name or item.sku,
        item.unit_weight_g,
        item.unit_weight_sd_g,
        tuple(item.wants),
        item.qty_decimals,
    )


def read(scan: Scan, is_known: Callable[[str], bool]) -> tuple[str, Said]:
    """The code as it is to be looked up (a house's own number before the GTIN in it), what else it says."""
    code = parse_scan(scan)
    if not code.trusted:
        return code.raw, NOTHING_SAID  # in no catalogue: told as unknown, and nothing is booked on it
    said = Said(code.lot, code.expiry, code.serial)
    if code.gtin and not is_known(code.text):
        return code.gtin, said
    return code.text, said


def bench_settings(configs: Sequence[DeviceConfig]) -> BenchSettings:
    """From the bench's devices: one scanner, at most one scale; readers of tags besides.

    Raises RoleSettingsError.
    """
    scanner = next((c for c in configs if c.role == "bench_scanner"), None)
    scale = next((c for c in configs if c.role == "bench_scale"), None)
    first = scale or scanner
    if first is None:
        raise ValueError("a bench has a scanner or a scale")
    read = Settings(first)
    settings = BenchSettings(
        location=read.text("location"),
        scanner=(scanner or first).id,
        scale=scale.id if scale else None,
        tare_g=read.grams("tare_g", "0", zero=True),
        division_g=read.grams("division_g", "1"),
    )
    read.check()
    return settings


class BenchRole:
    """The session, its memory, and those who look on. Listeners hear of a thing once it is on disk."""

    def __init__(
        self,
        configs: Sequence[DeviceConfig],
        catalogue: CatalogueNow,
        day_of: Callable[[datetime], date] = utc_day,
    ) -> None:
        self.settings = bench_settings(configs)
        self.desk = Desk(lambda text: hit(catalogue(), text), self.settings, day_of)
        self.key = f"bench/{self.settings.location}"
        self.current: PackingState = self.session.state
        self.counting: CountingState = self.desk.counting.state
        self._readers = frozenset(c.id for c in configs if c.role == "bench_reader")
        self.listeners: list[Listener] = []
        self._catalogue = catalogue
        self._said: list[Effect] = []
        self._words = Words("en")
        self._kept = self.desk.snapshot()
        self._remembered: tuple[str | None] | None = None
        self._rest = Rest(self.settings.location, self.settings.division_g)
        # who gets the scans instead while an errand is in front
        self.diverted: Callable[[Scan, Moment], None] | None = None
        gs1.load()  # or the first scan would take a third of a second

    @property
    def session(self) -> PackingSession:
        return self.desk.packing

    def handle(self, device: str, event: DeviceEvent, moment: Moment) -> Outcome:
        match event:
            case Scan() if self.diverted is not None:
                self.diverted(event, moment)
                return Outcome()
            case Scan():
                text, said = read(event, lambda text: self._catalogue().lookup(text) is not None)
                return self.did(self.desk.scan(text, moment.at, said), moment)
            case Weight():
                effects = self.desk.weight(event.grams, event.stable, moment.at)
                outcome = self.did(effects, moment, keep=False)
                outcome.events += self._told(device, event, moment)
                return outcome
            case TagRead() if self.desk.is_counting:
                tag = parse_epc(event.epc)
                effects = self.desk.tag(tag.gtin, event.epc, None, moment.at) if tag.gtin else []
                return self.did(effects, moment) if effects else Outcome()
            case ScaleStatus(code=code) if code in AWAY:
                self.session.scale_away(next(trouble for trouble in AWAY if trouble == code))
                return self.did([], moment, keep=False)
            case _:
                return Outcome()

    def _told(self, device: str, weight: Weight, moment: Moment) -> list[AnyEvent]:
        """While nobody packs or counts, what the scale weighs is told: so a piece's weight is learnt here."""
        self._rest, told = self._rest.seen(device, weight, moment)
        idle = self.session.state.order is None and not self.desk.is_counting
        return [told] if told is not None and idle else []

    def did(self, effects: Sequence[Effect], moment: Moment, *, keep: bool = True) -> Outcome:
        """What a call of the session led to; also for calls that a terminal makes."""
        outcome = Outcome(keep=keep and self.desk.snapshot() != self._kept)
        for effect in effects:
            match effect:
                case Emit(events=events):
                    outcome.events += [
                        msgspec.structs.replace(event, boot=moment.boot, mono_ns=moment.mono_ns)
                        for event in events
                    ]
                    outcome.keep = True
                case Feedback():
                    text = feedback_text(effect, self._words)
                    outcome.signals.append(Signal(self.settings.scanner, effect.ok, text))
                case _:
                    pass  # a badge is the terminal's to verify
        self._said += effects
        return outcome

    def committed(self, outcome: Outcome) -> None:
        if outcome.keep:
            self._kept = self.desk.snapshot()
        said, self._said = self._said, []
        self._look()
        for listener in list(self.listeners):
            listener(said)

    def not_kept(self, why: str) -> None:
        """What was done last is not on disk, and the session is back at what is: the terminal says so."""
        said = self.desk.not_kept(why)
        self._look()
        for listener in list(self.listeners):
            listener(said)

    def _look(self) -> None:
        self.current, self.counting = self.session.state, self.desk.counting.state

    def tasks(self, tasks: Tasks, moment: Moment) -> Outcome:
        """The hub's newest list of what is to be packed and counted."""
        return self.did(self.desk.tasks(tasks), moment, keep=False)

    def memory(self) -> bytes:
        return self.desk.snapshot()

    def remember(self, stored: bytes | None) -> None:
        """Raises ValueError for a snapshot that cannot be read."""
        self._said = []
        try:
            self.desk.restore(self._kept if stored is None else stored)
        except SnapshotError as error:
            raise ValueError(str(error)) from error
        self._kept = self.desk.snapshot()
        self._look()
        if self._remembered is None:  # later it goes back to what it has itself kept
            self._remembered = (self.session.state.order,)

    def doubt(self, moment: Moment) -> Outcome:
        """A carton that was in hand then was closed long ago; one of another order goes on."""
        order = self.session.state.order
        if order is None or self._remembered != (order,):
            return Outcome()
        return self.did(self.desk.cancel(moment.at, nobody_asked=True), moment)

    def tick(self, moment: Moment) -> Outcome:
        return Outcome()

    def tick_every_s(self) -> float | None:
        return None

    def troubles(self) -> Mapping[str, str]:
        return {}

    def wishes(self, device: str) -> Sequence[Command]:
        if device in self._readers:
            return (StartInventory((1,)),)
        return (ReadWeightContinuously(),) if device == self.settings.scale else ()

    def gone(self, device: str) -> None:
        if device == self.settings.scale:
            self.session.scale_away()
            self.current = self.session.state


class BenchHost(Protocol):
    """What the terminal's port needs of the agent."""

    @property
    def bench(self) -> BenchRole | None: ...

    @property
    def errands(self) -> Errands: ...

    def with_bench(self, call: BenchCall) -> None:
        """Runs the call on the agent's thread and commits what followed. Nothing without a bench."""

    def orders(self) -> Sequence[Order]: ...

    def operators(self) -> Sequence[Operator]: ...

    def station_status(self) -> StationStatus: ...


class Errands(Protocol):
    def port(self, name: str) -> ErrandPort: ...


class BenchPort:
    """The terminal's way to the bench (a `edge.station.port.StationPort`); outlives its configuration."""

    def __init__(self, host: BenchHost) -> None:
        self._host = host
        self._listeners: list[Listener] = []
        self._nobody = Desk(lambda _text: None, BenchSettings("", "none"))
        self._operator_required = False

    @property
    def state(self) -> PackingState:
        bench = self._host.bench
        return bench.current if bench else self._nobody.packing.state

    @property
    def counting(self) -> CountingState:
        bench = self._host.bench
        return bench.counting if bench else self._nobody.counting.state

    def orders(self) -> Sequence[Order]:
        open_here = set(self.state.orders)
        return [order for order in self._host.orders() if order.number in open_here]

    def operators(self) -> Sequence[Operator]:
        return self._host.operators()

    def status(self) -> StationStatus:
        return self._host.station_status()

    def submit_scan(self, text: str) -> None:
        """A code that was typed, or scanned by a scanner that types."""
        self._host.with_bench(lambda bench, now: bench.handle(bench.settings.scanner, Scan(text), now))

    def operator(self, login: str | None) -> None:
        def log_in(bench: BenchRole, now: Moment) -> Outcome:
            bench.session.operator(login)
            return bench.did([], now)

        self._host.with_bench(log_in)

    def require_operator(self) -> None:
        self._operator_required = True
        self._host.with_bench(self.attach)

    def attach(self, bench: BenchRole, now: Moment) -> Outcome:
        """A bench came up (again): who looks on goes on looking on, and the door stays guarded."""
        bench.listeners = self._listeners
        bench.session.operator_required = bench.session.operator_required or self._operator_required
        return bench.did([], now)

    def close(self) -> None:
        self._host.with_bench(lambda bench, now: bench.did(bench.desk.close(now.at), now))

    def undo(self) -> None:
        self._host.with_bench(lambda bench, now: bench.did(bench.desk.undo(now.at), now))

    def cancel(self) -> None:
        self._host.with_bench(lambda bench, now: bench.did(bench.desk.cancel(now.at), now))

    def weigh(self) -> None:
        self._host.with_bench(lambda bench, now: bench.did(bench.desk.weigh(now.at), now))

    def override(self, reason: str, to: Question) -> None:
        def go_on_anyway(bench: BenchRole, now: Moment) -> Outcome:
            operator = bench.session.state.operator or ""
            decides = any(one.decides for one in self._host.operators() if one.login == operator)
            effects = bench.session.override(reason, operator, now.at, decides=decides, to=to)
            return bench.did(effects, now)

        self._host.with_bench(go_on_anyway)

    def errand(self, name: str) -> ErrandPort:
        return self._host.errands.port(name)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe
