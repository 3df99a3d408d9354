"""What stands where, by the stock that was downloaded last and by what was moved here since. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import msgspec

from gateway.wire.messages import Stock


class Goods(msgspec.Struct, frozen=True):
    """An item (and lot, and piece) in somebody's hands, or moved; `qty` in base units."""

    sku: str
    name: str
    qty: Decimal
    lot: str | None = None
    serial: str | None = None


class Moved(msgspec.Struct, frozen=True):
    """All that went from one place to another at once; `back`: by taking a move back."""

    goods: tuple[Goods, ...]
    source: str
    destination: str
    at: datetime
    back: bool = False


class Row(NamedTuple):
    """`qty` of an item and lot at a place."""

    sku: str
    location: str
    lot: str | None
    qty: Decimal


def rows(stock: Stock | None, moved: Iterable[Moved]) -> list[Row]:
    """In the order of the stock, then what was moved to where nothing of it stood. None that is empty."""
    found: dict[tuple[str, str, str | None], Decimal] = {}
    if stock is not None:
        for row in stock.rows:
            found[row.sku, row.location, row.lot] = row.qty
    for one in moved:
        if stock is not None and one.at <= stock.at:
            continue
        for goods in one.goods:
            for place, sign in ((one.source, -1), (one.destination, 1)):
                key = (goods.sku, place, goods.lot)
                found[key] = found.get(key, Decimal(0)) + sign * goods.qty
    return [Row(sku, place, lot, qty) for (sku, place, lot), qty in found.items() if qty > 0]
