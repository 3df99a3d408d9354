"""The hub's answers about goods in: see docs/reference/http-api.md, whose names these are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct


class Due(Struct, frozen=True):
    number: str
    supplier: str
    supplier_name: str
    state: str
    lines: int
    lines_received: int
    packages_underway: int
    due_on: dt.date | None = None


class DueList(Struct, frozen=True):
    items: list[Due]


class Receipt(Struct, frozen=True):
    id: int
    site: str
    document: str
    location: str
    blind: bool
    opened_at: dt.datetime
    supplier: str | None = None
    agent: str | None = None
    operator: str | None = None
    closed_at: dt.datetime | None = None


class CountedItem(Struct, frozen=True):
    sku: str
    name: str
    seen: int
    scanned: int
    plain: Decimal
    total: Decimal


class UnplacedCode(Struct, frozen=True):
    code: str
    detail: str
    occurred_at: dt.datetime
    agent: str


class Counted(Struct, frozen=True):
    """What the portal and hands counted of a receipt."""

    items: list[CountedItem]
    unplaced: list[UnplacedCode]


class Difference(Struct, frozen=True):
    """A receipt exception."""

    id: int
    site: str
    document: str
    sku: str
    name: str
    unit: str
    lot: str
    kind: str
    qty: Decimal
    raised_at: dt.datetime
    reason: str
    supplier: str | None = None
    location: str | None = None
    decision: str | None = None
    decided_by: str | None = None


class Held(Struct, frozen=True):
    site: str
    location: str
    kind: str
    sku: str
    name: str
    unit: str
    lot: str
    qty: Decimal
    since: dt.datetime | None = None
    reason: str | None = None
    document: str | None = None


class HeldList(Struct, frozen=True):
    items: list[Held]


class Notice(Struct, frozen=True, kw_only=True):
    """A ship notice."""

    id: int
    site: str
    supplier: str
    order: str
    number: str
    state: str
    packages: int
    packages_arrived: int
    created_at: dt.datetime
    due_on: dt.date | None = None


class PackageLine(Struct, frozen=True):
    line: int
    sku: str
    name: str
    unit: str
    qty: Decimal
    lot: str
    expiry: dt.date | None = None


class Package(Struct, frozen=True, kw_only=True):
    sscc: str
    state: str
    lines: list[PackageLine]
    arrived_at: dt.datetime | None = None
    location: str | None = None
    broken_at: dt.datetime | None = None


class WholeNotice(Notice, frozen=True, kw_only=True):
    content: list[Package]


class Return(Struct, frozen=True, kw_only=True):
    """Goods that went back to their supplier."""

    number: str
    site: str
    reason: str
    created_at: dt.datetime
    supplier: str | None = None
    order: str | None = None
    settlement: str | None = None
    user: str | None = None


class Times(Struct, frozen=True):
    receipts: int
    p50_s: int | None = None
    p95_s: int | None = None


class DayTimes(Struct, frozen=True):
    day: dt.date
    receipts: int
    p50_s: int | None = None
    p95_s: int | None = None


class SupplierTimes(Struct, frozen=True):
    supplier: str
    receipts: int
    p50_s: int | None = None
    p95_s: int | None = None


class DockToStock(Struct, frozen=True):
    all: Times
    by_day: list[DayTimes]
    by_supplier: list[SupplierTimes]
