"""Who gets what of a stock: reservations, and what is left of them when goods leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from hub.domain.valuation import ZERO


class Open(NamedTuple):
    """What is still promised by a reservation."""

    id: int
    qty: Decimal


def together(lines: Iterable[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
    """One line for each item, by item id: who locks in this order can't deadlock with others who do."""
    sums: dict[int, Decimal] = {}
    for item_id, qty in lines:
        sums[item_id] = sums.get(item_id, ZERO) + qty
    return sorted(sums.items())


def used(promised: Sequence[Open], shipped: Decimal) -> list[Open]:
    """How much of each the shipped quantity uses up, the first first; what goes beyond them all used none."""
    parts = []
    for one in promised:
        part = min(one.qty, shipped)
        if part <= 0:
            break
        parts.append(Open(one.id, part))
        shipped -= part
    return parts
