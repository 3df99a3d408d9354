from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import Answer, Code, Instant, Lot, Name, PositiveQuantity, Quantity, Reason, Wanted

MAX_LINES = 200


class ReturnQuery(PageQuery):
    site: Code | None = None


class ReturnLineRequest(Wanted):
    item: Annotated[Code, Field(description="Any code of the item: a pack's code counts what it holds.")]
    qty: PositiveQuantity
    source: Annotated[Code, Field(description="Where it stands: hold, damaged or any place inside.")]
    lot: Lot = ""


class ReturnRequest(Wanted):
    """Goods that go back to a supplier."""

    site: Name
    supplier: Code | None = None
    order: Annotated[Code | None, Field(description="The purchase order they came on.")] = None
    settlement: Annotated[
        Literal["replace", "credit"],
        Field(
            description="Of goods on an order, which count as received on it no more. replace: their "
            "lines are open again; credit: the order is lowered by them."
        ),
    ] = "replace"
    reason: Reason
    lines: Annotated[list[ReturnLineRequest], Field(min_length=1, max_length=MAX_LINES)]


class ReturnLine(Answer):
    sku: str
    lot: str
    qty: Quantity
    movement_id: int


class ReturnSummary(Answer):
    """Its goods are movements of kind `supplier_return` whose `document` is its `number`."""

    number: str
    site: str
    supplier: str | None
    order: str | None
    reason: str
    settlement: Literal["replace", "credit"] | None = Field(description="Null: it is of no order.")
    created_at: Instant
    user: str | None


class ReturnAnswer(ReturnSummary):
    lines: list[ReturnLine]
