"""Which of what was sent has come: goods that arrive are matched to the lines of their transfer.

Of an item and lot, what came makes up what was sent, line by line; what is beyond it is over. A scan that
says no lot brings the lots that were sent. A piece with a serial number makes up itself: another one than was
sent is over, and the one that was sent is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from hub.domain.valuation import ZERO

_ONE: Final = Decimal(1)


class Line(NamedTuple):
    """A line of a transfer, in base units. ``lost``: given up as lost; ``back``: taken back by the sender.

    ``pieces``: the serial numbers of what is under way, as far as they are known.
    """

    line: int
    item_id: int
    lot: str
    sent: Decimal
    received: Decimal = ZERO
    back: Decimal = ZERO
    lost: Decimal = ZERO
    pieces: frozenset[str] = frozenset()

    @property
    def under_way(self) -> Decimal:
        return self.sent - self.received - self.back - self.lost

    @property
    def unnamed(self) -> Decimal:
        """What is under way without anybody knowing its serial numbers."""
        return max(self.under_way - len(self.pieces), ZERO)


class Part(NamedTuple):
    """``qty`` of a lot that was under way on a line; ``line`` None: more than was under way.

    ``pieces``: the serial numbers of all of it; empty where they are not known.
    """

    line: int | None
    lot: str
    qty: Decimal
    pieces: tuple[str, ...] = ()


def match(
    lines: Iterable[Line], item_id: int, lot: str, qty: Decimal, serial: str | None = None
) -> list[Part]:
    """Parts that add up to ``qty``; at most the last of them is over. ``serial``: of one piece."""
    of_item = [line for line in lines if line.item_id == item_id]
    fitting = sorted((line for line in of_item if lot in ("", line.lot)), key=lambda line: line.lot != lot)
    if serial is not None:
        return [_piece(fitting, of_item, lot, qty, serial)]
    parts: list[Part] = []
    left = qty
    for line in fitting:
        part = min(line.under_way, left)
        if part > ZERO:
            parts.append(Part(line.line, line.lot, part, _all_of(line, part)))
            left -= part
    if left > ZERO:
        parts.append(Part(None, _lot_of(of_item, lot), left))
    return parts


def _all_of(line: Line, qty: Decimal) -> tuple[str, ...]:
    """The pieces that come without being named: known where all of the line comes."""
    known = qty == line.under_way == len(line.pieces)
    return tuple(sorted(line.pieces)) if known else ()


def _piece(fitting: Sequence[Line], of_item: Sequence[Line], lot: str, qty: Decimal, serial: str) -> Part:
    """On the line that it was sent on, else on one of which nobody knows which pieces were sent."""
    named = (line for line in fitting if serial in line.pieces and line.under_way >= qty)
    found = next(named, None) or next((line for line in fitting if line.unnamed >= qty), None)
    if found is None:
        return Part(None, _lot_of(of_item, lot), qty, (serial,))
    return Part(found.line, found.lot, qty, (serial,))


def _lot_of(of_item: Iterable[Line], lot: str) -> str:
    """One lot was sent, so what is more than that without saying a lot is of that lot too."""
    lots = {line.lot for line in of_item}
    return lot or (lots.pop() if len(lots) == 1 else "")


def spread(
    lines: Sequence[Line], item_id: int, lot: str, qty: Decimal, serials: Collection[str] = ()
) -> list[Part]:
    """As `match`, of exactly this lot, and of these pieces, or else of what has no known serial number as
    long as there is enough of it; raises ValueError when less than that is under way."""
    state = {line.line: line for line in lines if line.lot == lot}
    parts: list[Part] = []
    for serial in sorted(serials):
        (part,) = match(state.values(), item_id, lot, _ONE, serial)
        if part.line is None:
            raise ValueError(f"{serial} is not under way")
        parts.append(part)
        line = state[part.line]
        state[part.line] = line._replace(received=line.received + 1, pieces=line.pieces - {serial})
    if not serials and sum(line.unnamed for line in state.values() if line.item_id == item_id) >= qty:
        state = {number: _without_pieces(line) for number, line in state.items()}
    if qty > len(parts):
        parts += match(state.values(), item_id, lot, qty - len(parts))
    if any(part.line is None for part in parts):
        raise ValueError(f"only {qty - parts[-1].qty} of it are under way")
    return parts


def _without_pieces(line: Line) -> Line:
    return line._replace(received=line.received + len(line.pieces), pieces=frozenset())


def missing(lines: Iterable[Line], *, unloaded: bool) -> dict[tuple[int, str], Decimal]:
    """By (item id, lot) what is short: what is under way although nobody waits for more. 0: not short."""
    short: dict[tuple[int, str], Decimal] = {}
    for line in lines:
        key = (line.item_id, line.lot)
        short[key] = short.get(key, ZERO) + (line.under_way if unloaded else ZERO)
    return short
