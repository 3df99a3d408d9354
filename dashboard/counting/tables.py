"""Counts, accuracy and shelf weights as tables and chart data. Pure: no I/O and no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import pandas as pd  # type: ignore[import-untyped]

from dashboard.counting.models import (
    Accuracy,
    AccuracyRow,
    Count,
    CountLine,
    PlaceAccuracy,
    Policy,
    ShelfWeight,
)
from dashboard.formats import Formats
from dashboard.frames import Word

OPEN = ("planned", "counting", "recount", "to_approve")
TO_COUNT = ("planned", "counting", "recount")
SOON: Final = dt.timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """How many counts are open, of those overdue, and waiting for somebody's word."""

    open: int
    overdue: int
    to_approve: int


def standing(counts: Sequence[Count], now: dt.datetime) -> Standing:
    return Standing(
        open=sum(one.state in TO_COUNT for one in counts),
        overdue=sum(one.state in TO_COUNT and one.due_at < now for one in counts),
        to_approve=sum(one.state == "to_approve" for one in counts),
    )


def by_due(counts: Sequence[Count]) -> list[Count]:
    return sorted(counts, key=lambda one: (one.due_at, one.number))


def counts_table(
    counts: Sequence[Count], formats: Formats, state: Word, origin: Word, cause: Word
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": [one.number for one in counts],
            "location": [one.location for one in counts],
            "state": [state(one.state) for one in counts],
            "origin": [origin(one.origin) for one in counts],
            "due_at": [formats.local(one.due_at) for one in counts],
            "lines": [one.line_count for one in counts],
            "round": [one.round for one in counts],
            "by": [one.counted_by or one.taken_by or "" for one in counts],
            "value": [_float(one.value_at_stake) for one in counts],
            "cause": [cause(one.cause) for one in counts],
        }
    )


def lines_table(lines: Sequence[CountLine]) -> pd.DataFrame:
    """Those that are off first, the dearest of them at the top."""
    ordered = sorted(lines, key=lambda line: (-abs(line.variance_value or Decimal(0)), line.sku, line.lot))
    return pd.DataFrame(
        {
            "sku": [line.sku for line in ordered],
            "name": [line.name for line in ordered],
            "lot": [line.lot for line in ordered],
            "abc": [line.abc for line in ordered],
            "ledger": [_float(line.ledger_qty) for line in ordered],
            "first": [_float(line.first_qty) for line in ordered],
            "counted": [_float(line.counted_qty) for line in ordered],
            "variance": [_float(line.variance_qty) for line in ordered],
            "value": [_float(line.variance_value) for line in ordered],
            "accurate": [line.accurate for line in ordered],
        }
    )


def reminders(counts: Sequence[Count], now: dt.datetime) -> tuple[list[Count], list[Count]]:
    """What nobody has counted yet: late, the latest first; and due within a day, the next first."""
    waiting = by_due([one for one in counts if one.state in TO_COUNT])
    late = [one for one in waiting if one.due_at < now]
    soon = [one for one in waiting if now <= one.due_at < now + SOON]
    return late, soon


def accuracy_frame(accuracy: Accuracy, everything: str) -> pd.DataFrame:
    """A row a period and series; the series are `everything` and the classes."""
    series: list[tuple[str, AccuracyRow]] = [(everything, row) for row in accuracy.rows]
    series += [(of.abc, row) for of in accuracy.by_class for row in of.rows]
    return pd.DataFrame(
        {
            "series": [name for name, _ in series],
            "period": [pd.Timestamp(row.period) for _, row in series],
            "accuracy": [float(row.accuracy) for _, row in series],
            "counted": [row.counted for _, row in series],
        }
    )


def places_table(rows: Sequence[PlaceAccuracy], formats: Formats) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "location": [row.location for row in rows],
            "accuracy": [float(row.accuracy) for row in rows],
            "counted": [row.counted for row in rows],
            "off": [row.counted - row.accurate for row in rows],
            "last": [formats.local(row.last_counted_at) for row in rows],
        }
    )


def changes(policy: Policy, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What of `wanted` is not so already, as the hub takes it: tolerances as parts, not as percentages."""
    words = {name: value for name, value in wanted.items() if isinstance(value, str)}
    exact = {
        name: Decimal(str(value)) / (100 if name.startswith("tolerance_") else 1)
        for name, value in wanted.items()
        if name not in words
    }
    return {name: value for name, value in words.items() if value != getattr(policy, name)} | {
        name: f"{value:f}" if isinstance(wanted[name], float) else int(value)
        for name, value in exact.items()
        if value != getattr(policy, name)
    }


def shelves_table(shelves: Sequence[ShelfWeight], formats: Formats) -> pd.DataFrame:
    """Those that are off first."""
    ordered = sorted(shelves, key=lambda shelf: (shelf.within, shelf.location, shelf.sku))
    return pd.DataFrame(
        {
            "location": [shelf.location for shelf in ordered],
            "sku": [shelf.sku for shelf in ordered],
            "at": [formats.local(shelf.occurred_at) for shelf in ordered],
            "weight_g": [float(shelf.weight_g) for shelf in ordered],
            "expected_g": [float(shelf.expected_g) for shelf in ordered],
            "pieces": [_float(shelf.weight_qty) for shelf in ordered],
            "ledger": [float(shelf.ledger_qty) for shelf in ordered],
            "within": [shelf.within for shelf in ordered],
        }
    )


def shelf_frame(weights: Sequence[ShelfWeight], formats: Formats) -> pd.DataFrame:
    """Oldest first, with the band within which the weight may be."""
    ordered = sorted(weights, key=lambda one: one.occurred_at)
    return pd.DataFrame(
        {
            "at": [formats.local(one.occurred_at) for one in ordered],
            "weight_g": [float(one.weight_g) for one in ordered],
            "expected_g": [float(one.expected_g) for one in ordered],
            "pieces": pd.Series([_float(one.weight_qty) for one in ordered], dtype="float64"),
            "ledger": [float(one.ledger_qty) for one in ordered],
            "low_g": [float(one.expected_g - one.tolerance_g) for one in ordered],
            "high_g": [float(one.expected_g + one.tolerance_g) for one in ordered],
            "within": [one.within for one in ordered],
        }
    )


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
