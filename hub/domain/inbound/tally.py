"""One unloading counted by several: tags at the door, codes by hand, a scale. How many pieces came?

A tag and a code with a serial number name one piece, whoever reads it how often. What was counted without a
serial number (a plain scan, a weight, a package) is first taken to be what the door has seen: so as many came
as have a serial number that a hand read, and besides the greater of what was counted plainly and of the
other tags. That does not depend on who speaks first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from hub.domain.valuation import ZERO


class Piece(NamedTuple):
    """By its serial number. ``booked``: a movement of the door's stands for it in the books."""

    seen: bool = False
    scanned: bool = False
    booked: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Of an item in an unloading; ``plain`` is what hands counted without serial numbers."""

    plain: Decimal = ZERO
    pieces: Mapping[str, Piece] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        scanned = sum(1 for piece in self.pieces.values() if piece.scanned)
        return scanned + max(self.plain, Decimal(sum(map(_only_seen, self.pieces.values()))))

    def with_piece(self, serial: str, piece: Piece) -> Tally:
        return replace(self, pieces={**self.pieces, serial: piece})


def by_door(tally: Tally, serial: str) -> tuple[Tally, Decimal]:
    """A tag came in; gives how much of it is new: 1 or 0."""
    known = tally.pieces.get(serial, Piece())
    if known.seen:
        return tally, ZERO
    after = tally.with_piece(serial, known._replace(seen=True))
    new = after.total - tally.total
    return after.with_piece(serial, known._replace(seen=True, booked=new > ZERO)), new


def by_hand(tally: Tally, qty: Decimal, serial: str | None) -> tuple[Tally, Decimal]:
    """Somebody counted ``qty`` (of a serial number: 1); gives how much of it is new: from 0 to ``qty``."""
    if serial is None:
        after = replace(tally, plain=tally.plain + qty)
    else:
        after = tally.with_piece(serial, tally.pieces.get(serial, Piece())._replace(scanned=True))
    return after, after.total - tally.total


def undo(tally: Tally, qty: Decimal, serial: str | None) -> tuple[Tally, Decimal]:
    """A hand takes back what it has counted; gives how much of it nobody else has seen: from 0 to ``qty``."""
    known = tally.pieces.get(serial, Piece()) if serial else Piece()
    if known.scanned:
        after = tally.with_piece(serial or "", known._replace(scanned=False))
    else:
        after = replace(tally, plain=max(tally.plain - qty, ZERO))
    return after, tally.total - after.total


def take_back(tally: Tally, qty: Decimal, serial: str | None) -> tuple[Tally, list[str]]:
    """Which of the door's bookings give way to ``qty`` that a hand knows more of (a lot, or damage).

    The same piece if it is one of them, else any that only the door has seen.
    """
    booked = [one for one, piece in tally.pieces.items() if piece.booked]
    booked.sort(key=lambda one: (one != serial, tally.pieces[one].scanned, one))
    given = booked[: int(qty)]
    for one in given:
        tally = tally.with_piece(one, tally.pieces[one]._replace(booked=False))
    return tally, given


def _only_seen(piece: Piece) -> bool:
    return piece.seen and not piece.scanned
