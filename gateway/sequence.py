"""Which batches of an outbox are applied: all up to a number, and the few beyond it that came early. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from hashlib import sha256

from hub.store.digests import DIGEST_BYTES, Run


def digest_of(body: bytes) -> bytes:
    """What a batch is known by later: two that differ have the same once in 2^64."""
    return sha256(body).digest()[:DIGEST_BYTES]


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

    def take(self, seq: int) -> bool:
        """Note that batch ``seq`` is applied; False when it was before, and must not be again."""
        if seq <= self.upto:
            return False
        position = bisect_left(self._beyond, seq)
        if position < len(self._beyond) and self._beyond[position] == seq:
            return False
        if seq == self.upto + 1:
            self.upto = seq
            self._absorb()
        else:
            self._beyond.insert(position, seq)
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
