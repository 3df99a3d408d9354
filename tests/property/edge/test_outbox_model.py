"""An outbox against a list: whatever is put, sealed, acknowledged and restarted, in whatever order."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gateway.wire.codec import decode_batch
from gateway.wire.messages import Movement
from tests.unit.edge.samples import movement, open_outbox


class OutboxModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="outbox-"))
        self.outbox = open_outbox(self.folder / "outbox.db")
        self.made = 0
        self.unsealed: list[int] = []
        self.sealed: dict[int, list[int]] = {}
        self.next_seq = 1

    @rule(events=st.integers(1, 5))
    def put(self, events: int) -> None:
        numbers = list(range(self.made, self.made + events))
        self.outbox.put([movement(n) for n in numbers], {"last": str(numbers[-1]).encode()}).result()
        self.made += events
        self.unsealed += numbers

    @rule(most=st.integers(1, 4))
    def seal(self, most: int) -> None:
        sealed = self.outbox.seal(most)
        taken, self.unsealed = self.unsealed[:most], self.unsealed[most:]
        assert (sealed is None) == (not taken)
        if taken:
            self.sealed[self.next_seq] = taken
            self.next_seq += 1

    @rule(back=st.integers(0, 4))
    def acknowledge(self, back: int) -> None:
        upto = max(0, self.next_seq - 1 - back)
        self.outbox.acknowledged(self.outbox.epoch, upto)
        self.sealed = {seq: events for seq, events in self.sealed.items() if seq > upto}

    @rule()
    def restart(self) -> None:
        self.outbox.close()
        self.outbox = open_outbox(self.folder / "outbox.db")

    @invariant()
    def everything_unacknowledged_is_there_once_and_in_order(self) -> None:
        batches = [decode_batch(sealed.body) for sealed in self.outbox.next_batches(limit=1000)]
        found = {batch.seq: [self.number(event) for event in batch.events] for batch in batches}
        assert found == self.sealed
        totals = self.outbox.totals
        assert totals.events == len(self.unsealed)
        assert totals.waiting == len(self.unsealed) + sum(map(len, self.sealed.values()))
        if self.made:
            assert self.outbox.states()["last"] == str(self.made - 1).encode()

    @staticmethod
    def number(event: object) -> int:
        assert isinstance(event, Movement) and event.document is not None
        return int(event.document[1:])

    def teardown(self) -> None:
        self.outbox.close()
        shutil.rmtree(self.folder)


OutboxModel.TestCase.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
TestOutbox = OutboxModel.TestCase
