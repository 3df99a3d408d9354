"""Goods against the lines of a purchase order: how much of each has come, and at what price.

Physics first: nothing that has come is refused. What is beyond the order is booked on the last line of its
item, and told.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from hub.domain.valuation import ZERO, times

LineKey = tuple[int, int]


class OrderedLine(NamedTuple):
    """A line of the order for the item that has come; ``unit_cost``: its price in the site's currency."""

    key: LineKey
    qty: Decimal
    unit_cost: Decimal
    received_qty: Decimal


class Booked(NamedTuple):
    """What has come of the lines now, what these goods cost together, how much is beyond the order."""

    received: dict[LineKey, Decimal]
    cost: Decimal
    over_qty: Decimal


def book(lines: Sequence[OrderedLine], qty: Decimal) -> Booked:
    """Lines are filled in their order with ``qty`` > 0. Raises ValueError without any line."""
    if not lines:
        raise ValueError("there is no line to book on")
    received: dict[LineKey, Decimal] = {}
    cost, left, over = ZERO, qty, ZERO
    for line in lines:
        open_qty = max(line.qty - line.received_qty, ZERO)
        part = left if line is lines[-1] else min(left, open_qty)
        if part > 0:
            received[line.key] = line.received_qty + part
            cost += times(part, line.unit_cost)
            over = max(part - open_qty, ZERO)
            left -= part
    return Booked(received, cost, over)


def take_back(lines: Sequence[OrderedLine], qty: Decimal) -> dict[LineKey, Decimal]:
    """What has come of the lines when a receipt of ``qty`` is undone: the last line gives first."""
    received: dict[LineKey, Decimal] = {}
    left = qty
    # first what was beyond the order, then the lines that were filled last
    for limit in (True, False):
        for line in reversed(lines):
            now = received.get(line.key, line.received_qty)
            part = min(left, max(now - line.qty, ZERO) if limit else now)
            if part > 0:
                received[line.key] = now - part
                left -= part
    return received
