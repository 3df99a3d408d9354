"""Two outboxes that were one: under whatever numbers each seals, and in whatever order it comes, what both
hold is booked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.lineage import Lines
from gateway.reception import Arrived
from gateway.sequence import Taken
from gateway.wire.codec import digest_of
from hub.store.agents import Epoch, TrustedAgent

AT = datetime(2026, 11, 27, tzinfo=UTC)
AGENT = TrustedAgent(1, "main", 1, "dock-1", b"key", True, "UTC")
Events = tuple[str, ...]
BATCH_SIZES = st.lists(st.integers(1, 3), max_size=5)


@dataclass
class Box:
    """Seals what is scanned, as an agent's outbox does."""

    start: str
    seq: int = 0
    previous: bytes = b""
    unsent: list[str] = field(default_factory=list)

    def copied(self, start: str) -> Box:
        return Box(start, self.seq, self.previous, list(self.unsent))

    def seal(self, size: int) -> Arrived | None:
        events, self.unsent = self.unsent[:size], self.unsent[size:]
        if not events:
            return None
        self.seq += 1
        digest = digest_of(f"{self.start} {self.seq} {events}".encode())
        named: list[tuple[int, Any]] = list(enumerate(events))
        batch = Arrived(
            "",
            AGENT,
            "E",
            self.seq,
            AT,
            named,
            [],
            digest=digest,
            previous=self.previous,
            instance=self.start,
        )
        self.previous = digest
        return batch

    def seal_all(self, sizes: Sequence[int]) -> list[Arrived]:
        return [batch for size in [*sizes, 100] if (batch := self.seal(size)) is not None]


class Books:
    """As the gateway applies batches, one a transaction."""

    def __init__(self) -> None:
        self.epoch = Epoch(1, 1, "E", 0, [], [], "", False)
        self.digests: dict[tuple[int, int], bytes] = {}
        self.events: list[str] = []
        self.looked_up = 0

    def bring(self, batch: Arrived) -> None:
        taken = Taken(self.epoch.upto, list(self.epoch.beyond))
        key = self.epoch.id, batch.seq
        if not taken.is_new(batch.seq):
            self.epoch = self.epoch._replace(torn=self.epoch.torn or self.digests[key] != batch.digest)
            return
        lines = Lines(self.digests)
        lines.note(self.epoch, taken, batch, {})
        taken.take(batch.seq)
        self.digests[key] = batch.digest
        self.epoch = lines.moved(self.epoch, taken)
        looks = self.epoch.torn or bool(lines.unproven)
        self.looked_up += looks
        for _, event in batch.events:
            if not (looks and str(event) in self.events):
                self.events.append(str(event))


@given(
    common=st.integers(0, 3),
    shared=st.integers(0, 6),
    sizes=st.tuples(BATCH_SIZES, BATCH_SIZES),
    scanned_before=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    scanned_after=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    data=st.data(),
)
def test_what_two_outboxes_hold_is_booked_once(
    common: int,
    shared: int,
    sizes: tuple[list[int], list[int]],
    scanned_before: tuple[int, int],
    scanned_after: tuple[int, int],
    data: st.DataObject,
) -> None:
    original = Box("first start", unsent=[f"old {n}" for n in range(common)])
    known = original.seal_all([1] * common)
    original.unsent = [f"shared {n}" for n in range(shared)]
    boxes = original, original.copied("second start")
    sealed = list(known)
    for number, box in enumerate(boxes):
        # a fault that is told first moves what both hold to other numbers
        box.unsent[:0] = [f"first of {number}: {n}" for n in range(scanned_before[number])]
        box.unsent += [f"new of {number}: {n}" for n in range(scanned_after[number])]
        sealed += box.seal_all(sizes[number])
    again = data.draw(st.lists(st.sampled_from(sealed), max_size=4)) if sealed else []
    books = Books()
    for batch in data.draw(st.permutations([*sealed, *again])):
        books.bring(batch)
    assert len(books.events) == len(set(books.events))


@given(sizes=BATCH_SIZES, starts=st.lists(st.booleans(), max_size=6), data=st.data())
def test_of_one_outbox_everything_is_booked_and_in_its_order_nothing_is_looked_up(
    sizes: list[int], starts: list[bool], data: st.DataObject
) -> None:
    box = Box("start 0", unsent=[f"event {n}" for n in range(12)])
    sealed = []
    for number, starts_anew in enumerate(starts):
        if starts_anew:
            box = box.copied(f"start {number}")
        sealed += [batch for batch in [box.seal(2)] if batch is not None]
    sealed += box.seal_all(sizes)
    for order, expected in ((sealed, 0), (data.draw(st.permutations(sealed)), None)):
        books = Books()
        for batch in order:
            books.bring(batch)
        assert sorted(books.events) == sorted(f"event {n}" for n in range(12))
        assert not books.epoch.torn
        assert expected is None or books.looked_up == expected
