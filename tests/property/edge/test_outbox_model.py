"""An outbox against a list: whatever is put, sealed, acknowledged and restarted, in whatever order.

And however long it is cut off: what has just happened goes first, what has waited goes at a rate, and a count
never goes before what it counts.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from edge.drain import FRESH_S, Drain
from edge.outbox import Outbox, Sealed
from gateway.wire.codec import decode_batch
from gateway.wire.messages import AnyEvent, Count, Movement
from tests.unit.edge.samples import count, movement, open_outbox

RATE = 5.0
BURST = 100
WINDOW = 6


def event(number: int) -> Movement | Count:
    return count(number) if number % 7 == 3 else movement(number)


def number_of(event: AnyEvent) -> int:
    text = event.evidence["number"] if isinstance(event, Count) else getattr(event, "document", "")[1:]
    return int(text)


class OutboxModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="outbox-"))
        self.now_s = 0.0
        self.made: list[float] = []  # when each was put, by its number
        self.order: list[int] = []  # as they were sealed
        self.acknowledged_upto = 0
        self.first_of_this_run = 0
        self.waited, self.may_have_waited = 0, 0.0
        self.outbox = self.open()

    def open(self) -> Outbox:
        self.may_have_waited += BURST
        return open_outbox(
            self.folder / "outbox.db",
            monotonic_s=lambda: self.now_s,
            drain=Drain(RATE),
            on_sealed=self.sealed,
        )

    def sealed(self, batches: Sequence[Sealed]) -> None:
        for batch in batches:
            numbers = [number_of(event) for event in decode_batch(batch.body).events]
            self.order += numbers
            self.waited += sum(self.now_s - self.made[number] >= FRESH_S for number in numbers)

    @initialize(backlog=st.sampled_from([0, 600]))
    def come_back(self, backlog: int) -> None:
        if backlog:
            self.put(backlog)
            self.wait(6.0)
        self.connect_or_cut(WINDOW)

    @rule(events=st.sampled_from([1, 2, 5, 40, 300]))
    def put(self, events: int) -> None:
        numbers = list(range(len(self.made), len(self.made) + events))
        self.made += [self.now_s] * events
        last = str(numbers[-1]).encode()
        self.outbox.put([event(n) for n in numbers], {"last": last}).result()

    @rule(seconds=st.sampled_from([0.1, 1.0, 6.0, 20.0]))
    def wait(self, seconds: float) -> None:
        self.now_s += seconds
        self.may_have_waited += RATE * seconds
        self.outbox.flush()

    @rule(window=st.sampled_from([0, WINDOW]))
    def connect_or_cut(self, window: int) -> None:
        self.outbox.open_window(window)

    @rule(back=st.integers(0, WINDOW))
    def acknowledge(self, back: int) -> None:
        self.outbox.flush()
        batches = self.outbox.next_batches(limit=1000)
        newest = batches[-1].seq if batches else self.acknowledged_upto
        self.acknowledged_upto = max(self.acknowledged_upto, newest - back)
        self.outbox.acknowledged(self.outbox.epoch, self.acknowledged_upto)

    @rule()
    def restart(self) -> None:
        self.outbox.close()
        self.first_of_this_run = len(self.made)
        self.outbox = self.open()

    @invariant()
    def everything_is_there_once_or_was_acknowledged(self) -> None:
        self.outbox.flush()
        batches = [decode_batch(sealed.body) for sealed in self.outbox.next_batches(limit=1000)]
        held = [number_of(event) for batch in batches for event in batch.events]
        assert self.order[len(self.order) - len(held) :] == held
        assert len(set(self.order)) == len(self.order)
        totals = self.outbox.totals
        assert totals.events == len(self.made) - len(self.order)
        assert totals.waiting == totals.events + len(held)
        if self.made:
            assert self.outbox.states()["last"] == str(len(self.made) - 1).encode()

    @invariant()
    def numbers_that_are_under_way_are_few_and_neighbours(self) -> None:
        seqs = [sealed.seq for sealed in self.outbox.next_batches(limit=1000)]
        assert seqs == list(range(self.acknowledged_upto + 1, self.acknowledged_upto + 1 + len(seqs)))
        assert len(seqs) <= WINDOW  # so many at most does the gateway have to remember beyond a gap

    @invariant()
    def a_count_overtakes_nothing(self) -> None:
        before: set[int] = set()
        for number in self.order:
            if number % 7 == 3:
                assert before >= set(range(number))
            before.add(number)

    @invariant()
    def what_has_waited_goes_at_the_rate(self) -> None:
        assert self.waited <= self.may_have_waited

    @invariant()
    def what_has_just_happened_is_held_back_by_nothing_but_the_window(self) -> None:
        self.outbox.flush()
        totals = self.outbox.totals
        if self.outbox._window and totals.sealed_batches < self.outbox._window:
            unsealed = set(range(len(self.made))) - set(self.order)
            fresh = {n for n in unsealed if self.now_s - self.made[n] < FRESH_S - 0.5 and n % 7 != 3}
            # after a start all that is in the file is backlog
            assert all(number < self.first_of_this_run for number in fresh)

    def teardown(self) -> None:
        self.outbox.close()
        shutil.rmtree(self.folder)


OutboxModel.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestOutbox = OutboxModel.TestCase
