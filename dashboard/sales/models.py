"""The hub's answers about sales orders: see docs/reference/http-api.md, whose names these are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct


class Summary(Struct, frozen=True):
    site: str
    number: str
    customer: str
    status: str
    released_at: dt.datetime
    line_count: int
    qty: Decimal
    shipped_qty: Decimal
    agent: str | None = None
    shipped_at: dt.datetime | None = None


class Line(Struct, frozen=True):
    line: int
    sku: str
    name: str
    qty: Decimal
    shipped_qty: Decimal


class Order(Summary, frozen=True, kw_only=True):
    lines: list[Line]


class Pick(Struct, frozen=True):
    location: str
    lot: str
    qty: Decimal
    expiry: dt.date | None = None


class LineToPick(Struct, frozen=True):
    """``short``: what no stock is left for that may leave."""

    line: int
    sku: str
    name: str
    qty: Decimal
    picks: list[Pick]
    short: Decimal


class Picks(Struct, frozen=True):
    lines: list[LineToPick]


class Shipped(Struct, frozen=True):
    """A part of the order that left: of one item, lot and place."""

    id: int
    occurred_at: dt.datetime
    sku: str
    name: str
    unit: str
    qty: Decimal
    source: str
    lot: str
    agent: str
    reversed: bool
    serial: str | None = None
    expiry: dt.date | None = None
    operator: str | None = None
    carton: str | None = None
    override_reason: str | None = None
    lot_override_reason: str | None = None
    lot_override_by: str | None = None


class Shipments(Struct, frozen=True):
    items: list[Shipped]


class Carton(Struct, frozen=True):
    """Weights in grams; ``measured_weight_g`` None: closed without one."""

    code: str
    agent: str
    packed_at: dt.datetime
    expected_weight_g: Decimal
    tolerance_g: Decimal
    verdict: str
    operator: str | None = None
    measured_weight_g: Decimal | None = None
