"""Which of what was sent has come: goods that arrive are matched to the lines of their transfer.

Of an item and lot, what came makes up what was sent, line by line; what is beyond it is over. A scan that
says no lot brings the lots that were sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from hub.domain.valuation import ZERO


class Line(NamedTuple):
    """A line of a transfer, in base units. ``lost``: given up as lost; ``back``: taken back by the sender."""

    line: int
    item_id: int
    lot: str
    sent: Decimal
    received: Decimal = ZERO
    back: Decimal = ZERO
    lost: Decimal = ZERO

    @property
    def under_way(self) -> Decimal:
        return self.sent - self.received - self.back - self.lost


class Part(NamedTuple):
    """``qty`` of a lot that was under way on a line; ``line`` None: more than was under way."""

    line: int | None
    lot: str
    qty: Decimal


def match(lines: Iterable[Line], item_id: int, lot: str, qty: Decimal) -> list[Part]:
    """Parts that add up to ``qty``; at most the last of them is over."""
    of_item = [line for line in lines if line.item_id == item_id]
    fitting = [line for line in of_item if lot in ("", line.lot)]
    parts: list[Part] = []
    left = qty
    for line in sorted(fitting, key=lambda line: line.lot != lot):
        part = min(line.under_way, left)
        if part > ZERO:
            parts.append(Part(line.line, line.lot, part))
            left -= part
    if left > ZERO:
        lots = {line.lot for line in of_item}
        # one lot was sent, so what is more than that without saying a lot is of that lot too
        of = lot or (lots.pop() if len(lots) == 1 else "")
        parts.append(Part(None, of, left))
    return parts


def spread(lines: Sequence[Line], item_id: int, lot: str, qty: Decimal) -> list[Part]:
    """As `match`, of exactly this lot; raises ValueError when less than ``qty`` of it is under way."""
    parts = match([line for line in lines if line.lot == lot], item_id, lot, qty)
    if any(part.line is None for part in parts):
        raise ValueError(f"only {qty - parts[-1].qty} of it are under way")
    return parts


def missing(lines: Iterable[Line], *, unloaded: bool) -> dict[tuple[int, str], Decimal]:
    """By (item id, lot) what is short: what is under way although nobody waits for more. 0: not short."""
    short: dict[tuple[int, str], Decimal] = {}
    for line in lines:
        key = (line.item_id, line.lot)
        short[key] = short.get(key, ZERO) + (line.under_way if unloaded else ZERO)
    return short
