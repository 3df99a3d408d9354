"""Goods that go back to their supplier, against the lines of the order that they came on."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from hub.domain.valuation import ZERO


class ReturnedLine(NamedTuple):
    line: int
    item_id: int
    qty: Decimal
    received_qty: Decimal


def take_back(lines: dict[int, ReturnedLine], item_id: int, qty: Decimal, *, credit: bool) -> Decimal:
    """Changes ``lines``: what was beyond the order goes first, then the last line gives. Of what was ordered,
    ``credit`` lowers the order, too. Gives what is more than had come."""
    left = qty
    for beyond_only in (True, False):
        for number in sorted(lines, reverse=True):
            line = lines[number]
            if line.item_id != item_id or left <= ZERO:
                continue
            can = max(line.received_qty - line.qty, ZERO) if beyond_only else line.received_qty
            part = min(left, can)
            ordered = line.qty - part if credit and not beyond_only else line.qty
            lines[number] = line._replace(received_qty=line.received_qty - part, qty=ordered)
            left -= part
    return left
