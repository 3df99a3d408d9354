"""Which batches of an outbox are applied: all up to a number, and the few beyond it that came early. Pure."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping

from hub.store.digests import DIGEST_BYTES, Run


def runs(digests: Mapping[tuple[int, int], bytes]) -> list[Run]:
    """Digests by (epoch id, seq) as they are kept: those of neighbouring numbers together."""
    found: list[Run] = []
    for epoch_id, seq in sorted(digests):
        last = found[-1] if found else None
        digest = digests[epoch_id, seq]
        if (
            last is not None
            and last.epoch_id == epoch_id
            and seq == last.first_seq + len(last.digests) // DIGEST_BYTES
        ):
            found[-1] = last._replace(digests=last.digests + digest)
        else:
            found.append(Run(epoch_id, seq, digest))
    return found


class Taken:
    """The state of one epoch. ``upto`` is what the application acknowledgement says."""

    __slots__ = ("_beyond", "upto")

    def __init__(self, upto: int, beyond: list[int]) -> None:
        self.upto = upto
        self._beyond = sorted(beyond)

    @property
    def beyond(self) -> list[int]:
        return self._beyond

    def awaits(self, seq: int) -> bool:
        """Is it the next one, with none beyond it?"""
        return seq == self.upto + 1 and not self._beyond

    def is_new(self, seq: int) -> bool:
        if seq <= self.upto:
            return False
        position = bisect_left(self._beyond, seq)
        return position == len(self._beyond) or self._beyond[position] != seq

    def take(self, seq: int) -> bool:
        """Note that batch ``seq`` is applied; False when it was before, and must not be again."""
        if not self.is_new(seq):
            return False
        if seq == self.upto + 1:
            self.upto = seq
            self._absorb()
        else:
            insort(self._beyond, seq)
        return True

    def skip_to(self, oldest: int) -> int:
        """The outbox holds nothing below ``oldest`` any more: what is missing there never comes.

        Gives how many batches are lost.
        """
        if oldest <= self.upto + 1:
            return 0
        early = bisect_left(self._beyond, oldest)
        lost = oldest - 1 - self.upto - early
        self.upto = oldest - 1
        del self._beyond[:early]
        self._absorb()
        return lost

    def _absorb(self) -> None:
        count = 0
        for seq in self._beyond:
            if seq != self.upto + 1:
                break
            self.upto = seq
            count += 1
        del self._beyond[:count]
