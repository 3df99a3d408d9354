"""What was loaded, put on the lines of its transfer.

A person counted it as it went onto the lorry: all of it has left, whatever the plan says. What is more than
was planned of a line is on that line; what no line speaks of is on a line of its own; what was not loaded was
not sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from hub.domain.valuation import ZERO


class Load(NamedTuple):
    """``qty`` > 0 base units of an item and lot, from a place."""

    item_id: int
    lot: str
    place_id: int
    qty: Decimal


class Planned(NamedTuple):
    line: int
    load: Load


class Sent(NamedTuple):
    """``by_line``: how much of each line was sent; ``besides``: what no line speaks of, each once."""

    by_line: dict[int, Decimal]
    besides: list[Load]


def put_on_lines(planned: Sequence[Planned], loaded: Iterable[Load]) -> Sent:
    """Line by line of the same item, lot and place; what is left over is on the last of them."""
    whole: dict[tuple[int, str, int], Decimal] = {}
    for load in loaded:
        whole[load[:3]] = whole.get(load[:3], ZERO) + load.qty
    by_line: dict[int, Decimal] = {}
    besides: list[Load] = []
    for key, qty in whole.items():
        lines = [one for one in planned if one.load[:3] == key]
        if not lines:
            besides.append(Load(*key, qty))
            continue
        left = qty
        for one in lines:
            part = left if one is lines[-1] else min(left, one.load.qty)
            if part > ZERO:
                by_line[one.line] = part
                left -= part
    return Sent(by_line, besides)
