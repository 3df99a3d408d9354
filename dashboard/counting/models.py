"""The hub's answers about counts: see docs/reference/http-api.md, whose names these are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct


class Count(Struct, frozen=True):
    """`value_at_stake` is null while it is counted blind."""

    number: str
    site: str
    location: str
    whole: bool
    origin: str
    cause: str
    state: str
    round: int
    due_at: dt.datetime
    taken_by: str | None
    counted_at: dt.datetime | None
    counted_by: str | None
    line_count: int
    value_at_stake: Decimal | None
    currency: str
    reason: str = ""
    note: str = ""
    decided_by: str | None = None


class CountLine(Struct, frozen=True):
    sku: str
    name: str
    unit: str
    lot: str
    abc: str
    counted_qty: Decimal | None
    first_qty: Decimal | None
    ledger_qty: Decimal | None
    variance_qty: Decimal | None
    variance_value: Decimal | None
    accurate: bool | None


class CountWithLines(Count, frozen=True, kw_only=True):
    lines: list[CountLine]


class Planned(Struct, frozen=True):
    """`already`: places whose open count has the item already."""

    numbers: list[str]
    already: list[str] = []


class Policy(Struct, frozen=True):
    """A site's rules: intervals and tolerances by class, when counts are planned, who may approve."""

    days_a: int
    days_b: int
    days_c: int
    tolerance_a: Decimal
    tolerance_b: Decimal
    tolerance_c: Decimal
    small_weekday: int
    small_max_lines: int
    small_due_days: int
    small_classes: str
    large_day: int
    large_due_days: int
    large_classes: str
    auto_limit: Decimal
    operator_limit: Decimal
    manager_limit: Decimal


class Schedule(Struct, frozen=True):
    """What the calendar planned last, and when it plans next."""

    kind: str
    last_on: dt.date | None
    last_counts: int | None
    next_on: dt.date | None


class Schedules(Struct, frozen=True):
    items: list[Schedule]


class AccuracyRow(Struct, frozen=True):
    period: dt.date
    counted: int
    accurate: int
    accuracy: Decimal


class ClassAccuracy(Struct, frozen=True):
    abc: str
    counted: int
    accurate: int
    accuracy: Decimal
    rows: list[AccuracyRow]


class PlaceAccuracy(Struct, frozen=True):
    location: str
    counted: int
    accurate: int
    accuracy: Decimal
    last_counted_at: dt.datetime


class Accuracy(Struct, frozen=True):
    counted: int
    accurate: int
    accuracy: Decimal | None
    rows: list[AccuracyRow]
    by_class: list[ClassAccuracy]
    by_place: list[PlaceAccuracy]
    places: int


class ShelfWeight(Struct, frozen=True):
    """`weight_qty`: pieces by weight, null where it cannot tell them.

    `count`: the open count that has its item, said of a shelf's last weight only.
    """

    occurred_at: dt.datetime
    location: str
    sku: str
    name: str
    weight_g: Decimal
    ledger_qty: Decimal
    expected_g: Decimal
    tolerance_g: Decimal
    weight_qty: Decimal | None
    within: bool
    count: str | None = None
