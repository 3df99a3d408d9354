"""`GET /turnover` as a manager has it, beside what the auditor works out from the movements.

The hub does not say up to which moment a day that is not over was counted, so it is asked between two moments
of ours. Nothing moves any more then: a stock's average up to a moment between them lies between the averages
up to the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, Final

import httpx

from tallydock.drill.auditor import Auditor
from tallydock.drill.verdict import Violation

CHECK: Final = "the hub's turnover equals the auditor's"
_HALF_STEP: Final = Fraction(1, 2_000_000)
"""Answers are rounded to millionths."""

Get = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Span:
    """Days of the site's calendar, both included, counted up to a moment from ``least`` to ``most``."""

    first: date
    last: date
    least: datetime
    most: datetime


def check(get: Get, auditor: Auditor, site: str) -> Iterator[Violation]:
    """``get`` asks the hub: a path and a query. Raises nothing; a hub that does not answer is a violation."""
    for first, last in _spans(auditor):
        for by in ("item", "site"):
            query = {"from": first.isoformat(), "to": last.isoformat(), "by": by, "limit": 100}
            before = datetime.now(UTC)
            try:
                said = get("/turnover", **query)
            except httpx.HTTPError as error:
                yield Violation(CHECK, f"{first} to {last} by {by}", str(error))
                continue
            span = _span(auditor, first, last, before, datetime.now(UTC))
            groups = {sku: [sku] for sku in auditor.items} if by == "item" else {site: [*auditor.items]}
            rows = {row["key"]: row for row in said["rows"]}
            for key in sorted(rows.keys() | groups.keys()):
                wrong = _compare(rows.get(key, {}), groups.get(key, []), span, auditor)
                if wrong:
                    yield Violation(CHECK, f"{key} from {first} to {last}", str(wrong))


def _spans(auditor: Auditor) -> Iterator[tuple[date, date]]:
    """Days that something was booked on, and longer ones; up to now only if nothing is booked for later."""
    now = datetime.now(UTC)
    today = now.astimezone(auditor.zone).date()
    days = sorted({day for _, day in auditor.days})
    latest = max(at for item in auditor.items.values() for at, _ in item.changes)
    if latest <= now:
        yield today, today
        yield today - timedelta(days=2), today
        yield min(days[0], today), today
    for day in days[:3]:
        if day < today:
            yield day, day
            yield day, today - timedelta(days=1)


def _span(auditor: Auditor, first: date, last: date, before: datetime, after: datetime) -> Span:
    end = auditor.midnight(last + timedelta(days=1))
    return Span(first, last, min(before, end), min(after, end))


def _compare(row: Mapping[str, Any], skus: list[str], span: Span, auditor: Auditor) -> dict[str, Any]:
    """Figures that differ: what the hub says, and what is right."""
    averages = [
        sum((auditor.average(sku, span.first, end) for sku in skus), Fraction(0))
        for end in (span.least, span.most)
    ]
    wrong: dict[str, Any] = {}
    for figure in ("cogs", "revenue", "units_sold"):
        right = sum(
            sums.sums[figure]
            for (sku, day), sums in auditor.days.items()
            if sku in skus and span.first <= day <= span.last
        )
        if Fraction(row.get(figure, 0)) != right:
            wrong[figure] = (row.get(figure), str(right))
    said = Fraction(row.get("average_value", 0))
    if not min(averages) - _HALF_STEP <= said <= max(averages) + _HALF_STEP:
        wrong["average_value"] = (row.get("average_value"), [str(one) for one in averages])
    if row and not wrong:
        wrong |= _wrong_ratio(row, averages)
    return wrong


def _wrong_ratio(row: Mapping[str, Any], averages: list[Fraction]) -> dict[str, Any]:
    if min(averages) <= 0:
        right = row["turnover"] is None or max(averages) > 0
    else:
        ratios = [Fraction(row["cogs"]) / average for average in averages]
        right = row["turnover"] is not None and (
            min(ratios) - _HALF_STEP <= Fraction(row["turnover"]) <= max(ratios) + _HALF_STEP
        )
    return {} if right else {"turnover": (row["turnover"], row["cogs"], [str(one) for one in averages])}
