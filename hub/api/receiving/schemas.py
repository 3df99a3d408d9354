from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

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
    Wanted,
)

MAX_LINES = 500
ExceptionKind = Literal["over", "short", "wrong_item", "damaged", "unannounced"]
Decision = Literal["accept", "return", "scrap", "claim", "match"]


class DueQuery(Wanted):
    site: Code | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class DueAnswer(Answer):
    """A purchase order that is with its supplier."""

    number: str
    supplier: str
    supplier_name: str
    state: Literal["sent", "partly_received"]
    due_on: date | None
    lines: int
    lines_received: int
    packages_underway: int


class DueList(Answer):
    items: list[DueAnswer]


class ReceiptQuery(PageQuery):
    site: Code | None = None
    document: Code | None = None
    open: bool = Field(False, description="true: only those at which somebody still unloads.")


class ReceiptAnswer(Answer):
    """An unloading. Its goods are movements of kind `receipt` with the same `document`."""

    id: int
    site: str
    document: str
    supplier: str | None
    location: str
    agent: str | None
    operator: str | None
    blind: bool
    opened_at: Instant
    closed_at: Instant | None


class CountedItem(Answer):
    """By who counted it: `seen` by the portal, `scanned` by hand with a serial number, `plain` without."""

    sku: str
    name: str
    seen: int
    scanned: int
    plain: Quantity
    total: Quantity


class UnplacedCode(Answer):
    """A tag or code that nobody could place; `detail` says why."""

    code: str
    detail: str
    occurred_at: Instant
    agent: str


class CountedAnswer(Answer):
    items: list[CountedItem]
    unplaced: list[UnplacedCode]


class LineRequest(Wanted):
    item: Annotated[Code, Field(description="Any code of the item: a pack's code counts what it holds.")]
    qty: PositiveQuantity
    lot: Lot = ""
    serial: Annotated[str | None, Field(min_length=1, max_length=64)] = None
    expiry: date | None = None
    damaged: bool = False


class ReceiptRequest(Wanted):
    """What a person has unloaded. A package's number receives what its notice says is in it."""

    site: Name
    document: Annotated[
        Code | None,
        Field(
            description="The purchase order's number, or another paper's. Left out: no order tells of it, "
            "and somebody decides what becomes of it; so with a document that begins with UD-."
        ),
    ] = None
    supplier: Annotated[
        Code | None, Field(description="Who brought it, where no order tells; left out: not known.")
    ] = None
    location: Annotated[Code, Field(description="Where it stands now: a dock, mostly.")]
    lines: Annotated[list[LineRequest], Field(max_length=MAX_LINES, default_factory=list)]
    packages: Annotated[list[str], Field(max_length=MAX_LINES, default_factory=list)]
    first_read_at: Annotated[
        AwareDatetime | None, Field(description="When the first of it was seen; left out: now.")
    ] = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.lines and not self.packages:
            raise ValueError("there must be a line or a package")
        return self


class ReceiptMade(Answer):
    document: str
    movements: list[int]
    exceptions: list[ExceptionAnswer] = Field(description="What is undecided of this document now.")


class ExceptionQuery(PageQuery):
    site: Code | None = None
    order: Code | None = None
    kind: ExceptionKind | None = None
    undecided: bool | None = None


class ExceptionAnswer(Answer):
    """Of `over` and `short` there is one undecided for an order's item: its `qty` follows what comes."""

    id: int
    site: str
    document: str
    supplier: str | None = Field(description="Of the order; without one, as the receiver said it.")
    sku: str
    name: str
    unit: str
    lot: str
    kind: ExceptionKind
    qty: Quantity
    location: str | None = Field(description="Where the goods stand; null where there are none.")
    raised_at: Instant
    decision: Decision | None
    decided_at: Instant | None
    decided_by: str | None
    reason: str
    movement_id: int | None = Field(
        description="What carried the decision out: a return, a scrapping, a move."
    )


class DecisionRequest(Wanted):
    """What becomes of it. `return` and `scrap` move the goods; `accept` and `claim` leave them where they
    are, but what was damaged and is accepted goes to `place`. `match` puts all of what came without an order
    onto `order`."""

    decision: Decision
    reason: Reason
    qty: Annotated[PositiveQuantity | None, Field(description="A part of it; left out: all.")] = None
    place: Annotated[
        Code | None,
        Field(
            description="Where the goods stand, if not at `location`; of accepted damaged goods: where to."
        ),
    ] = None
    settlement: Annotated[
        Literal["replace", "credit"],
        Field(
            description="Of what goes back and was ordered. replace: the line is open again; "
            "credit: the order is lowered by it."
        ),
    ] = "replace"
    lot: Annotated[Lot | None, Field(description="Which lot goes; left out: that of the exception.")] = None
    order: Annotated[
        Code | None, Field(description="Of `match`: the purchase order to which the goods belong.")
    ] = None


class PolicyAnswer(Answer):
    site: str
    blind: bool = Field(description="Receivers do not see how much was ordered.")


class PolicyRequest(Wanted):
    blind: bool


ReceiptMade.model_rebuild()
