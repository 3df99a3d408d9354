from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import Answer, Code, Instant, Lot, PositiveQuantity, Quantity, Wanted

MAX_PACKAGES = 500
MAX_LINES = 200
State = Literal["announced", "partly_arrived", "arrived", "closed", "cancelled"]


class NoticeQuery(PageQuery):
    site: Code | None = None
    supplier: Code | None = None
    order: Code | None = None
    open: bool = Field(False, description="true: only those of which something is under way.")


class PackageLineRequest(Wanted):
    item: Annotated[Code, Field(description="Any code of the item: a pack's code counts what it holds.")]
    qty: PositiveQuantity
    lot: Lot = ""
    expiry: date | None = None


class PackageRequest(Wanted):
    sscc: Annotated[str, Field(description="Serial Shipping Container Code: 18 digits, without (00).")]
    lines: Annotated[list[PackageLineRequest], Field(min_length=1, max_length=MAX_LINES)]


class NoticeRequest(Wanted):
    """What a supplier says is on its way for an order."""

    order: Annotated[Code, Field(description="The purchase order's number.")]
    number: Annotated[Code, Field(description="The supplier's own, of the delivery note.")]
    due_on: date | None = None
    packages: Annotated[list[PackageRequest], Field(min_length=1, max_length=MAX_PACKAGES)]


class PackageLineAnswer(Answer):
    line: int
    sku: str
    name: str
    unit: str
    qty: Quantity
    lot: str
    expiry: date | None


class PackageAnswer(Answer):
    sscc: str
    state: Literal["underway", "arrived", "void"]
    arrived_at: Instant | None
    location: str | None = Field(description="Where it stands whole; null: under way, or broken up.")
    broken_at: Instant | None
    lines: list[PackageLineAnswer]


class NoticeSummary(Answer):
    id: int
    site: str
    supplier: str
    order: str
    number: str
    state: State
    due_on: date | None
    created_at: Instant
    arrived_at: Instant | None = Field(description="When the first of its packages was booked in.")
    closed_at: Instant | None
    packages: int
    packages_arrived: int


class NoticeAnswer(NoticeSummary):
    content: list[PackageAnswer]


class EndRequest(Wanted):
    """Nothing more is to come on it."""

    state: Literal["closed", "cancelled"]


class ContentAnswer(Answer):
    """A package by its number, as its supplier announced it."""

    sscc: str
    state: Literal["underway", "arrived"]
    site: str
    order: str
    supplier: str
    notice: str
    due_on: date | None
    arrived_at: Instant | None
    location: str | None = Field(description="Where it stands whole; null: under way, or broken up.")
    broken_at: Instant | None = Field(description="When a part of it was taken.")
    lines: list[PackageLineAnswer]
