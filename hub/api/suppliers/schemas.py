from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from hub.api.auth.schemas import Language
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
    no_nul,
)

MAX_BREAKS = 200
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217.", examples=["CNY"])]
LeadTime = Annotated[int, Field(ge=0, le=1000, description="Days from sent to received.")]
LongText = Annotated[str, Field(max_length=1000), AfterValidator(no_nul)]
Title = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(no_nul)]


class SupplierQuery(PageQuery):
    q: Annotated[str | None, Field(max_length=100, description="A part of the code or name.")] = None
    active: bool | None = None


class MeasuredLeadTime(Answer):
    """Of the lines that came in full within the last year: days from sent to all received."""

    lines: int
    mean_days: Quantity | None
    sd_days: Quantity | None = Field(description="null with fewer than two lines.")
    on_time: Quantity | None = Field(
        description="The share (0 to 1) that came on its expected day or before."
    )


class SupplierAnswer(Answer):
    code: str
    name: str
    currency: str
    lead_time_days: int | None = Field(description="What it promises.")
    contact: str
    email: str
    phone: str
    address: str
    language: Language = Field(description="Of its orders and its link.")
    active: bool
    version: int
    created_at: Instant
    measured: MeasuredLeadTime


class NewSupplierRequest(Wanted):
    code: Name
    name: Title
    currency: Currency
    lead_time_days: LeadTime | None = None
    contact: Text = ""
    email: Text = ""
    phone: Text = ""
    address: LongText = ""
    language: Language = "en"


class SupplierChanges(Wanted):
    """Only the named fields change."""

    name: Title | None = None
    currency: Currency | None = None
    lead_time_days: LeadTime | None = None
    contact: Text | None = None
    email: Text | None = None
    phone: Text | None = None
    address: LongText | None = None
    language: Language | None = None
    active: bool | None = None


class PriceAnswer(Answer):
    from_qty: Quantity
    unit_price: Money
    valid_from: date
    valid_to: date | None


class SupplierItemAnswer(Answer):
    sku: str
    name: str
    unit: str
    supplier_sku: str
    min_qty: Quantity
    pack_qty: Quantity
    lead_time_days: int | None = Field(description="Of this item alone; null: the supplier's.")
    prices: list[PriceAnswer]


class PriceRequest(Wanted):
    unit_price: Annotated[NotNegative, Field(description="Of a base unit, in the supplier's currency.")]
    from_qty: Annotated[NotNegative, Field(description="Holds for so many and more.")] = Decimal(0)
    valid_from: Annotated[date | None, Field(description="Left out: today.")] = None
    valid_to: Annotated[date | None, Field(description="Its last day; left out: no end.")] = None

    @model_validator(mode="after")
    def _span(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("`valid_from` lies after `valid_to`")
        return self


class SupplierItemRequest(Wanted):
    """How the supplier delivers the item; it takes the place of all that was said before."""

    sku: Code
    supplier_sku: Annotated[Text, Field(description="Its own number for the item.")] = ""
    min_qty: Annotated[NotNegative, Field(description="It delivers no less, in base units.")] = Decimal(0)
    pack_qty: Annotated[NotNegative, Field(description="It delivers multiples of this; 0: any.")] = Decimal(0)
    lead_time_days: LeadTime | None = None
    prices: Annotated[list[PriceRequest], Field(max_length=MAX_BREAKS, default_factory=list)]


class OfferQuery(Wanted):
    sku: Code
    qty: PositiveQuantity
    on: Annotated[date | None, Field(description="Left out: today.")] = None


class OfferAnswer(Answer):
    """What ordering so many comes to."""

    supplier: str
    sku: str
    qty: Quantity = Field(description="What it delivers for it: its minimum, and whole packs.")
    unit_price: Money | None = Field(description="null: it has no price for so many on that day.")
    currency: str
    expected_on: date | None


class SourceAnswer(Answer):
    supplier: str
    name: str
    currency: str
    active: bool
    supplier_sku: str
    min_qty: Quantity
    pack_qty: Quantity
    lead_time_days: int | None
    measured: MeasuredLeadTime


class NewLinkRequest(Wanted):
    label: Annotated[Text, Field(description="For whom it is.")] = ""
    days: Annotated[int, Field(ge=1, le=730, description="How long it opens.")] = 180


class LinkAnswer(Answer):
    id: int
    label: str
    created_at: Instant
    created_by: str | None
    expires_at: Instant
    last_used_at: Instant | None
    revoked_at: Instant | None


class NewLinkAnswer(LinkAnswer):
    token: str = Field(description="Shown this once. `Authorization: Bearer <token>` for /supplier-view.")
    path: str = Field(description="The supplier's page: the hub's address and this.")
    url: str | None = Field(description="The same whole, where the hub knows its public address.")
