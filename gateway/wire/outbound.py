"""Goods that go from a place of ours to another: what a station is told to load, and what it has loaded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from gateway.wire.event import Event
from gateway.wire.scalars import Code, Text

MOST_TRANSFERS = 50
"""A station is told so many, those due first."""


class LoadLine(Struct, kw_only=True, omit_defaults=True):
    """`qty` in base units of an item and lot are to be taken from `source`.

    `serials`: these pieces, where the office says so.
    """

    sku: Code
    name: Text
    source: Code
    qty: Decimal
    lot: Code | None = None
    serials: list[Code] = []


class TransferToLoad(Struct, kw_only=True, omit_defaults=True):
    """A transfer of which nothing was sent yet. `to`: the place it goes to, or the other site's name."""

    number: Code
    to: Text = ""
    due: date | None = None
    lines: list[LoadLine] = []


class Loaded(Struct, kw_only=True, omit_defaults=True):
    """`qty` in base units of an item and lot were taken from `source` and loaded.

    `serials`: those of its pieces that were read.
    """

    item: Code
    source: Code
    qty: Decimal
    lot: Code | None = None
    serials: Annotated[list[Code], Meta(max_length=2000)] = []


class Departure(Event, kw_only=True, omit_defaults=True, tag="departure"):
    """A transfer was sent: its goods are in transit. `lines` are all that was loaded; what is not among them
    stays where it stands. Applied as a whole or not at all."""

    document: Code
    lines: Annotated[list[Loaded], Meta(min_length=1, max_length=2000)]
    operator: Code | None = None
