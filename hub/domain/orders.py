"""Which line of a sales order a shipment fills, and what it brings in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from hub.domain.valuation import ZERO, times


class OpenLine(NamedTuple):
    """A line of the order for the item that is shipped."""

    key: tuple[int, int]
    qty: Decimal
    unit_price: Decimal
    shipped_qty: Decimal


class Filled(NamedTuple):
    """What is shipped of the lines now, and the revenue of this shipment."""

    shipped: dict[tuple[int, int], Decimal]
    revenue: Decimal


def fill(lines: Sequence[OpenLine], qty: Decimal) -> Filled:
    """Fill lines in their order with ``qty``; what is too much is the last line's, at its price.

    Raises ValueError without any line.
    """
    if not lines:
        raise ValueError("there is no line to fill")
    shipped: dict[tuple[int, int], Decimal] = {}
    revenue, left = ZERO, qty
    for line in lines:
        is_last = line is lines[-1]
        part = left if is_last else min(left, max(line.qty - line.shipped_qty, ZERO))
        if part > 0:
            shipped[line.key] = line.shipped_qty + part
            revenue += times(part, line.unit_price)
            left -= part
    return Filled(shipped, revenue)
