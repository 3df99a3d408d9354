"""Goods that are made of goods: what a station is told to make, and what it says was done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from gateway.wire.event import Event
from gateway.wire.scalars import Code, Text

MOST_ORDERS = 50
"""A station is told so many to make, and so many kits to take apart, those due first."""


class ComponentToTake(Struct, kw_only=True, omit_defaults=True):
    """`qty` in base units are still to be taken of it, by the bill."""

    sku: Code
    name: Text
    qty: Decimal


class OrderToMake(Struct, kw_only=True, omit_defaults=True):
    """A production order that was released: `qty` of the item are still to be made.

    `source`: where its components are taken, where the order says so.
    """

    number: Code
    sku: Code
    name: Text
    qty: Decimal
    due: date | None = None
    source: Code | None = None
    components: list[ComponentToTake] = []


class PartOfKit(Struct, kw_only=True, omit_defaults=True):
    """`qty` in base units, counted with `decimals`, come of as many kits as its order's `per` says."""

    sku: Code
    name: Text
    qty: Decimal
    decimals: Annotated[int, Meta(ge=0, le=6)] = 0


class KitToTakeApart(Struct, kw_only=True, omit_defaults=True):
    """An order by which `qty` kits are still to be taken apart; `done` have been.

    `source`: where the kits stand, where the order says so. `parts` come of `per` kits.
    """

    number: Code
    sku: Code
    name: Text
    qty: Decimal
    done: Decimal = Decimal(0)
    due: date | None = None
    source: Code | None = None
    per: Decimal = Decimal(1)
    parts: list[PartOfKit] = []


class TakenGoods(Struct, kw_only=True, omit_defaults=True):
    """`qty` in base units of a component went into the work from `source`, or was spoilt there."""

    item: Code
    source: Code
    qty: Decimal
    lot: Code | None = None
    serial: Code | None = None


class PartThatCame(Struct, kw_only=True, omit_defaults=True):
    """`qty` in base units of a part came whole of kits that were taken apart."""

    item: Code
    qty: Decimal
    lot: Code | None = None
    serial: Code | None = None
    expiry: date | None = None


class BrokenPart(Struct, kw_only=True, omit_defaults=True):
    """`qty` in base units of a part were broken, or missing, in kits that were taken apart."""

    item: Code
    qty: Decimal


_MAX_LINES = Meta(max_length=500)


class Production(Event, kw_only=True, omit_defaults=True, tag="production"):
    """What was done on a production order. Applied as a whole or not at all.

    `made_qty` good pieces and `spoilt_qty` others; `taken` is what they were made of, or what is made of it
    later; a component that is not named there was taken by the bill. `scrapped`: components that were spoilt
    before they were used.

    Of an order that takes kits apart, `made_qty` kits were, and of `spoilt_qty` kits nothing came; `taken`
    are the kits. `came` names parts with what is written down of them; of a part that is not named there all
    came, by the bill, less what is `broken`.
    """

    document: Code
    made_qty: Decimal = Decimal(0)
    spoilt_qty: Decimal = Decimal(0)
    lot: Code | None = None
    expiry: date | None = None
    serials: Annotated[list[Code], _MAX_LINES] = []
    taken: Annotated[list[TakenGoods], _MAX_LINES] = []
    scrapped: Annotated[list[TakenGoods], _MAX_LINES] = []
    came: Annotated[list[PartThatCame], _MAX_LINES] = []
    broken: Annotated[list[BrokenPart], _MAX_LINES] = []
    operator: Code | None = None
