"""The goods that orders are made up from: what a bench is told to take, and what went into a carton."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from gateway.wire.scalars import Code


class PickFrom(Struct, kw_only=True, omit_defaults=True):
    """`qty` base units are to be taken from `place`, of `lot` where there is one.

    `booked_at`: a shelf scale at `place` books to there what is taken from it, so from there it leaves.
    """

    place: Code
    qty: Decimal
    lot: Code | None = None
    expiry: date | None = None
    booked_at: Code | None = None


class StandingLot(Struct, kw_only=True, omit_defaults=True):
    """A lot of an item that is to be packed stands at `place`. `held`: nothing of it there is to be taken."""

    sku: Code
    lot: Code
    place: Code
    expiry: date | None = None
    held: bool = False


class PackedLot(Struct, kw_only=True, omit_defaults=True):
    """`qty` base units of a lot, or one piece by its serial number, that went into a carton."""

    qty: Decimal
    lot: Code | None = None
    expiry: date | None = None
    serial: Code | None = None


class PackLine(Struct, kw_only=True, omit_defaults=True):
    """`lots`: what of `qty` is known by its lot or serial number."""

    line: int
    item: Code
    qty: Decimal
    lots: list[PackedLot] = []
