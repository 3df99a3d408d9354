from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import (
    Answer,
    Code,
    GivenInstant,
    Instant,
    Lot,
    Money,
    Name,
    NotNegative,
    Quantity,
    Reason,
    Text,
    Wanted,
)

State = Literal["planned", "counting", "recount", "to_approve", "posted", "cancelled"]
Origin = Literal["weekly", "monthly", "exception", "shelf", "asked", "scanned"]
Abc = Literal["A", "B", "C"]
Days = Annotated[int, Field(ge=1, le=366)]
Part = Annotated[Decimal, Field(ge=0, le=1, max_digits=7, decimal_places=6)]


class CountTaskQuery(PageQuery):
    site: Code | None = None
    location: Code | None = None
    state: Annotated[list[State] | None, Field(description="One or more; left out: all.")] = None


class CountTaskSummary(Answer):
    number: str
    site: str
    location: str
    whole: bool = Field(description="All that stands there; what is not found counts as none.")
    origin: Origin
    cause: str
    state: State
    round: int
    agent: str | None = Field(description="The terminal that is to count; null: any of the site.")
    created_at: Instant
    due_at: Instant
    taken_at: Instant | None
    taken_by: str | None
    counted_at: Instant | None
    counted_by: str | None
    line_count: int
    value_at_stake: Money | None = Field(
        description="Values of the variances, never netted; null while it is counted blind."
    )
    currency: str
    decided_at: Instant | None
    decided_by: str | None
    reason: str
    note: str


class CountLineAnswer(Answer):
    sku: str
    name: str
    unit: str
    lot: str
    abc: Abc
    round: int
    counted_at: Instant | None
    method: str | None
    counted_qty: Quantity | None = Field(description="This and the next are null while it is counted blind.")
    first_qty: Quantity | None = Field(description="What the first round found, where there was another.")
    ledger_qty: Quantity | None = Field(description="What the ledger had there at `counted_at`.")
    variance_qty: Quantity | None
    variance_value: Money | None
    accurate: bool | None
    posted_at: Instant | None


class CountTaskAnswer(CountTaskSummary):
    lines: list[CountLineAnswer]


class AskedItem(Wanted):
    sku: Code
    lot: Lot = ""


class NewCountRequest(Wanted):
    site: Name
    location: Code
    items: Annotated[
        list[AskedItem] | None, Field(min_length=1, max_length=1000, description="Left out: the whole place.")
    ] = None
    due_at: Annotated[GivenInstant | None, Field(description="Left out: in a day.")] = None
    agent: Name | None = None
    cause: Text = ""


class ItemCountRequest(Wanted):
    site: Name
    sku: Code
    lot: Annotated[Lot | None, Field(description="Left out: all lots.")] = None
    due_at: Annotated[GivenInstant | None, Field(description="Left out: in a day.")] = None
    agent: Name | None = None
    cause: Text = ""


class ItemCountAnswer(Answer):
    numbers: list[str]
    already: list[str] = Field(description="Places whose open count has the item already.")


class PlanRequest(Wanted):
    site: Name
    kind: Literal["weekly", "monthly"]


class PlanAnswer(Answer):
    numbers: list[str]


class FoundLine(Wanted):
    sku: Code
    lot: Lot = ""
    qty: NotNegative
    counted_at: Annotated[GivenInstant | None, Field(description="Left out: the result's.")] = None


class ResultRequest(Wanted):
    """All that was found in a round. What a whole place's result does not name was not there."""

    round: Annotated[int, Field(ge=1, le=100)]
    lines: Annotated[list[FoundLine], Field(max_length=5000)]
    counted_at: Annotated[GivenInstant | None, Field(description="Left out: now.")] = None


class ApproveRequest(Wanted):
    reason: Literal[
        "miscounted",
        "unrecorded_movement",
        "wrong_place",
        "wrong_item",
        "damaged",
        "expired",
        "lost",
        "found",
        "unknown",
    ]
    note: Text = ""


class CancelRequest(Wanted):
    reason: Reason


Classes = Annotated[
    str,
    Field(pattern="^A?B?C?$", min_length=1, description="The ABC classes that such a count takes, as `AB`."),
]


class PolicyChanges(Wanted):
    """What is left out stays."""

    days_a: Days | None = None
    days_b: Days | None = None
    days_c: Days | None = None
    tolerance_a: Part | None = None
    tolerance_b: Part | None = None
    tolerance_c: Part | None = None
    small_weekday: Annotated[int | None, Field(ge=0, le=7, description="1 is Monday; 0: never.")] = None
    small_max_lines: Annotated[int | None, Field(ge=1, le=10000)] = None
    small_due_days: Annotated[int | None, Field(ge=0, le=60)] = None
    small_classes: Classes | None = None
    large_day: Annotated[int | None, Field(ge=0, le=28, description="Day of the month; 0: never.")] = None
    large_due_days: Annotated[int | None, Field(ge=0, le=60)] = None
    large_classes: Classes | None = None
    auto_limit: Annotated[
        NotNegative | None, Field(description="Up to this a variance needs nobody's word.")
    ] = None
    operator_limit: NotNegative | None = None
    manager_limit: NotNegative | None = None


class PolicyAnswer(Answer):
    days_a: int
    days_b: int
    days_c: int
    tolerance_a: Quantity
    tolerance_b: Quantity
    tolerance_c: Quantity
    small_weekday: int
    small_max_lines: int
    small_due_days: int
    small_classes: str
    large_day: int
    large_due_days: int
    large_classes: str
    auto_limit: Money
    operator_limit: Money
    manager_limit: Money


class ScheduleQuery(Wanted):
    site: Code


class ScheduleAnswer(Answer):
    """What the site's calendar has planned last, and when it plans next; null: not yet, or never."""

    kind: Literal["weekly", "monthly"]
    last_on: date | None
    last_counts: int | None
    next_on: date | None


class Schedules(Answer):
    items: list[ScheduleAnswer]


class AccuracyQuery(Wanted):
    site: Code
    location: Annotated[Code | None, Field(description="Left out: all places.")] = None
    begin: Annotated[
        GivenInstant | None, Field(alias="from", description="Left out: twelve weeks before `to`.")
    ] = None
    end: Annotated[GivenInstant | None, Field(alias="to", description="Excluded; left out: now.")] = None
    by: Literal["day", "week", "month"] = "week"
    places: Annotated[int, Field(ge=0, le=5000, description="At most so many in `by_place`.")] = 100


class AccuracyRow(Answer):
    period: date = Field(description="The first day of the day, week or month, by the site's calendar.")
    counted: int
    accurate: int
    accuracy: Quantity


class ClassAccuracy(Answer):
    abc: Abc
    counted: int
    accurate: int
    accuracy: Quantity
    rows: list[AccuracyRow]


class PlaceAccuracy(Answer):
    location: str
    counted: int
    accurate: int
    accuracy: Quantity
    last_counted_at: Instant


class AccuracyAnswer(Answer):
    """Counted (item, place, lot) within tolerance over counted; null where nothing was counted."""

    site: str
    begin: Instant = Field(serialization_alias="from")
    end: Instant = Field(serialization_alias="to")
    counted: int
    accurate: int
    accuracy: Quantity | None
    rows: list[AccuracyRow]
    by_class: list[ClassAccuracy]
    by_place: list[PlaceAccuracy] = Field(description="The least accurate first.")
    places: int = Field(description="How many there are, of which `by_place` may show only some.")


class ShelfWeightQuery(Wanted):
    site: Code
    location: Code | None = None
    sku: Code | None = None
    begin: Annotated[GivenInstant | None, Field(alias="from", description="Left out: a day before `to`.")] = (
        None
    )
    end: Annotated[GivenInstant | None, Field(alias="to", description="Excluded; left out: now.")] = None
    every_s: Annotated[
        int, Field(ge=0, le=86_400, description="Only the last of each stretch of so many seconds; 0: all.")
    ] = 0
    limit: Annotated[int, Field(ge=1, le=5000)] = 1000


class ShelfQuery(Wanted):
    site: Code


class ShelfWeightAnswer(Answer):
    occurred_at: Instant
    site: str
    location: str
    sku: str
    name: str
    weight_g: Quantity
    ledger_qty: Quantity
    expected_g: Quantity = Field(description="What the pieces that the ledger has should weigh.")
    tolerance_g: Quantity
    weight_qty: Quantity | None = Field(description="Pieces by weight; null where it cannot tell them.")
    within: bool


class ShelfWeights(Answer):
    items: list[ShelfWeightAnswer]


class ShelfAnswer(ShelfWeightAnswer):
    count: str | None = Field(description="The open count that has its item.")


class Shelves(Answer):
    items: list[ShelfAnswer]
