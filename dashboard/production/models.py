"""The hub's answers about production: see docs/reference/http-api.md, whose names these are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct


class BomPart(Struct, frozen=True):
    sku: str
    name: str
    unit: str
    qty: Decimal
    scrap_percent: Decimal


class Bom(Struct, frozen=True):
    """``qty`` of its components are for ``output_qty``; ``edition`` is what a change sends back."""

    id: int
    sku: str
    name: str
    unit: str
    version: int
    kind: str
    output_qty: Decimal
    active: bool
    used: bool
    note: str
    edition: int
    components: list[BomPart]


class Level(Struct, frozen=True):
    level: int
    sku: str
    name: str
    unit: str
    made: bool
    qty: Decimal
    available: Decimal | None = None


class Explosion(Struct, frozen=True):
    levels: list[Level]


class Limit(Struct, frozen=True):
    sku: str
    name: str
    available: Decimal


class Buildable(Struct, frozen=True):
    bom_id: int
    sku: str
    name: str
    unit: str
    kind: str
    version: int
    qty: Decimal
    available: Decimal
    limited_by: list[Limit]


class OrderSummary(Struct, frozen=True):
    number: str
    site: str
    kind: str
    sku: str
    name: str
    unit: str
    bom_version: int
    state: str
    qty: Decimal
    produced_qty: Decimal
    scrapped_qty: Decimal
    open_qty: Decimal
    destination: str
    version: int
    source: str | None = None
    due_on: dt.date | None = None


class Component(Struct, frozen=True):
    sku: str
    name: str
    unit: str
    tracking: str
    planned_qty: Decimal
    consumed_qty: Decimal
    scrapped_qty: Decimal
    open_qty: Decimal
    reserved_qty: Decimal
    available_qty: Decimal
    short_qty: Decimal


class Order(OrderSummary, frozen=True, kw_only=True):
    bom_id: int
    tracking: str
    note: str
    currency: str
    consumed_value: Decimal
    produced_value: Decimal
    scrapped_value: Decimal
    in_work_value: Decimal
    close_reason: str
    components: list[Component]
    created_by: str | None = None
    closed_by: str | None = None


class ReportLine(Struct, frozen=True):
    role: str
    sku: str
    name: str
    location: str
    lot: str
    qty: Decimal
    value: Decimal
    serial: str | None = None
    expiry: dt.date | None = None


class Report(Struct, frozen=True):
    id: int
    at: dt.datetime
    produced_qty: Decimal
    scrapped_qty: Decimal
    consumed_value: Decimal
    produced_value: Decimal
    scrapped_value: Decimal
    reason: str
    undo_reason: str
    lines: list[ReportLine]
    user: str | None = None
    undone_at: dt.datetime | None = None
    undone_by: str | None = None


class Place(Struct, frozen=True):
    code: str
    kind: str
    outside: bool
