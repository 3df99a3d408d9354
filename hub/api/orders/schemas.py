from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import (
    Answer,
    Code,
    Instant,
    Money,
    Name,
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
    number: Code
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
