from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.suppliers.schemas import LongText
from hub.api.values import Answer, Code, Instant, PositiveQuantity, Quantity, Wanted

MAX_COMPONENTS = 500
Kind = Literal["made", "kit"]
ScrapPercent = Annotated[
    Decimal,
    Field(
        ge=0, le=100, max_digits=7, decimal_places=4, description="So much more of it is used up as a rule."
    ),
]


class BomQuery(PageQuery):
    sku: Annotated[Code | None, Field(description="Only bills of this item.")] = None
    component: Annotated[Code | None, Field(description="Only bills in which this item is used.")] = None
    active: Annotated[bool | None, Field(description="true: only those that orders are made by.")] = None


class ComponentAnswer(Answer):
    """`qty` in base units, for the bill's `output_qty`; the expected scrap comes on top."""

    sku: str
    name: str
    unit: str
    qty: Quantity
    scrap_percent: Quantity


class BomAnswer(Answer):
    """What an item is made of. A kit is put together, and can be taken apart again."""

    id: int
    sku: str
    name: str
    unit: str
    version: int = Field(description="Of the item's bills; `edition` is what a change sends back.")
    kind: Kind
    output_qty: Quantity
    active: bool = Field(description="Orders are made by it unless they name another; one an item.")
    used: bool = Field(description="An order was made by it: it stays as it is.")
    note: str
    created_at: Instant
    created_by: str | None
    edition: int
    components: list[ComponentAnswer]


class ComponentRequest(Wanted):
    sku: Code
    qty: PositiveQuantity
    scrap_percent: ScrapPercent = Decimal(0)


Components = Annotated[list[ComponentRequest], Field(min_length=1, max_length=MAX_COMPONENTS)]


class NewBom(Wanted):
    """The item's next version."""

    sku: Code
    kind: Kind = "made"
    output_qty: PositiveQuantity = Decimal(1)
    note: LongText = ""
    components: Components
    active: Annotated[bool, Field(description="From now on orders are made by it.")] = True


class BomChanges(Wanted):
    """Only the named fields change; `components` are then all that it has."""

    kind: Kind | None = None
    output_qty: PositiveQuantity | None = None
    note: LongText | None = None
    components: Components | None = None
    active: bool | None = None


class ExplosionQuery(Wanted):
    qty: PositiveQuantity = Decimal(1)
    site: Annotated[Code | None, Field(description="Where to look for what is there.")] = None


class LevelAnswer(Answer):
    level: int = Field(description="1: a component; 2: a component of one; an item stands on its deepest.")
    sku: str
    name: str
    unit: str
    made: bool = Field(description="It has an active bill itself.")
    qty: Quantity
    available: Quantity | None = Field(description="At the site that was named; null: none was.")


class ExplosionAnswer(Answer):
    sku: str
    version: int
    qty: Quantity
    levels: list[LevelAnswer]


class BuildableQuery(PageQuery):
    site: Code


class LimitAnswer(Answer):
    sku: str
    name: str
    available: Quantity


class BuildableAnswer(Answer):
    """How much of what an active bill makes could be built at once of what is available at a site."""

    bom_id: int
    sku: str
    name: str
    unit: str
    kind: Kind
    version: int
    qty: Quantity
    available: Quantity = Field(description="Of the item itself.")
    limited_by: list[LimitAnswer] = Field(description="What there is too little of for one more.")
