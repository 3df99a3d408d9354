"""The hub's answers about transfers: see docs/reference/http-api.md, whose names these are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct


class Difference(Struct, frozen=True):
    id: int
    transfer: str
    from_site: str
    to_site: str
    sku: str
    name: str
    unit: str
    lot: str
    kind: str
    qty: Decimal
    raised_at: dt.datetime
    reason: str
    location: str | None = None
    decision: str | None = None
    decided_by: str | None = None
    serials: list[str] = []


class Piece(Struct, frozen=True):
    """``became`` None: planned, or under way."""

    serial: str
    became: str | None = None


class Line(Struct, frozen=True):
    line: int
    sku: str
    name: str
    unit: str
    lot: str
    source: str
    qty: Decimal
    sent_qty: Decimal
    received_qty: Decimal
    back_qty: Decimal
    lost_qty: Decimal
    pieces: list[Piece] = []

    @property
    def under_way(self) -> Decimal:
        return self.sent_qty - self.received_qty - self.back_qty - self.lost_qty


class Summary(Struct, frozen=True):
    """``undecided``: differences that wait for somebody's word."""

    number: str
    from_site: str
    to_site: str
    state: str
    version: int
    note: str
    created_at: dt.datetime
    reason: str
    lines: int
    lines_under_way: int
    undecided: int
    to_place: str | None = None
    due_on: dt.date | None = None
    created_by: str | None = None
    sent_at: dt.datetime | None = None
    sent_by: str | None = None
    ended_at: dt.datetime | None = None


class Transfer(Summary, frozen=True, kw_only=True):
    content: list[Line]
    differences: list[Difference]


class UnderWay(Struct, frozen=True):
    number: str
    from_site: str
    to_site: str
    sent_at: dt.datetime
    line: int
    sku: str
    name: str
    unit: str
    lot: str
    qty: Decimal
    due_on: dt.date | None = None


class UnderWayList(Struct, frozen=True):
    items: list[UnderWay]
