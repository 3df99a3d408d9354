"""The hub's answers about free and promised stock: see docs/reference/http-api.md, whose names these are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct


class Available(Struct, frozen=True):
    """Of one item at one site. A hub older than these columns does not tell the kinds of held stock apart."""

    sku: str
    name: str
    category: str
    unit: str
    site: str
    qty: Decimal
    held: Decimal
    reserved: Decimal
    available: Decimal
    on_hold: Decimal = Decimal(0)
    damaged: Decimal = Decimal(0)
    in_transit: Decimal = Decimal(0)


class Reservation(Struct, frozen=True):
    id: int
    site: str
    sku: str
    name: str
    unit: str
    document: str
    qty: Decimal
    shipped_qty: Decimal
    open_qty: Decimal
    reserved_at: dt.datetime
    user: str | None = None
