from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import (
    Answer,
    Code,
    Instant,
    Money,
    NotNegative,
    PositiveQuantity,
    PositiveWeight,
    Quantity,
    Text,
    Wanted,
    WeightSpread,
)

Unit = Annotated[str, Field(pattern=r"^[A-Za-z0-9%/²³.]{1,16}$", examples=["pcs"])]

Length = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=3, description="Of a base unit.")]
ShelfLife = Annotated[int, Field(ge=1, le=36_500)]
Tracking = Literal["none", "lot", "serial", "lot_serial"]


class ItemQuery(PageQuery):
    q: Annotated[Text | None, Field(description="Part of the SKU or the name.")] = None
    category: Text | None = None
    active: bool | None = None


class ItemAnswer(Answer):
    sku: str
    name: str
    category: str
    unit: str = Field(description="The base unit that quantities are in.")
    qty_decimals: int
    unit_weight_g: Quantity | None
    unit_weight_sd_g: Quantity | None = Field(description="Standard deviation of a unit's weight.")
    price: Money | None
    standard_cost: Money | None
    length_mm: Quantity | None
    width_mm: Quantity | None
    height_mm: Quantity | None
    shelf_life_days: int | None
    tracking: Tracking = Field(description="What is written down of each unit that comes and goes.")
    tracks_expiry: bool = Field(description="And the day until which it may be used.")
    active: bool
    created_at: Instant


class NewItemRequest(Wanted):
    sku: Code
    name: Text = ""
    category: Text = ""
    unit: Unit = "pcs"
    qty_decimals: Annotated[int, Field(ge=0, le=6)] = 0
    unit_weight_g: PositiveWeight | None = None
    unit_weight_sd_g: WeightSpread | None = None
    price: NotNegative | None = None
    standard_cost: NotNegative | None = None
    length_mm: Length | None = None
    width_mm: Length | None = None
    height_mm: Length | None = None
    shelf_life_days: ShelfLife | None = None
    tracking: Tracking = "none"
    tracks_expiry: bool = False


class ItemChanges(Wanted):
    """Only the named fields change; null takes a weight, a price or a measure away."""

    name: Text = ""
    category: Text = ""
    active: bool = True
    unit_weight_g: PositiveWeight | None = None
    unit_weight_sd_g: WeightSpread | None = None
    price: NotNegative | None = None
    standard_cost: NotNegative | None = None
    length_mm: Length | None = None
    width_mm: Length | None = None
    height_mm: Length | None = None
    shelf_life_days: ShelfLife | None = None
    tracking: Tracking = "none"
    tracks_expiry: bool = False


class CodeAnswer(Answer):
    code: str
    kind: Literal["sku", "gtin", "other"]
    qty: Quantity = Field(description="Base units that one scan stands for.")
    pack: str = Field(description="What such a pack is called; empty for the base unit.")


class NewCodeRequest(Wanted):
    code: Code
    kind: Literal["gtin", "other"] = "gtin"
    qty: PositiveQuantity = Field(1, validate_default=True, examples=["12"])
    pack: Annotated[str, Field(max_length=64, examples=["case"])] = ""


class FixedPlaceAnswer(Answer):
    sku: str
    site: str
    place: str
    max_qty: Quantity | None = Field(description="As many base units as go there; null: nobody has said.")


class FixedPlaceRequest(Wanted):
    max_qty: PositiveQuantity | None = None


class Gs1Element(Answer):
    ai: str = Field(examples=["01"])
    title: str = Field(examples=["GTIN"])
    value: str


class Gs1Parts(Answer):
    gtin: str | None
    lot: str | None
    serial: str | None
    expiry: date | None
    elements: list[Gs1Element]


class CodeMeaning(Answer):
    code: str = Field(description="The code that was asked for.")
    matched: str = Field(description="The stored code that it was found by.")
    kind: Literal["sku", "gtin", "other"]
    qty: Quantity
    item: ItemAnswer
    gs1: Gs1Parts | None
