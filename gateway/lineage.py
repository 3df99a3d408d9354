"""Does a batch go on the line that is in the books, or may it be of a copy of its outbox (ADR 9)? Pure.

A batch names the one before it and the start of the agent that sealed it. One that comes next, and names what
was taken before it, descends from all that is in the books: its outbox has told none of it before. So does
one that comes early, or late, where one start has sealed everything in question. Of any other it cannot be
said: what it tells is looked for in the books. One that names another than was taken, or is another than the
one behind it names, shows two outboxes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gateway.reception import Arrived
from gateway.sequence import Taken
from hub.store.agents import Epoch

BatchKey = tuple[int, str, int]
Digests = Mapping[tuple[int, int], bytes]


class Lines:
    """Of one transaction's epochs. ``kept``: digests by (epoch id, seq) of what was taken before it."""

    def __init__(self, kept: Digests) -> None:
        self._kept = kept
        self._instances: dict[int, str] = {}
        self._names: dict[int, dict[int, bytes]] = {}
        self._foreign: dict[int, Arrived] = {}
        self.unproven: set[BatchKey] = set()

    def note(self, epoch: Epoch, taken: Taken, batch: Arrived, taken_now: Digests) -> None:
        """A batch with a new number, before it is ``taken``. ``taken_now``: what this transaction took."""
        before = (epoch.id, batch.seq - 1)
        digest = taken_now.get(before) or self._kept.get(before)
        names = self._names_of(epoch)
        is_foreign = _differ(batch.previous, digest) or _differ(names.get(batch.seq + 1), batch.digest)
        names[batch.seq] = batch.previous
        instance = self.instance(epoch)
        is_next = taken.awaits(batch.seq)
        if is_foreign:
            self._foreign.setdefault(epoch.id, batch)
            proven = False
        elif is_next:
            proven = digest is not None or not batch.previous
        else:
            proven = bool(instance) and batch.instance == instance
        if not proven:
            self.unproven.add((batch.agent.id, batch.epoch, batch.seq))
        if batch.instance != instance:
            self._instances[epoch.id] = batch.instance if is_next and proven else ""

    def moved(self, epoch: Epoch, taken: Taken, *, reused: bool = False) -> Epoch:
        """As it is after the transaction. ``reused``: one of its numbers came with other bytes."""
        names = self._names_of(epoch)
        return epoch._replace(
            upto=taken.upto,
            beyond=taken.beyond,
            beyond_previous=[names.get(seq, b"") for seq in taken.beyond],
            instance=self.instance(epoch),
            torn=reused or epoch.torn or epoch.id in self._foreign,
        )

    def foreign(self) -> Iterator[Arrived]:
        """The first batch of each epoch that does not fit what was taken before or behind it."""
        yield from self._foreign.values()

    def instance(self, epoch: Epoch) -> str:
        return self._instances.get(epoch.id, epoch.instance)

    def _names_of(self, epoch: Epoch) -> dict[int, bytes]:
        if epoch.id not in self._names:
            self._names[epoch.id] = dict(zip(epoch.beyond, epoch.beyond_previous, strict=False))
        return self._names[epoch.id]


def _differ(named: bytes | None, digest: bytes | None) -> bool:
    return bool(named) and digest is not None and named != digest
