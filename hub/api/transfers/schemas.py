from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hub.api.paging import PageQuery
from hub.api.values import (
    Answer,
    Code,
    Instant,
    Lot,
    Name,
    PositiveQuantity,
    Quantity,
    Reason,
    Text,
    Wanted,
)

MAX_LINES = 500
MAX_SERIALS = 2000
State = Literal["draft", "in_transit", "partly_received", "received", "closed", "cancelled"]
DifferenceKind = Literal["over", "short", "damaged"]
Decision = Literal["lost", "take_back", "sent_more", "found", "miscounted", "keep", "scrap"]


class TransferQuery(PageQuery):
    site: Annotated[Code | None, Field(description="From it or to it.")] = None
    from_site: Code | None = None
    to_site: Code | None = None
    state: State | None = None
    open: bool = Field(False, description="true: only those that are neither closed nor cancelled.")


Serials = Annotated[list[Code], Field(max_length=MAX_SERIALS, default_factory=list)]


class LineRequest(Wanted):
    item: Annotated[Code, Field(description="Any code of the item: a pack's code counts what it holds.")]
    qty: PositiveQuantity
    source: Annotated[Code, Field(description="Where it is taken from, at the sending site.")]
    lot: Lot = ""
    serials: Annotated[
        Serials,
        Field(description="Which pieces, of an item that is tracked so: all, or none: who loads them says."),
    ]


Lines = Annotated[list[LineRequest], Field(min_length=1, max_length=MAX_LINES)]


class TransferRequest(Wanted):
    """Goods that are to go to another place. As a draft it moves nothing and promises nothing."""

    from_site: Name
    to_site: Annotated[Name, Field(description="The same site: from place to place within it.")]
    to_place: Annotated[
        Code | None, Field(description="Where it is to come to; left out: the receiver says.")
    ] = None
    due_on: date | None = None
    note: Text = ""
    lines: Lines


class TransferChanges(Wanted):
    """What is left out stays; `lines` replace all lines."""

    to_place: Code | None = None
    due_on: date | None = None
    note: Text | None = None
    lines: Annotated[list[LineRequest] | None, Field(min_length=1, max_length=MAX_LINES)] = None


class WhyRequest(Wanted):
    reason: Reason


class ArrivedLine(Wanted):
    item: Annotated[Code, Field(description="Any code of the item: a pack's code counts what it holds.")]
    qty: PositiveQuantity
    lot: Annotated[Lot, Field(description="Left out: the lots that were sent.")] = ""
    serials: Annotated[
        Serials,
        Field(description="Which pieces, of an item that is tracked so; left out: all that are under way."),
    ]
    damaged: bool = False


class ArrivalRequest(Wanted):
    """What has come. `complete`: nobody waits for more, so what is still under way is short."""

    location: Annotated[
        Code | None, Field(description="Where it stands now; left out: where it was to come to.")
    ] = None
    lines: Annotated[list[ArrivedLine], Field(max_length=MAX_LINES, default_factory=list)]
    complete: bool = False

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.lines and not self.complete:
            raise ValueError("there must be a line, or `complete`")
        return self


class TransferSummary(Answer):
    """Its goods are movements of kind `transfer` whose `document` is its `number`."""

    number: str
    from_site: str
    to_site: str
    to_place: str | None
    state: State
    version: int
    due_on: date | None
    note: str
    created_at: Instant
    created_by: str | None
    sent_at: Instant | None
    sent_by: str | None
    ended_at: Instant | None
    reason: str
    lines: int
    lines_under_way: int
    undecided: int = Field(description="Differences that wait for a decision.")


class TransferPiece(Answer):
    serial: str
    became: Literal["received", "back", "lost"] | None = Field(description="null: planned, or under way.")


class TransferLine(Answer):
    """Quantities in base units. Under way is `sent_qty` less the three after it."""

    line: int
    sku: str
    name: str
    unit: str
    lot: str
    source: str
    qty: Quantity
    sent_qty: Quantity
    received_qty: Quantity
    back_qty: Quantity = Field(description="Taken back by the sender.")
    lost_qty: Quantity = Field(description="Given up as lost.")
    pieces: list[TransferPiece] = Field(description="Those of which the serial number is known.")


class DifferenceQuery(PageQuery):
    site: Annotated[Code | None, Field(description="The sender's or the receiver's.")] = None
    transfer: Code | None = None
    undecided: bool | None = None


class DifferenceAnswer(Answer):
    id: int
    transfer: str
    from_site: str
    to_site: str
    sku: str
    name: str
    unit: str
    lot: str
    kind: DifferenceKind
    qty: Quantity
    location: str | None = Field(description="Where the goods stand, at the receiving site.")
    raised_at: Instant
    decision: Decision | None
    decided_at: Instant | None
    decided_by: str | None
    reason: str
    movement_id: int | None = Field(description="The first movement that carried the decision out.")
    serials: list[str] = Field(
        validation_alias="pieces",
        description="Which pieces: those that are missing, over or damaged, as far as they are known.",
    )


class TransferAnswer(TransferSummary):
    content: list[TransferLine]
    differences: list[DifferenceAnswer] = Field(description="Decided and undecided, newest first.")


class DecisionRequest(Wanted):
    """What is short is `lost`, or was never sent (`take_back`: it stands where it was to be taken from).
    Of what is over the sender `sent_more` than he said, or nobody had it in the books (`found`), or it did
    not come at all (`miscounted`). What is damaged is kept (`keep`) or scrapped (`scrap`)."""

    decision: Decision
    reason: Reason
    qty: Annotated[PositiveQuantity | None, Field(description="A part of it; left out: all.")] = None
    serials: Annotated[
        Serials, Field(description="Which pieces; needed for a part of what is known by serial numbers.")
    ]
    place: Annotated[
        Code | None,
        Field(
            description="`sent_more`: where the sender took it from, left out: as the item's line says; "
            "`keep`: where it goes, left out: it stays; the others: where it stands, if not at `location`."
        ),
    ] = None


class UnderWayQuery(Wanted):
    site: Annotated[Code | None, Field(description="From it or to it.")] = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 500


class UnderWayAnswer(Answer):
    """What is under way of a line of a transfer; it stands at `in_transit` of the sending site."""

    number: str
    from_site: str
    to_site: str
    sent_at: Instant
    due_on: date | None
    line: int
    sku: str
    name: str
    unit: str
    lot: str
    qty: Quantity


class UnderWayList(Answer):
    items: list[UnderWayAnswer]
