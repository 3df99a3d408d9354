"""The hub's answer about a lot or a serial number, as typed records."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct

from dashboard.models import Movement


class Dealing(Struct, frozen=True):
    """What went through the walls at a site on one document."""

    site: str
    places: list[str]
    first_at: dt.datetime
    last_at: dt.datetime
    qty_in: Decimal
    qty_out: Decimal
    document: str | None = None
    partner: str | None = None
    outside: str = ""
    packages: list[str] = []


class Stay(Struct, frozen=True):
    """A place where it stood; ``qty_left`` stands there now."""

    site: str
    location: str
    kind: str
    first_at: dt.datetime
    last_at: dt.datetime
    qty_in: Decimal
    qty_out: Decimal
    qty_left: Decimal


class Made(Struct, frozen=True):
    """A lot or piece so many productions away; with ``suppliers`` or ``customers`` as the way goes."""

    level: int
    sku: str
    name: str
    lot: str
    qty: Decimal
    order: str
    at: dt.datetime
    serial: str | None = None
    suppliers: list[Dealing] = []
    customers: list[Dealing] = []


class Trace(Struct, frozen=True):
    """``items``: a page of its movements, the oldest first; ``next`` is set where there are more."""

    sku: str
    name: str
    unit: str
    qty_in: Decimal
    qty_out: Decimal
    qty_left: Decimal
    suppliers: list[Dealing]
    customers: list[Dealing]
    others: list[Dealing]
    places: list[Stay]
    items: list[Movement]
    made_of: list[Made] = []
    went_into: list[Made] = []
    lot: str | None = None
    serial: str | None = None
    expiry: dt.date | None = None
    next: str | None = None


class Sold(Struct, frozen=True):
    """Goods of one lot, or one piece, that a customer got on a document."""

    site: str
    sku: str
    name: str
    unit: str
    lot: str
    qty: Decimal
    packages: list[str]
    suppliers: list[Dealing]
    made_of: list[Made]
    customer: str | None = None
    serial: str | None = None


class DocumentTrace(Struct, frozen=True):
    """``more``: there are more than were asked for."""

    document: str
    items: list[Sold]
    more: bool
