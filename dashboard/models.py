"""The hub's answers as typed records: see docs/reference/http-api.md, whose names these are.

Fields that nobody shows are left out: msgspec skips what it does not know, so that an older dashboard
reads a newer hub.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Generic, TypeVar

from msgspec import Struct, field

T = TypeVar("T")


class Page(Struct, Generic[T]):
    items: list[T]
    next: str | None = None


class User(Struct, frozen=True):
    login: str
    name: str
    role: str
    language: str = "en"


class Login(Struct, frozen=True):
    token: str
    expires_at: dt.datetime
    user: User


class Site(Struct, frozen=True):
    code: str
    name: str
    timezone: str
    currency: str


class Period(Struct, rename={"from_": "from"}, frozen=True):
    from_: dt.date
    to: dt.date
    days: int


class Overview(Struct, frozen=True):
    site: str | None
    currency: str | None
    time: dt.datetime
    stock_value: Decimal | None
    items_in_stock: int
    negative_places: int
    period: Period
    turnover: Decimal | None
    days_of_inventory: Decimal | None
    cogs: Decimal | None
    revenue: Decimal | None
    open_alarms: int
    agents_online: int
    agents_total: int
    quarantined: int
    movements_today: int
    orders_open: int
    last_movement_at: dt.datetime | None
    quarantine_dropped: int = 0


class Figures(Struct, frozen=True):
    """Of one scope: money in the answer's currency; `turnover` in the period, and at a year's pace."""

    cogs: Decimal
    average_value: Decimal
    turnover: Decimal | None
    days_of_inventory: Decimal | None
    revenue: Decimal
    units_sold: Decimal
    annual_turnover: Decimal | None = None


class TurnoverRow(Figures, frozen=True):
    key: str = ""
    name: str = ""


class Turnover(Struct, rename={"from_": "from"}):
    from_: dt.date
    to: dt.date
    days: int
    by: str
    year_days: int
    rows: list[TurnoverRow]
    totals: Figures
    currency: str | None = None
    next: str | None = None


class TrendPoint(Figures, rename={"from_": "from"}, frozen=True, kw_only=True):
    from_: dt.date
    to: dt.date
    days: int


class TrendSeries(Struct):
    key: str
    name: str
    points: list[TrendPoint]


class Trend(Struct):
    step: str
    series: list[TrendSeries]
    currency: str | None = None


class Movement(Struct, frozen=True):
    id: int
    recorded_at: dt.datetime
    occurred_at: dt.datetime
    site: str
    sku: str
    name: str
    kind: str
    qty: Decimal
    source: str
    destination: str
    value: Decimal
    revenue: Decimal | None = None
    lot: str = ""
    document: str | None = None
    agent: str | None = None
    device: str | None = None
    user: str | None = None
    reverses: int | None = None
    reversed_by: int | None = None


class Stock(Struct, frozen=True):
    sku: str
    name: str
    category: str
    unit: str
    site: str
    location: str
    lot: str
    qty: Decimal
    unit_cost: Decimal
    value: Decimal
    currency: str


class StockSummary(Struct):
    value: Decimal | None
    items: int
    places: int
    negative_places: int
    currency: str | None = None


class PastStock(Struct, frozen=True):
    """Of one item at one site; `unit_cost` is None where nothing stood there."""

    sku: str
    name: str
    category: str
    unit: str
    site: str
    qty: Decimal
    value: Decimal
    unit_cost: Decimal | None = None


class StockThen(Struct):
    """`value` and `items` are of the whole list."""

    value: Decimal
    items: int
    rows: list[PastStock]
    currency: str | None = None
    next: str | None = None


class PlaceThen(Struct):
    """What stood at one place."""

    rows: list[PlaceThenRow]
    next: str | None = None


class PlaceThenRow(Struct, frozen=True):
    sku: str
    name: str
    category: str
    unit: str
    lot: str
    qty: Decimal


class ExpiringLot(Struct, frozen=True):
    """`days_left` below 0: expired."""

    sku: str
    name: str
    unit: str
    site: str
    location: str
    lot: str
    qty: Decimal
    expiry: dt.date
    days_left: int
    value: Decimal
    currency: str


class Expiring(Struct, frozen=True):
    expired_value: Decimal
    expiring_value: Decimal
    items: list[ExpiringLot]
    currency: str | None = None


class Device(Struct, frozen=True):
    id: str
    connected: bool
    detail: str = ""
    garbage_bytes: int = 0
    reconnects: int = 0


class AgentWord(Struct, frozen=True):
    """What an agent last said of itself."""

    version: str = ""
    devices: list[Device] = field(default_factory=list)
    outbox_events: int = 0
    outbox_bytes: int = 0
    dropped_events: int = 0
    not_kept_events: int = 0
    rejected_messages: int = 0
    refused_messages: int = 0
    unheard_messages: int = 0
    resent_batches: int = 0
    oldest_unsent_at: dt.datetime | None = None
    takeovers: int = 0
    clock_offset_ms: int | None = None


class Agent(Struct, frozen=True):
    site: str
    agent: str
    enabled: bool
    online: bool
    state_at: dt.datetime | None = None
    state: AgentWord | None = None


class Alarm(Struct, frozen=True):
    id: int
    kind: str
    subject: str
    detail: str
    raised_at: dt.datetime
    site: str | None = None
    cleared_at: dt.datetime | None = None


class Held(Struct, frozen=True):
    """One message, or one event of it, that could not be applied; `payload_*` only when asked for by id."""

    id: int
    received_at: dt.datetime
    topic: str
    reason: str
    detail: str
    status: str
    last_received_at: dt.datetime | None = None
    times: int = 1
    site: str | None = None
    agent: str | None = None
    seq: int | None = None
    idx: int | None = None
    size_bytes: int = 0
    resolved_at: dt.datetime | None = None
    resolved_by: str | None = None
    payload_base64: str | None = None
    payload_text: str | None = None


class Fault(Struct):
    where: str = ""
    what: str = ""


class Problem(Struct):
    """RFC 9457."""

    title: str = ""
    status: int = 0
    detail: str = ""
    errors: list[Fault] = field(default_factory=list)
