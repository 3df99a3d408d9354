from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import (
    Answer,
    Code,
    Instant,
    Money,
    Name,
    NewNumber,
    NotNegative,
    PositiveQuantity,
    Quantity,
    Text,
    Wanted,
)


class OrderQuery(PageQuery):
    status: Literal["released", "shipped", "cancelled"] | None = None
    site: Code | None = None


class OneOrderQuery(Wanted):
    site: Annotated[Code | None, Field(description="Needed where two sites use the number.")] = None


class OrderSummary(Answer):
    site: str
    number: str
    customer: str
    status: Literal["released", "shipped", "cancelled"]
    agent: str | None = Field(description="The bench that packs it; null: any of the site.")
    released_at: Instant
    shipped_at: Instant | None
    line_count: int
    qty: Quantity
    shipped_qty: Quantity


class LineAnswer(Answer):
    line: int
    sku: str
    name: str
    qty: Quantity
    unit_price: Money
    shipped_qty: Quantity


class OrderAnswer(OrderSummary):
    lines: list[LineAnswer]


class NewLineRequest(Wanted):
    sku: Code
    qty: PositiveQuantity
    unit_price: Annotated[NotNegative | None, Field(description="Left out: the item's price.")] = None


class NewOrderRequest(Wanted):
    site: Name
    number: NewNumber
    customer: Text = ""
    agent: Name | None = None
    lines: Annotated[list[NewLineRequest], Field(min_length=1, max_length=1000)]


class CartonQuery(PageQuery):
    site: Code | None = None
    order: Code | None = None


class CartonAnswer(Answer):
    id: int
    site: str
    agent: str
    order: str
    code: str
    packed_at: Instant
    operator: str | None
    lines: list[dict[str, Any]]
    expected_weight_g: Quantity
    measured_weight_g: Quantity | None
    tolerance_g: Quantity
    verdict: str


class ShippedAnswer(Answer):
    """A part of the order that left: of one item, lot and place."""

    id: int = Field(description="Of the movement.")
    occurred_at: Instant
    sku: str
    name: str
    unit: str
    qty: Quantity
    source: str
    lot: str
    serial: str | None
    expiry: date | None
    agent: str
    operator: str | None
    carton: str | None = Field(description="The code of the carton that it left in.")
    override_reason: str | None = Field(description="Why the carton was closed in spite of its weight.")
    lot_override_reason: str | None = Field(description="Why another lot than was told was let through.")
    lot_override_by: str | None
    reversed: bool = Field(description="It was taken back in the books: it has not left after all.")


class ShipmentsAnswer(Answer):
    items: list[ShippedAnswer]
