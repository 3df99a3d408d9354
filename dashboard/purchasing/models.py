"""The hub's answers about buying: see docs/reference/http-api.md, whose names these are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from msgspec import Struct, field


class OrderSummary(Struct, frozen=True):
    number: str
    site: str
    supplier: str
    supplier_name: str
    kind: str
    state: str
    currency: str
    amount: Decimal
    line_count: int
    received_lines: int
    created_at: dt.datetime
    version: int
    blanket: str | None = None
    due_on: dt.date | None = None
    sent_at: dt.datetime | None = None
    confirmed_at: dt.datetime | None = None


class Line(Struct, frozen=True):
    line: int
    sku: str
    name: str
    unit: str
    qty: Decimal
    unit_price: Decimal
    amount: Decimal
    received_qty: Decimal
    open_qty: Decimal
    over_qty: Decimal
    called_qty: Decimal
    supplier_sku: str = ""
    expected_on: dt.date | None = None
    confirmed_on: dt.date | None = None


class Warning(Struct, frozen=True):  # noqa: A001 - the API's word
    line: int
    what: str


class Order(OrderSummary, frozen=True, kw_only=True):
    note: str = ""
    supplier_reference: str = ""
    exchange_rate: Decimal = Decimal(1)
    valid_until: dt.date | None = None
    created_by: str | None = None
    approved_by: str | None = None
    approved_amount: Decimal | None = None
    lines: list[Line] = field(default_factory=list)
    call_offs: list[str] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


class Event(Struct, frozen=True):
    id: int
    at: dt.datetime
    kind: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]
    user: str | None = None
    supplier: str | None = None


class LeadTime(Struct, frozen=True):
    lines: int
    mean_days: Decimal | None = None
    sd_days: Decimal | None = None
    on_time: Decimal | None = None


class Supplier(Struct, frozen=True):
    code: str
    name: str
    currency: str
    language: str
    active: bool
    version: int
    measured: LeadTime
    lead_time_days: int | None = None
    contact: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


class Price(Struct, frozen=True):
    from_qty: Decimal
    unit_price: Decimal
    valid_from: dt.date
    valid_to: dt.date | None = None


class SupplierItem(Struct, frozen=True):
    sku: str
    name: str
    unit: str
    supplier_sku: str
    min_qty: Decimal
    pack_qty: Decimal
    lead_time_days: int | None = None
    prices: list[Price] = field(default_factory=list)


class Limit(Struct, frozen=True):
    """`currency` null: every one without a limit of its own; `amount` null: any."""

    role: str
    currency: str | None
    amount: Decimal | None


class Link(Struct, frozen=True):
    id: int
    label: str
    created_at: dt.datetime
    expires_at: dt.datetime
    created_by: str | None = None
    last_used_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None


class NewLink(Struct, frozen=True):
    token: str
    path: str
    url: str | None = None


class Due(Struct, frozen=True):
    qty: Decimal
    on: dt.date | None = None


class OnOrder(Struct, frozen=True):
    sku: str
    site: str
    qty: Decimal
    due: list[Due] = field(default_factory=list)
