"""What follows from an unloading and from codes: lines to show, marks, numbers that check themselves."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from edge.station.bench import CatalogueHit, Feedback, Parameter
from edge.station.goods_in.unloading import Goods, Unloading
from edge.weighing import UnitWeight

MAX_QTY: Final = Decimal(1_000_000)
_SSCC_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """An item: `due` is still to come by the order, None where the site receives blind or it is not on it.

    `seen` of what has been `got` were read by the portal.
    """

    sku: str
    name: str
    due: Decimal | None
    got: Decimal
    ordered: bool
    seen: int = 0


def stop(key: str, **params: Parameter) -> Feedback:
    return Feedback(False, key, params)


def go(key: str, **params: Parameter) -> Feedback:
    return Feedback(True, key, params)


def lines(hand: Unloading) -> tuple[ReceivedLine, ...]:
    """The order's items, then what came besides."""
    found = [
        ReceivedLine(
            line.sku,
            line.name,
            None if line.qty is None else max(line.qty - line.received_qty, Decimal(0)),
            hand.qty(line.sku),
            True,
            hand.by_door(line.sku),
        )
        for line in hand.due.lines
    ]
    known = {line.sku for line in found}
    besides = [(goods.sku, goods.name) for goods in hand.goods]
    besides += [(one.sku, one.name) for one in hand.door.seen]
    for sku, name in besides:
        if sku not in known:
            known.add(sku)
            found.append(ReceivedLine(sku, name, None, hand.qty(sku), False, hand.by_door(sku)))
    return tuple(found)


def marked(goods: Goods, damaged: bool) -> Goods:
    return msgspec.structs.replace(goods, damaged=damaged)


def fit(value: str | None) -> str | None:
    """As much of it as the wire takes."""
    return value[:64] if value else None


def keyed_qty(argument: str) -> Decimal | None:
    """None: it is no quantity."""
    try:
        qty = Decimal(argument)
    except InvalidOperation:
        return None
    return qty if qty.is_finite() and 0 < qty <= MAX_QTY else None


def unit_weight(hit: CatalogueHit | None) -> UnitWeight | None:
    if hit is None or hit.unit_weight_g is None or hit.unit_weight_g <= 0:
        return None
    return UnitWeight.of(hit.unit_weight_g, hit.unit_weight_sd_g)


def is_sscc(text: str) -> bool:
    """18 digits whose last one checks the others (GS1 General Specifications 7.9)."""
    if len(text) != _SSCC_DIGITS or not (text.isascii() and text.isdigit()):
        return False
    others = reversed(text[:-1])
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(others))
    return -weighted % 10 == int(text[-1])
