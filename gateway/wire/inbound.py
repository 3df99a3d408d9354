"""What a station is told of goods that come in, and of what else it looks up: a part of its tasks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from gateway.wire.scalars import Code, Text


class DueLine(Struct, kw_only=True, omit_defaults=True):
    """An item of an order. `qty` is ordered, in base units; None: the site receives blind."""

    sku: Code
    name: Text
    qty: Decimal | None = None
    received_qty: Decimal = Decimal(0)


class PackedLine(Struct, kw_only=True, omit_defaults=True):
    sku: Code
    name: Text
    qty: Decimal
    lot: Code | None = None
    expiry: date | None = None


class DuePackage(Struct, kw_only=True, omit_defaults=True):
    """A package that is under way. Without `lines` its content has to be scanned: the site receives blind."""

    sscc: Code
    lines: list[PackedLine] = []


class SeenTag(Struct, kw_only=True, omit_defaults=True):
    """A tag that a portal has read for an unloading, and the piece that it is on."""

    sku: Code
    name: Text
    serial: Code


class DoorReads(Struct, kw_only=True, omit_defaults=True):
    """What the portal has read during the unloading `session`, which is not over.

    The hub has booked what of it no hand has counted. `unplaced` are tags and codes that nobody could place.
    """

    session: Code
    tags: list[SeenTag] = []
    unplaced: list[Text] = []


class DueReceipt(Struct, kw_only=True, omit_defaults=True):
    """A purchase order that goods are expected on."""

    number: Code
    supplier: Text = ""
    due: date | None = None
    lines: list[DueLine] = []
    packages: list[DuePackage] = []
    door: list[DoorReads] = []


class StandingUnit(Struct, kw_only=True, omit_defaults=True):
    """A package that stands whole at `location`; `to` where it is best put as it is, from a dock."""

    sscc: Code
    order: Code
    location: Code
    lines: list[PackedLine] = []
    to: Code | None = None
    why: Text = ""


class PutAway(Struct, kw_only=True, omit_defaults=True):
    """`qty` stand at `location` and are best put `to`; `why`: fixed, same_item, empty or other."""

    sku: Code
    name: Text
    location: Code
    qty: Decimal
    lot: Code | None = None
    to: Code | None = None
    why: Text = ""


class Place(Struct, kw_only=True, omit_defaults=True):
    code: Code
    kind: Code
    name: Text = ""


class StockRow(Struct, kw_only=True, omit_defaults=True):
    sku: Code
    location: Code
    qty: Decimal
    lot: Code | None = None


class KnownSerials(Struct, kw_only=True, omit_defaults=True):
    """Serial numbers of an item that are in stock."""

    sku: Code
    serials: list[Code] = []


class Leaving(Struct, kw_only=True, omit_defaults=True):
    """A transfer that is under way from this site; `to` is the other one. Of its lines `qty` were sent."""

    number: Code
    to: Text = ""
    due: date | None = None
    lines: list[DueLine] = []


class GoodsIn(Struct, kw_only=True, omit_defaults=True):
    """`places` are all inside the walls of the site, or the first of very many.

    `in_stock` is of items due and tracked by serial number. `leaving` is looked up only.
    """

    blind: bool = False
    receipts: list[DueReceipt] = []
    putaways: list[PutAway] = []
    places: list[Place] = []
    in_stock: list[KnownSerials] = []
    units: list[StandingUnit] = []
    leaving: list[Leaving] = []
