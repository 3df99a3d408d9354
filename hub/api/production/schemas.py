from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hub.api.catalogue.schemas import Tracking
from hub.api.paging import PageQuery
from hub.api.suppliers.schemas import LongText
from hub.api.values import (
    Answer,
    Code,
    Instant,
    Lot,
    Money,
    Name,
    NewNumber,
    NotNegative,
    PositiveQuantity,
    Quantity,
    Reason,
    Text,
    Wanted,
)

MAX_LINES = 500
State = Literal["draft", "released", "started", "partly_produced", "produced", "closed", "cancelled"]
Kind = Literal["assemble", "disassemble"]
Serial = Annotated[Code, Field(description="Of one piece.")]
BomVersion = Annotated[int, Field(ge=1, lt=2**31, description="Of the item's bill of materials.")]


class OrderQuery(PageQuery):
    site: Code | None = None
    sku: Annotated[Code | None, Field(description="Only orders of this item.")] = None
    state: State | None = None
    open: bool = Field(False, description="true: only those that are neither closed nor cancelled.")


class OrderSummary(Answer):
    """`qty` of the item are to be made, or of a kit, taken apart; quantities in base units."""

    number: str
    site: str
    kind: Kind
    sku: str
    name: str
    unit: str
    bom_id: int
    bom_version: int
    state: State
    qty: Quantity
    produced_qty: Quantity = Field(description="Good ones; of a kit that is taken apart, how many have been.")
    scrapped_qty: Quantity = Field(description="What was spoilt, and never came into the stock.")
    open_qty: Quantity
    source: str | None = Field(description="null: wherever it can be picked, what expires first.")
    destination: str
    due_on: date | None
    created_at: Instant
    released_at: Instant | None
    started_at: Instant | None
    closed_at: Instant | None
    version: int


class ComponentAnswer(Answer):
    """What an order still needs of an item (taking a kit apart: the kit itself), and what there is of it."""

    sku: str
    name: str
    unit: str
    tracking: Tracking
    planned_qty: Quantity = Field(description="For all that is ordered, with the expected scrap.")
    consumed_qty: Quantity
    scrapped_qty: Quantity = Field(description="Spoilt before it was used.")
    open_qty: Quantity
    reserved_qty: Quantity = Field(description="Promised to this order, and not used up yet.")
    available_qty: Quantity = Field(description="At the site, promised to nobody.")
    short_qty: Quantity = Field(description="Of open_qty, what is neither reserved nor available.")


class OrderAnswer(OrderSummary):
    """consumed_value = produced_value + scrapped_value + in_work_value, always."""

    tracking: Tracking = Field(description="What must be said of each piece that is made.")

    note: str
    currency: str
    consumed_value: Money
    produced_value: Money
    scrapped_value: Money
    in_work_value: Money
    created_by: str | None
    closed_by: str | None
    close_reason: str
    components: list[ComponentAnswer]


class NewOrder(Wanted):
    site: Name
    sku: Code
    kind: Kind = "assemble"
    qty: PositiveQuantity
    bom_version: Annotated[BomVersion | None, Field(description="Left out: the active one.")] = None
    number: Annotated[NewNumber | None, Field(description="Left out: the next one of the hub.")] = None
    source: Annotated[
        Code | None, Field(description="Left out: wherever it can be picked, what expires first.")
    ] = None
    destination: Annotated[Code, Field(description="Where what is made is put: any place inside.")]
    due_on: date | None = None
    note: LongText = ""


class OrderChanges(Wanted):
    """Of a draft; only the named fields change."""

    qty: PositiveQuantity | None = None
    bom_version: BomVersion | None = None
    source: Code | None = None
    destination: Code | None = None
    due_on: date | None = None
    note: LongText | None = None


class ReleaseRequest(Wanted):
    allow_short: bool = Field(
        False, description="true: reserve what there is, and wait for the rest. Only a manager may say so."
    )


class TakenLine(Wanted):
    """What was really taken."""

    item: Annotated[Code, Field(description="Any code of the item: a pack's code counts what it holds.")]
    qty: PositiveQuantity
    source: Annotated[Code, Field(description="Where it stood: any place inside.")]
    lot: Lot = ""
    serial: Serial | None = None


class PutLine(Wanted):
    """What came of a kit that was taken apart."""

    item: Annotated[Code, Field(description="Any code of the item: a pack's code counts what it holds.")]
    qty: PositiveQuantity
    lot: Lot = ""
    serial: Serial | None = None
    expiry: date | None = None


class ReportRequest(Wanted):
    """Components that `taken` names were taken as it says; the others by the bill, what expires first.

    Without any piece only what `taken` says is taken, and stays in work.
    """

    produced_qty: NotNegative = Decimal(0)
    scrapped_qty: Annotated[
        NotNegative, Field(description="Spoilt: they used components up, and do not come into the stock.")
    ] = Decimal(0)
    reason: Annotated[Text, Field(description="Needed where something was spoilt.")] = ""
    destination: Annotated[Code | None, Field(description="Left out: the order's.")] = None
    lot: Annotated[Lot, Field(description="Of what was made.")] = ""
    expiry: Annotated[date | None, Field(description="Left out: by the item's shelf life.")] = None
    serials: Annotated[
        list[Serial], Field(max_length=MAX_LINES, default_factory=list, description="One a piece made.")
    ]
    taken: Annotated[list[TakenLine], Field(max_length=MAX_LINES, default_factory=list)]
    put: Annotated[
        list[PutLine],
        Field(
            max_length=MAX_LINES,
            default_factory=list,
            description="Only of a kit taken apart; left out: all of it, by the bill.",
        ),
    ]

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.produced_qty or self.scrapped_qty or self.taken):
            raise ValueError("there must be something made, spoilt or taken")
        if self.scrapped_qty and len(self.reason) < 3:
            raise ValueError("say in `reason` why something was spoilt")
        return self


class ScrapRequest(Wanted):
    """A component that was spoilt before it was used."""

    item: Annotated[Code, Field(description="Any code of the item: a pack's code counts what it holds.")]
    qty: PositiveQuantity
    source: Annotated[Code, Field(description="Where it stood: any place inside.")]
    lot: Lot = ""
    serial: Serial | None = None
    reason: Reason


class WhyRequest(Wanted):
    reason: Reason


class ReportLine(Answer):
    role: Literal["consumed", "produced", "scrapped"]
    sku: str
    name: str
    unit: str
    location: str
    lot: str
    serial: str | None
    expiry: date | None
    qty: Quantity
    value: Money
    movement_id: int


class ReportAnswer(Answer):
    id: int
    at: Instant
    user: str | None
    produced_qty: Quantity
    scrapped_qty: Quantity
    consumed_value: Money
    produced_value: Money
    scrapped_value: Money
    reason: str
    undone_at: Instant | None
    undone_by: str | None
    undo_reason: str
    lines: list[ReportLine]


class Reported(Answer):
    order: OrderAnswer
    report: ReportAnswer
