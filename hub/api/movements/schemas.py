from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BeforeValidator, Field, model_validator

from hub.api.paging import PageQuery
from hub.api.values import (
    Answer,
    Code,
    Instant,
    Lot,
    Money,
    Name,
    NotNegative,
    PositiveQuantity,
    Quantity,
    Reason,
    Wanted,
)

Kind = Literal[
    "receipt",
    "putaway",
    "pick",
    "move",
    "shipment",
    "customer_return",
    "supplier_return",
    "adjustment",
    "scrap",
    "production",
    "transfer",
]


def _midnight_utc(value: object) -> object:
    return f"{value}T00:00:00Z" if isinstance(value, str) and len(value) == len("2026-03-05") else value


InstantOrDay = Annotated[AwareDatetime, BeforeValidator(_midnight_utc)]


class MovementQuery(PageQuery):
    site: Code | None = None
    sku: Code | None = None
    document: Code | None = None
    kind: Kind | None = None
    occurred_from: Annotated[
        InstantOrDay | None,
        Field(alias="from", description="Occurred at or after; a day alone is its midnight UTC."),
    ] = None
    occurred_to: Annotated[InstantOrDay | None, Field(alias="to", description="Occurred before.")] = None
    order: Annotated[Literal["desc", "asc"], Field(description="By id: newest or oldest first.")] = "desc"

    @model_validator(mode="after")
    def _span(self) -> Self:
        if self.occurred_from and self.occurred_to and self.occurred_from > self.occurred_to:
            raise ValueError("`from` lies after `to`")
        return self


class MovementAnswer(Answer):
    id: int
    recorded_at: Instant
    occurred_at: Instant
    site: str
    sku: str
    name: str
    unit: str
    kind: Kind
    qty: Quantity
    source: str
    destination: str
    unit_cost: Money
    value: Money = Field(
        description="What it changed the stock's value by: 0 inside the walls, below 0 going out."
    )
    revenue: Money | None
    currency: str
    lot: str
    serial: str | None
    expiry: date | None
    document: str | None
    agent: str | None
    device: str | None
    user: str | None
    reverses: int | None
    reversed_by: int | None
    evidence: dict[str, Any] | None


class MovementRequest(Wanted):
    """What a person says has happened: goods came, left, came back, were found, lost, carried, scrapped."""

    site: Name
    sku: Code
    kind: Literal["adjustment", "move", "scrap", "receipt", "shipment", "customer_return", "supplier_return"]
    qty: PositiveQuantity
    source: Code
    destination: Code
    reason: Reason
    lot: Lot = ""
    serial: Annotated[Code | None, Field(description="Of one piece; not one that is in stock.")] = None
    expiry: Annotated[date | None, Field(description="The last day on which it may be used.")] = None
    document: Code | None = None
    occurred_at: Annotated[AwareDatetime | None, Field(description="Not in the future; left out: now.")] = (
        None
    )
    unit_cost: Annotated[
        NotNegative | None,
        Field(
            description="A manager's word on what a unit coming in cost; left out: as for a device's count."
        ),
    ] = None
    unit_price: Annotated[
        NotNegative | None,
        Field(description="What a customer pays, or gets back, for a unit; left out: no revenue."),
    ] = None
    allow_negative: Annotated[
        bool, Field(description="A manager's word that the source may go below zero.")
    ] = False


class ReversalRequest(Wanted):
    reason: Reason
