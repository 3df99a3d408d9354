"""From a handful of payloads to one transaction: each batch applied once, whoever brings it how often.

Order inside the transaction: agents and their keys, decode, lock the epochs, drop what was applied before,
translate, price, post to the ledger, keep the rest, move the epochs on. The acknowledgements that come out of
it are to be sent only after its commit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from gateway import identity, naming, sales
from gateway.departing import Departing, leave
from gateway.directory import Directory
from gateway.holding import held_event, held_payload
from gateway.lineage import BatchKey, Lines
from gateway.reception import Agents, Arrived, Delivery, Refusal, address_of, receive
from gateway.sequence import Taken, runs
from gateway.steps import BEFORE_COMMIT, At, pass_by
from gateway.translation import OLDEST, Translator, UnfitError, clock_error_ms
from gateway.wire.counting import NothingHere
from gateway.wire.messages import (
    AnyEvent,
    Count,
    CountWork,
    Fault,
    Movement,
    Pack,
    Reading,
    Receipt,
    UnplacedScan,
)
from gateway.wire.outbound import Departure
from gateway.wire.production import Production
from hub.domain.alarms import CLOCK, CLONED_AGENT, FAULT
from hub.domain.ledger import Entry
from hub.store import (
    agents,
    alarms,
    benches,
    count_empty,
    digests,
    ledger,
    quarantine,
    readings,
    reservations,
    stock,
)
from hub.store.agents import Connection, Epoch, TrustedAgent
from hub.store.count_empty import FoundEmpty
from hub.store.inbound import arrivals
from hub.store.inbound.receipts import SaidOfReceipt
from hub.store.production import said
from hub.store.production.said import NewSaid
from hub.store.quarantine import Held
from hub.store.readings import NewCarton, NewCount, NewCountWork, NewDeviceEvent, NewReading

EpochKey = tuple[int, str]


class Acknowledgement(NamedTuple):
    """To be published once the transaction is committed."""

    agent: TrustedAgent
    epoch: str
    upto: int


@dataclass(slots=True)
class Applied:
    """``agents``: those whose deliveries it was, as they were known in the transaction."""

    acknowledgements: list[Acknowledgement] = field(default_factory=list)
    batches: int = 0
    duplicates: int = 0
    movements: int = 0
    others: int = 0
    quarantined: Counter[str] = field(default_factory=Counter)
    recorded_at: datetime | None = None
    agents: dict[tuple[str, str], TrustedAgent] = field(default_factory=dict)

    def add(self, other: Applied) -> None:
        self.acknowledgements.extend(other.acknowledgements)
        self.batches += other.batches
        self.duplicates += other.duplicates
        self.movements += other.movements
        self.others += other.others
        self.quarantined.update(other.quarantined)
        self.agents.update(other.agents)


@dataclass(slots=True)
class Harvest:
    """What a transaction is going to write."""

    entries: list[Entry] = field(default_factory=list)
    unloadings: list[SaidOfReceipt] = field(default_factory=list)
    readings: list[NewReading] = field(default_factory=list)
    counts: list[NewCount] = field(default_factory=list)
    count_works: list[NewCountWork] = field(default_factory=list)
    empties: list[FoundEmpty] = field(default_factory=list)
    productions: list[NewSaid] = field(default_factory=list)
    cartons: list[NewCarton] = field(default_factory=list)
    device_events: list[NewDeviceEvent] = field(default_factory=list)
    # agents and the places at which they read what nobody could place
    unplaced: list[tuple[int, str]] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    clocks: dict[str, alarms.NewAlarm] = field(default_factory=dict)
    clones: dict[str, alarms.NewAlarm] = field(default_factory=dict)
    # by subject, how it stands after the last event: None where the fault is over
    faults: dict[str, alarms.NewAlarm | None] = field(default_factory=dict)

    def others(self) -> int:
        of_people = len(self.counts) + len(self.count_works) + len(self.cartons) + len(self.productions)
        return len(self.readings) + of_people + len(self.empties) + len(self.device_events)


def hub_clock() -> datetime:
    return datetime.now(UTC)


class Ingest:
    """Applies payloads. One instance serves one connection at a time."""

    def __init__(self, clock: Callable[[], datetime] = hub_clock, at: At = pass_by) -> None:
        self._clock = clock
        self._at = at
        self._directory = Directory()

    def now(self) -> datetime:
        return self._clock()

    def apply(self, conn: Connection, deliveries: Sequence[Delivery]) -> Applied:
        """One transaction for all. Raises psycopg.Error, and then nothing is applied."""
        with conn.transaction():
            recorded_at = self._clock()
            known = self.agents(conn, deliveries)
            received = [receive(delivery, known) for delivery in deliveries]
            result = self.apply_received(conn, received, recorded_at)
            result.agents.update(known)
            return result

    def apply_received(
        self, conn: Connection, received: Sequence[Arrived | Refusal], recorded_at: datetime
    ) -> Applied:
        """In the caller's transaction."""
        result = Applied(recorded_at=recorded_at)
        harvest = Harvest()
        epochs, renewed = self._lock(conn, received, recorded_at)
        fresh: list[Arrived] = []
        refused: list[Refusal] = []
        repeated: list[tuple[int, Arrived | Refusal]] = []
        taken_now: dict[tuple[int, int], bytes] = {}
        now_locked = {key: epoch for key, (epoch, _) in epochs.items()}
        lines = Lines(identity.before_them(conn, received, now_locked))
        for one in received:
            if one.agent is not None and one.epoch is not None and one.seq is not None:
                epoch, taken = epochs[one.agent.id, one.epoch]
                if not taken.is_new(one.seq):
                    repeated.append((epoch.id, one))
                    continue
                if isinstance(one, Arrived):
                    lines.note(epoch, taken, one, taken_now)
                taken.take(one.seq)
                taken_now[epoch.id, one.seq] = one.digest
            if isinstance(one, Refusal):
                refused.append(one)
            elif (doubted := identity.doubt(one, epochs[one.agent.id, one.epoch][0])) is not None:
                refused.append(doubted)
            else:
                fresh.append(one)
        if repeated:
            others = identity.others(conn, repeated, taken_now, recorded_at)
            result.duplicates = len(repeated) - len(others)
            refused += others
        harvest.held += [held_payload(refusal) for refusal in refused]
        harvest.clones.update(identity.suspect(refused, lines.foreign()))
        digests.keep(conn, runs(taken_now), recorded_at)
        self._note_new_epochs(received, renewed, recorded_at, harvest)
        reused = identity.reused(refused)
        moved = {key: lines.moved(*of, reused=key in reused) for key, of in epochs.items()}
        torn = {key for key, epoch in moved.items() if epoch.torn}
        ids = {key: epoch.id for key, epoch in now_locked.items()}
        self.harvest(conn, fresh, ids, recorded_at, harvest, torn, lines.unproven)
        result.batches = len(fresh)
        self.write(conn, harvest, recorded_at, result)
        self._move_on(conn, received, now_locked, moved, recorded_at, result)
        self._at(BEFORE_COMMIT)
        return result

    def harvest(
        self,
        conn: Connection,
        fresh: Sequence[Arrived],
        epoch_ids: dict[EpochKey, int],
        recorded_at: datetime,
        harvest: Harvest,
        torn: Set[EpochKey] = frozenset(),
        unproven: Set[BatchKey] = frozenset(),
    ) -> None:
        """Translate all events; what does not fit is held. ``torn``: see `identity.reused`; ``unproven``: see
        `gateway.lineage`."""
        self._directory.learn(conn, *naming.names(fresh))
        translators: dict[int, Translator] = {}
        doubted: list[identity.Doubted] = []
        departing: list[Departing] = []
        for batch in fresh:
            translator = translators.get(batch.agent.id)
            if translator is None:
                translator = Translator(batch.agent, self._directory, recorded_at)
                translators[batch.agent.id] = translator
            epoch_id = epoch_ids[batch.agent.id, batch.epoch]
            harvest.held.extend(held_payload(refusal) for refusal in batch.spoilt)
            is_torn = (batch.agent.id, batch.epoch) in torn
            is_doubted = is_torn or (batch.agent.id, batch.epoch, batch.seq) in unproven
            oldest, worst_clock_ms = recorded_at - OLDEST, 0
            for idx, event in batch.events:
                try:
                    if type(event) is Movement:
                        entry = translator.entry(event, epoch_id, batch.seq, idx)
                        if is_doubted:
                            doubted.append(identity.Doubted(batch, idx, event, entry, is_torn))
                        else:
                            harvest.entries.append(entry)
                    elif type(event) is Departure:
                        refused = held_event(batch, idx, event, UnfitError("document", ""))
                        said_at = len(harvest.entries)
                        departing.append(Departing(translator.departure(event), refused, said_at))
                    else:
                        _sort_in(event, translator, harvest)
                        if type(event) is Fault:
                            _note_fault(batch.agent, event, harvest)
                except UnfitError as error:
                    harvest.held.append(held_event(batch, idx, event, error))
                if not oldest <= event.at <= recorded_at:
                    worst_clock_ms = max(worst_clock_ms, clock_error_ms(event.at, recorded_at), key=abs)
            if worst_clock_ms:
                _note_clock(batch.agent, worst_clock_ms, harvest)
        _sift(conn, doubted, harvest)
        harvest.entries, kept_back = leave(conn, departing, harvest.entries, harvest.unloadings)
        harvest.held += kept_back

    def write(self, conn: Connection, harvest: Harvest, recorded_at: datetime, result: Applied) -> None:
        """Everything that was harvested, in the caller's transaction."""
        priced = sales.price(conn, harvest.entries, recorded_at)
        booked = arrivals.book(conn, priced, recorded_at, harvest.unloadings)
        entries = benches.settle(conn, booked, self._directory.benches, recorded_at=recorded_at)
        ledger.record(conn, entries, recorded_at=recorded_at)
        arrivals.posted(conn, entries, recorded_at)
        reservations.ship(conn, entries, at=recorded_at)
        result.movements += len(entries)
        result.others += harvest.others()
        if harvest.readings:
            readings.add(conn, harvest.readings, recorded_at)
        if harvest.empties:
            # by what the ledger has there now that all of it is posted
            none, closed = count_empty.spelt_out(conn, harvest.empties, recorded_at)
            harvest.counts += none
            harvest.count_works += closed
        if harvest.counts:
            moments = [stock.Moment(c.item_id, c.location_id, c.lot, c.occurred_at) for c in harvest.counts]
            stood = stock.at_moments(conn, moments)
            counted = [c._replace(ledger_qty=qty) for c, qty in zip(harvest.counts, stood, strict=True)]
            readings.add_counts(conn, counted, recorded_at)
        if harvest.count_works:
            readings.add_count_work(conn, harvest.count_works, recorded_at)
        if harvest.productions:
            said.add(conn, harvest.productions, recorded_at)
        for carton in harvest.cartons:
            readings.add_carton(conn, carton)
        if harvest.device_events:
            readings.add_events(conn, harvest.device_events, recorded_at)
            arrivals.note_unplaced(conn, harvest.unplaced)
        if harvest.held:
            quarantine.hold(conn, harvest.held, recorded_at)
            result.quarantined.update(held.reason for held in harvest.held)
        alarms.raise_many(conn, CLOCK, list(harvest.clocks.values()), recorded_at)
        alarms.raise_many(conn, CLONED_AGENT, list(harvest.clones.values()), recorded_at)
        alarms.raise_many(conn, FAULT, [new for new in harvest.faults.values() if new], recorded_at)
        over = [subject for subject, new in harvest.faults.items() if new is None]
        alarms.clear_many(conn, FAULT, over, recorded_at)

    def agents(self, conn: Connection, deliveries: Iterable[Delivery]) -> Agents:
        """Whose deliveries they are, as the hub knows them now."""
        addresses = {address_of(topic) for topic in {delivery.topic for delivery in deliveries}}
        wanted = sorted(address for address in addresses if address is not None)
        return {(agent.site, agent.code): agent for agent in agents.trusted(conn, wanted)}

    def _lock(
        self, conn: Connection, received: Sequence[Arrived | Refusal], recorded_at: datetime
    ) -> tuple[dict[EpochKey, tuple[Epoch, Taken]], set[EpochKey]]:
        wanted: dict[EpochKey, datetime | None] = {}
        for one in received:
            if one.agent is not None and one.epoch is not None and one.seq is not None:
                begun_at = recorded_at if isinstance(one, Refusal) else one.sent
                wanted.setdefault((one.agent.id, one.epoch), begun_at)
        if not wanted:
            return {}, set()
        locked, renewed = agents.lock_epochs(conn, wanted)
        return {(e.agent_id, e.epoch): (e, Taken(e.upto, e.beyond)) for e in locked}, renewed

    def _note_new_epochs(
        self,
        received: Sequence[Arrived | Refusal],
        renewed: set[EpochKey],
        recorded_at: datetime,
        harvest: Harvest,
    ) -> None:
        for one in received:
            if one.agent is None or one.epoch is None or (one.agent.id, one.epoch) not in renewed:
                continue
            renewed.discard((one.agent.id, one.epoch))
            detail = (
                f"the agent has a new outbox, epoch {one.epoch}: the old one was lost, or copied and renewed"
            )
            harvest.device_events.append(
                NewDeviceEvent(recorded_at, one.agent.id, "agent", "fault", "new-epoch", detail)
            )

    def _move_on(
        self,
        conn: Connection,
        received: Sequence[Arrived | Refusal],
        before: Mapping[EpochKey, Epoch],
        after: Mapping[EpochKey, Epoch],
        recorded_at: datetime,
        result: Applied,
    ) -> None:
        changed = [epoch for key, epoch in after.items() if epoch != before[key]]
        if changed:
            agents.update_epochs(conn, changed, recorded_at)
        of = {one.agent.id: one.agent for one in received if one.agent is not None}
        result.acknowledgements = [
            Acknowledgement(of[agent_id], epoch, moved.upto) for (agent_id, epoch), moved in after.items()
        ]


def _sift(conn: Connection, doubted: Sequence[identity.Doubted], harvest: Harvest) -> None:
    for one, against in identity.sift(conn, doubted):
        if against is None:
            harvest.entries.append(one.entry)
        else:
            harvest.held.append(held_event(one.batch, one.idx, one.event, against))


def _sort_in(event: AnyEvent, translator: Translator, harvest: Harvest) -> None:
    """Everything but a movement to where it is kept. Raises UnfitError."""
    match event:
        case Reading():
            harvest.readings.append(translator.reading(event))
        case Count():
            harvest.counts.append(translator.count(event))
        case NothingHere():
            harvest.empties.append(translator.nothing_here(event))
        case CountWork():
            harvest.count_works.append(translator.count_work(event))
        case Production():
            harvest.productions.append(translator.production(event))
        case Pack():
            harvest.cartons.append(translator.carton(event))
        case Receipt():
            harvest.unloadings.append(translator.unloading(event))
            harvest.device_events.append(translator.device_event(event))
        case Fault() | UnplacedScan():
            told = translator.device_event(event)
            harvest.device_events.append(told)
            if isinstance(event, UnplacedScan) and event.location is not None:
                harvest.unplaced.append((told.agent_id, event.location))


def _note_clock(agent: TrustedAgent, error_ms: int, harvest: Harvest) -> None:
    subject = f"{agent.site}/{agent.code}"
    where = "ahead of" if error_ms > 0 else "behind"
    detail = f"an event's time is {abs(error_ms)} ms {where} the hub's clock: it is booked at the hub's time"
    harvest.clocks[subject] = alarms.NewAlarm(subject, detail, agent.site_id)


def _note_fault(agent: TrustedAgent, fault: Fault, harvest: Harvest) -> None:
    subject = f"{agent.site}/{agent.code}/{fault.device}/{fault.code}"
    harvest.faults[subject] = None if fault.cleared else alarms.NewAlarm(subject, fault.detail, agent.site_id)
