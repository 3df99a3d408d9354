"""How long goods take from the dock door to where they can be picked.

Measured for each receipt of the ledger: from the first read of its goods until the last of them stood at a
place that orders are picked from. First come, first put away: of an item and lot, what was received first is
taken to have left the dock, or the hold, first. What went elsewhere before (back, scrapped, sold, sent to
another site) ends no measurement, and neither does what still waits, nor what was booked right onto a shelf
and nobody saw come. Goods of our own that come to a dock or on hold wait there too, and are not measured.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Final, NamedTuple

from hub.domain.places import is_pickable
from hub.domain.valuation import ZERO

_SECOND = timedelta(seconds=1)
WAITING: Final = frozenset({"dock", "hold", "damaged"})
"""Where goods wait for somebody to bring them where they are picked, or to say what becomes of them."""


class Step(NamedTuple):
    """A movement of an item (lot) of a site, in the order of the books.

    ``first_read``: when what it brings in was seen first.
    """

    site_id: int
    item_id: int
    lot: str
    qty: Decimal
    source_kind: str
    destination_kind: str
    occurred_at: datetime
    first_read: datetime | None
    supplier: str


class Stay(NamedTuple):
    """A receipt all of which can be picked since ``pickable_at``."""

    site_id: int
    supplier: str
    pickable_at: datetime
    seconds: int


@dataclass(slots=True)
class _Waiting:
    left: Decimal
    first_read: datetime
    supplier: str
    measured: bool
    # something of it was put to where it can be picked
    arrived: bool = False


def stays(steps: Iterable[Step]) -> list[Stay]:
    """Measured from the steps in their order."""
    queues: dict[tuple[int, int, str], deque[_Waiting]] = {}
    found: list[Stay] = []
    for step in steps:
        came = step.source_kind == "supplier"
        to_pick = is_pickable(step.destination_kind)
        if came and to_pick:
            if step.first_read is not None:
                found.append(_stay(step, step.supplier, step.first_read))
        elif step.destination_kind in WAITING and step.source_kind not in WAITING:
            queue = queues.setdefault(step[:3], deque())
            queue.append(_Waiting(step.qty, step.first_read or step.occurred_at, step.supplier, came))
        elif step.source_kind in WAITING and step.destination_kind not in WAITING:
            found += _leave(queues.get(step[:3], deque()), step, to_pick=to_pick)
    return found


def _leave(queue: deque[_Waiting], step: Step, *, to_pick: bool) -> list[Stay]:
    found: list[Stay] = []
    left = step.qty
    while queue and left > ZERO:
        first = queue[0]
        part = min(first.left, left)
        first.left -= part
        first.arrived = first.arrived or to_pick
        left -= part
        if first.left <= ZERO:
            queue.popleft()
            if to_pick and first.arrived and first.measured:
                found.append(_stay(step, first.supplier, first.first_read))
    return found


def _stay(step: Step, supplier: str, first_read: datetime) -> Stay:
    took = max((step.occurred_at - first_read) // _SECOND, 0)
    return Stay(step.site_id, supplier, step.occurred_at, took)


def percentile(values: Sequence[int], share: float) -> int | None:
    """The least value that at least ``share`` (0 to 1) of all values do not exceed; None without any."""
    ordered = sorted(values)
    return ordered[max(ceil(share * len(ordered)), 1) - 1] if ordered else None
