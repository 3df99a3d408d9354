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
    """``qty`` > 0 base units of an item and lot, from a place; ``pieces``: serial numbers that are known."""

    item_id: int
    lot: str
    place_id: int
    qty: Decimal
    pieces: tuple[str, ...] = ()


class Planned(NamedTuple):
    line: int
    load: Load


class Sent(NamedTuple):
    """``by_line``: how much of each line was sent, of which ``pieces`` are known; ``besides``: what no line
    speaks of, each once."""

    by_line: dict[int, Decimal]
    besides: list[Load]
    pieces: dict[int, tuple[str, ...]]


def put_on_lines(planned: Sequence[Planned], loaded: Iterable[Load]) -> Sent:
    """Line by line of the same item, lot and place; what is left over is on the last of them.

    A piece is on the line that was planned for it, if there is one.
    """
    whole: dict[tuple[int, str, int], Load] = {}
    for load in loaded:
        was = whole.get(load[:3], load._replace(qty=ZERO, pieces=()))
        whole[load[:3]] = was._replace(
            qty=was.qty + load.qty, pieces=tuple(dict.fromkeys(was.pieces + load.pieces))
        )
    by_line: dict[int, Decimal] = {}
    pieces: dict[int, tuple[str, ...]] = {}
    besides: list[Load] = []
    for key, load in whole.items():
        lines = [one for one in planned if one.load[:3] == key]
        if not lines:
            besides.append(load)
            continue
        left, known = load.qty, load.pieces
        for one in lines:
            last = one is lines[-1]
            part = left if last else min(left, one.load.qty)
            if part <= ZERO:
                continue
            by_line[one.line] = part
            left -= part
            pieces[one.line] = known if last else _planned_first(known, one.load, part, lines)
            known = tuple(piece for piece in known if piece not in pieces[one.line])
    return Sent(by_line, besides, pieces)


def _planned_first(
    known: Sequence[str], line: Load, qty: Decimal, lines: Sequence[Planned]
) -> tuple[str, ...]:
    """As many of the pieces as are on the line; those that are planned for others come last."""
    elsewhere = {piece for other in lines if other.load is not line for piece in other.load.pieces}
    order = sorted(known, key=lambda piece: (piece not in line.pieces, piece in elsewhere))
    return tuple(order[: int(qty)])
