from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hub.api.movements.schemas import MovementAnswer
from hub.api.paging import PageQuery
from hub.api.values import Answer, Code, Instant, Quantity, Wanted


class TraceQuery(PageQuery):
    item: Code = Field(description="Its SKU, or any of its codes.")
    lot: Code | None = None
    serial: Code | None = None
    order: Annotated[
        Literal["desc", "asc"], Field(description="Of the movements, by id: oldest or newest first.")
    ] = "asc"

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.lot is None) == (self.serial is None):
            raise ValueError("either `lot` or `serial` is needed, and not both")
        return self


class DealingAnswer(Answer):
    """What went through the walls at one site on one document."""

    site: str
    document: str | None
    partner: str | None = Field(
        description="The supplier's code or the customer's name, where the document says it."
    )
    places: list[str] = Field(description="Where inside it came to or left from.")
    packages: list[str] = Field(
        description="What it was packed in: SSCCs of suppliers' packages, or cartons of ours."
    )
    first_at: Instant
    last_at: Instant
    qty_in: Quantity
    qty_out: Quantity


class OtherDealing(DealingAnswer):
    outside: str = Field(description="`loss_gain`, `scrap`, `production` or `other_site`.")


class _Made(Answer):
    """A lot or piece that is so many productions away from the one that was asked for."""

    level: int
    sku: str
    name: str
    unit: str
    lot: str = Field(description="Empty, and no `serial`: nobody said which, so it leads no further.")
    serial: str | None
    qty: Quantity = Field(description="Of it, by this production order.")
    site: str
    order: str = Field(description="The production order.")
    at: Instant


class OriginAnswer(_Made):
    """What it was made of, and from whom that came."""

    suppliers: list[DealingAnswer]


class ResultAnswer(_Made):
    """What was made of it, and to whom that went."""

    customers: list[DealingAnswer]


class StayAnswer(Answer):
    """A place where it stood."""

    site: str
    location: str
    kind: str
    first_at: Instant
    last_at: Instant
    qty_in: Quantity
    qty_out: Quantity
    qty_left: Quantity = Field(description="What stands there now.")


class TraceAnswer(Answer):
    sku: str
    name: str
    unit: str
    lot: str | None
    serial: str | None
    expiry: date | None = Field(description="The earliest that was read of it.")
    qty_in: Quantity
    qty_out: Quantity
    qty_left: Quantity = Field(description="qty_in - qty_out, and the sum over `places`.")
    suppliers: list[DealingAnswer]
    customers: list[DealingAnswer]
    others: list[OtherDealing]
    places: list[StayAnswer]
    made_of: list[OriginAnswer] = Field(description="Through production, back to what was bought.")
    went_into: list[ResultAnswer] = Field(description="Through production, on to what was sold.")
    items: list[MovementAnswer] = Field(description="A page of its movements.")
    next: str | None = Field(description="Give it as `after` to go on.")


class DocumentQuery(Wanted):
    document: Code = Field(description="A sales order, or whatever goods went out to a customer on.")
    site: Code | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 100


class SoldAnswer(Answer):
    """Goods of one lot, or one piece, that went to a customer; less what came back on the same document."""

    site: str
    customer: str | None = Field(description="null: the document is no sales order of the hub.")
    sku: str
    name: str
    unit: str
    lot: str = Field(description="Empty, and no `serial`: nobody said which, so it leads no further.")
    serial: str | None
    qty: Quantity
    packages: list[str] = Field(description="The cartons that it was packed into.")
    suppliers: list[DealingAnswer]
    made_of: list[OriginAnswer] = Field(description="Through production, back to what was bought.")


class DocumentTrace(Answer):
    document: str
    items: list[SoldAnswer]
    more: bool = Field(description="There are more than `limit`.")
