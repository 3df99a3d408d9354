"""The same figures step by step: each step begins with the stock that the one before has left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from hub.api.database import Connection
from hub.api.turnover.service import ZERO, Figures, Scope, Sums, by_key, figures_of, total
from hub.domain import turnover as domain
from hub.domain.turnover import DayChange, Span
from hub.store import turnover as store
from hub.store.turnover import By, DayFigures

Step = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Point:
    first: date
    last: date
    figures: Figures


@dataclass(frozen=True, slots=True)
class Series:
    key: str
    name: str
    points: list[Point]


def steps(first: date, last: date, step: Step) -> list[tuple[date, date]]:
    """Consecutive pieces of first..last, both included; weeks begin on Monday, the ends are cut."""
    pieces = []
    begin = first
    while begin <= last:
        end = min(_last_of_step(begin, step), last)
        pieces.append((begin, end))
        begin = end + timedelta(days=1)
    return pieces


def _last_of_step(day: date, step: Step) -> date:
    if step == "day":
        return day
    if step == "week":
        return day + timedelta(days=6 - day.weekday())
    after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return after - timedelta(days=1)


def trend(
    conn: Connection,
    within: Scope,
    *,
    step: Step,
    by: By | None,
    limit: int,
    category: str | None = None,
    sku: str | None = None,
) -> list[Series]:
    """One series without `by`; with it those of the `limit` largest keys by COGS."""
    names: dict[str, str] = {"": ""}
    if by is not None:
        rows, _ = by_key(conn, within, by=by, category=category, sku=sku)
        rows.sort(key=lambda row: (-row.figures.cogs, row.key))
        names = {row.key: row.name for row in rows[:limit]}
    found = store.days(
        conn,
        within.sites,
        first=within.first,
        last=within.last,
        by=by,
        keys=None if by is None else list(names),
        category=category,
        sku=sku,
        whole_months=step == "month",
    )
    days: dict[str, dict[int, list[DayFigures]]] = defaultdict(lambda: defaultdict(list))
    for day in found:
        days[day.key][day.site_id].append(day)
    pieces = steps(within.first, within.last, step)
    return [Series(key, name, _points(within, pieces, days[key])) for key, name in names.items()]


def _points(
    within: Scope, pieces: Sequence[tuple[date, date]], days: dict[int, list[DayFigures]]
) -> list[Point]:
    by_site = [_of_site(within, site_id, pieces, of) for site_id, of in days.items()]
    points = []
    for number, (first, last) in enumerate(pieces):
        of = total(sums[number] for sums in by_site if number < len(sums))
        elapsed = _elapsed_days(within, first, last)
        points.append(Point(first, last, figures_of(of, elapsed, within.year_days)))
    return points


def _elapsed_days(within: Scope, first: date, last: date) -> Decimal:
    whole = Decimal((last - first).days + 1)
    return whole if last < within.last else whole - (within.days - within.calendar_days)


def _of_site(
    within: Scope, site_id: int, pieces: Sequence[tuple[date, date]], days: Sequence[DayFigures]
) -> list[Sums]:
    opening = sum((day.change for day in days if day.day < within.first), ZERO)
    inside = [day for day in days if day.day >= within.first]
    spans = _spans(within, site_id, pieces)
    changes = [DayChange(day.day, day.day_end, day.change, day.moment) for day in inside]
    averages = domain.running(opening, changes, spans)
    sums = []
    for (first, last), average in zip(pieces, averages, strict=False):
        of = [day for day in inside if first <= day.day <= last]
        sums.append(
            Sums(
                sum((day.cogs for day in of), ZERO),
                average,
                sum((day.revenue for day in of), ZERO),
                sum((day.units_sold for day in of), ZERO),
            )
        )
    return sums


def _spans(within: Scope, site_id: int, pieces: Sequence[tuple[date, date]]) -> list[Span]:
    """The pieces on the site's calendar; those that have not begun there are left out."""
    whole, calendar = within.spans[site_id], within.calendars[site_id]
    spans = []
    for first, last in pieces:
        start, end = calendar.midnight(first), min(calendar.day(last).end, whole.end)
        if end > start:
            spans.append(Span(start, end, Decimal((last - first).days + 1)))
    return spans
