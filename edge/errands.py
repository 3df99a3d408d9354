"""Errands at a station: each session in a role of its own, whose memory is committed with its events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec
import structlog

from devices.codes.gs1 import parse_scan
from devices.commands import Command
from devices.events import DeviceEvent, Scan
from edge.moment import Moment
from edge.roles import Outcome, PortalRole, Signal
from edge.station.bench import BenchSettings, Effect, Emit, Feedback
from edge.station.dismantling.session import DismantlingSession
from edge.station.errand import Errand, Hand, Lookup
from edge.station.goods_in.looking_up import LookingUpSession
from edge.station.goods_in.putting_away import PuttingAwaySession
from edge.station.goods_in.receiving import NAME as RECEIVE
from edge.station.goods_in.receiving import ReceivingSession
from edge.station.goods_in.texts import errand_text
from edge.station.i18n import Words
from edge.station.making.session import MakingSession
from edge.station.moving.session import MovingSession
from edge.station.packing import BADGE_MARK, PackingSession
from edge.station.port import Listener, StationStatus
from edge.station.sending.session import SendingSession
from edge.station.snapshot import SnapshotError
from gateway.wire.messages import Stock, Tasks

log = structlog.get_logger(__name__)
HandNow = Callable[[], Hand]
ErrandCall = Callable[["ErrandRole", Moment], Outcome]


class ErrandRole:
    """A session, its memory, and those who look on. Listeners hear of a thing once it is on disk."""

    def __init__(self, errand: Errand, settings: BenchSettings, hand: HandNow) -> None:
        self.errand = errand
        self.key = f"errand/{errand.name}/{settings.location}"
        self.current = errand.state
        self.listeners: list[Listener] = []
        self._settings, self._hand = settings, hand
        self._said: list[Effect] = []
        self._words = Words("en")
        self._kept = errand.snapshot()
        self._restored: tuple[object] | None = None

    def handle(self, device: str, event: DeviceEvent, moment: Moment) -> Outcome:
        if not isinstance(event, Scan) or event.data.strip().upper().startswith(BADGE_MARK):
            return Outcome()  # a badge is a secret, and nobody logs in during an errand
        return self.did(self.errand.scan(parse_scan(event), moment.at, self._hand()), moment)

    def act(self, action: str, moment: Moment) -> Outcome:
        return self.did(self.errand.act(action, moment.at, self._hand()), moment)

    def told(self, tasks: Tasks, moment: Moment) -> Outcome:
        self.errand.told(tasks)
        return self.did([], moment)

    def did(self, effects: Sequence[Effect], moment: Moment) -> Outcome:
        outcome = Outcome(keep=self.errand.snapshot() != self._kept)
        for effect in effects:
            match effect:
                case Emit(events=events):
                    outcome.events += [
                        msgspec.structs.replace(event, boot=moment.boot, mono_ns=moment.mono_ns)
                        for event in events
                    ]
                    outcome.keep = True
                case Feedback():
                    text = errand_text(effect, self._words)
                    outcome.signals.append(Signal(self._settings.scanner, effect.ok, text))
                case _:
                    pass
        self._said += effects
        return outcome

    # --- as a role of the agent (edge.roles.Role) ---

    def committed(self, outcome: Outcome) -> None:
        if outcome.keep:
            self._kept = self.errand.snapshot()
        said, self._said = self._said, []
        self._tell(said)

    def not_kept(self, why: str) -> None:
        """What was done last is not on disk, and the session is back at what is."""
        self._tell(self.errand.say(Feedback(False, "not_kept", {"why": why[:200]})))

    def _tell(self, said: Sequence[Effect]) -> None:
        self.current = self.errand.state
        for listener in list(self.listeners):
            listener(said)

    def memory(self) -> bytes:
        return self.errand.snapshot()

    def remember(self, stored: bytes | None) -> None:
        """Raises ValueError for a snapshot that cannot be read."""
        self._said = []
        try:
            self.errand.restore(self._kept if stored is None else stored)
        except SnapshotError as error:
            raise ValueError(str(error)) from error
        self._kept = self.errand.snapshot()
        self.current = self.errand.state
        if self._restored is None:  # later it goes back to what it has itself kept
            self._restored = (self.errand.in_hand,)

    def doubt(self, moment: Moment) -> Outcome:
        """What was in hand at the start is of an older time; what was begun since goes on."""
        is_new = self._restored != (self.errand.in_hand,)
        return self.did(self.errand.doubt(moment.at, self._hand(), is_new=is_new), moment)

    def tick(self, moment: Moment) -> Outcome:
        return Outcome()

    def tick_every_s(self) -> float | None:
        return None

    def troubles(self) -> Mapping[str, str]:
        return {}

    def wishes(self, device: str) -> Sequence[Command]:
        return ()

    def gone(self, device: str) -> None:
        return


class Bench(Protocol):
    """What errands need of the bench they are done at."""

    settings: BenchSettings
    diverted: Callable[[Scan, Moment], None] | None

    @property
    def session(self) -> PackingSession: ...


class Agent(Protocol):
    """What errands need of their agent."""

    def post(self, work: Callable[[], None]) -> None:
        """To be done on the agent's thread."""

    def add(self, role: ErrandRole, outcome: Outcome) -> None: ...


class ErrandHall:
    """The errands of a station: none without a bench. On the agent's thread, but for what ports call."""

    def __init__(
        self,
        worker: Agent,
        lookup: Lookup,
        stored: Callable[[], Mapping[str, bytes]],
        stock: Callable[[], Stock | None],
        now: Callable[[], Moment],
        status: Callable[[], StationStatus],
    ) -> None:
        self.status = status
        self._worker, self._lookup, self._stored, self._stock = worker, lookup, stored, stock
        self._now = now
        self._bench: Bench | None = None
        self._roles: dict[str, ErrandRole] = {}
        self._front: str | None = None
        self._listeners: dict[str, list[Listener]] = {}
        nobody = BenchSettings("", "none")
        self._nobody = {session.name: session.state for session in self._sessions(nobody)}

    def _sessions(self, settings: BenchSettings) -> Sequence[Errand]:
        return (
            ReceivingSession(self._lookup, settings),
            PuttingAwaySession(self._lookup, settings),
            LookingUpSession(self._lookup, self._stock),
            MovingSession(self._lookup, self._stock, settings),
            SendingSession(self._lookup, settings),
            MakingSession(self._lookup, settings),
            DismantlingSession(self._lookup, settings),
        )

    def renew(self, bench: Bench | None, tasks: Tasks | None) -> None:
        """The bench came up, changed or went: its errands go on where their memory is."""
        if bench is self._bench:
            return
        self._bench, self._roles = bench, {}
        if bench is None:
            return
        for session in self._sessions(bench.settings):
            role = self._roles[session.name] = ErrandRole(session, bench.settings, self._hand)
            role.listeners = self.listeners(session.name)
            try:
                role.remember(self._stored().get(role.key))
            except ValueError as error:
                log.warning("errands.memory_unreadable", role=role.key, error=str(error))
        if tasks is not None:
            self.told(tasks)
        self._divert()

    def told(self, tasks: Tasks) -> None:
        for role in self._roles.values():
            self._worker.add(role, role.told(tasks, self._now()))

    def heard(self, found: Sequence[tuple[object, Outcome]]) -> None:
        """What roles of this agent have found out by themselves: who receives sees what the portals read."""
        events = [e for role, outcome in found if isinstance(role, PortalRole) for e in outcome.events]
        receiver = self._roles.get(RECEIVE)
        if events and receiver is not None and isinstance(receiver.errand, ReceivingSession):
            self._worker.add(receiver, receiver.did(receiver.errand.heard(events), self._now()))

    def doubt(self) -> None:
        for role in self._roles.values():
            self._worker.add(role, role.doubt(self._now()))

    def _hand(self) -> Hand:
        if self._bench is None:
            return Hand()
        state = self._bench.session.state
        weight = state.weight
        return Hand(state.operator, weight.live_g if weight.stable else None, weight.trouble)

    def _divert(self) -> None:
        if self._bench is not None:
            self._bench.diverted = self._scanned if self._front in self._roles else None

    def _scanned(self, scan: Scan, moment: Moment) -> None:
        role = self._roles.get(self._front or "")
        if role is not None:
            self._worker.add(role, role.handle("scanner", scan, moment))

    # --- from any thread ---

    def port(self, name: str) -> AgentErrandPort:
        return AgentErrandPort(self, name)

    def state(self, name: str) -> object:
        role = self._roles.get(name)
        return role.current if role else self._nobody[name]

    def listeners(self, name: str) -> list[Listener]:
        return self._listeners.setdefault(name, [])

    def call(self, name: str, call: ErrandCall) -> None:
        """On the agent's thread, and what followed is committed. Nothing without a bench."""

        def run() -> None:
            role = self._roles.get(name)
            if role is not None:
                self._worker.add(role, call(role, self._now()))

        self._worker.post(run)

    def stock_came(self) -> None:
        """What is shown is of the stock that was downloaded just now."""

        def run() -> None:
            for role in self._roles.values():
                self._worker.add(role, role.did([], self._now()))

        self._worker.post(run)

    def in_front(self, name: str | None) -> None:
        """Whom the bench's scanner speaks to; None: packing and counting."""

        def run() -> None:
            self._front = name
            self._divert()

        self._worker.post(run)


class AgentErrandPort:
    """The terminal's way to an errand (a `edge.station.errand.ErrandPort`)."""

    def __init__(self, hall: ErrandHall, name: str) -> None:
        self._hall, self._name = hall, name

    @property
    def state(self) -> object:
        return self._hall.state(self._name)

    def submit_scan(self, text: str) -> None:
        self._hall.call(self._name, lambda role, now: role.handle("terminal", Scan(text), now))

    def act(self, action: str) -> None:
        self._hall.call(self._name, lambda role, now: role.act(action, now))

    def to_front(self) -> None:
        self._hall.in_front(self._name)

    def to_back(self) -> None:
        self._hall.in_front(None)

    def status(self) -> StationStatus:
        return self._hall.status()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        listeners = self._hall.listeners(self._name)
        listeners.append(listener)

        def unsubscribe() -> None:
            if listener in listeners:
                listeners.remove(listener)

        return unsubscribe
