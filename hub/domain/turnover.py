"""Turnover and the exact time-weighted average of a stock, from day rows alone.

With V0 what stood there when the span began, each change d at time t inside it, and T the span's length:

    average = (V0 T + sum of d (T_end - t)) / T

A day row keeps the sum of its changes and their moment, sum of d (end of day - t); so the sum over a day
is change (T_end - end of day) + moment. That holds too when the span ends inside its last day, as long as
nothing has happened after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from hub.domain.calendar import seconds
from hub.domain.valuation import EXACT, ZERO

_SECONDS_A_DAY = Decimal(86400)


class DayChange(NamedTuple):
    """What a day changed: ``moment`` is in value (or units) times seconds to ``end``, the next midnight."""

    day: date
    end: datetime
    change: Decimal
    moment: Decimal


class Span(NamedTuple):
    """``calendar_days`` counts local days, so that a week with a clock change still has 7."""

    start: datetime
    end: datetime
    calendar_days: Decimal

    @property
    def length_s(self) -> Decimal:
        return seconds(self.end - self.start)


def area(days: Iterable[DayChange], span_end: datetime) -> Decimal:
    """What the days' changes add to the integral up to ``span_end``, in value seconds."""
    total = ZERO
    for day in days:
        total = EXACT.add(EXACT.fma(day.change, seconds(span_end - day.end), day.moment), total)
    return total


def time_weighted_average(opening: Decimal, days: Iterable[DayChange], span: Span) -> Decimal:
    """What stood there on average. Raises ValueError for a span without length."""
    if span.length_s <= 0:
        raise ValueError("a span must end after it starts")
    return average_of(opening, area(days, span.end), span.length_s)


def average_of(opening: Decimal, area_value_s: Decimal, length_s: Decimal) -> Decimal:
    return EXACT.add(opening, EXACT.divide(area_value_s, length_s))


def turnover(cogs: Decimal, average_value: Decimal) -> Decimal | None:
    """How often the stock was sold in the period: net COGS over its average; None where none stood there."""
    return None if average_value <= 0 else EXACT.divide(cogs, average_value)


def days_of_inventory(calendar_days: Decimal, period_turnover: Decimal | None) -> Decimal | None:
    """How many days the average stock lasts: period days over period turnover; None where none was sold."""
    if period_turnover is None or period_turnover <= 0:
        return None
    return EXACT.divide(calendar_days, period_turnover)


def annualised(period_turnover: Decimal | None, calendar_days: Decimal, year_days: int) -> Decimal | None:
    """As if the whole year (365 or 360 days, a setting of the site) went like the period."""
    if period_turnover is None or calendar_days <= 0:
        return None
    return EXACT.divide(EXACT.multiply(period_turnover, Decimal(year_days)), calendar_days)


def elapsed_days(whole_days: int, last_day_part_s: Decimal) -> Decimal:
    """Calendar days of a span whose last day may be unfinished."""
    return EXACT.add(Decimal(whole_days), EXACT.divide(last_day_part_s, _SECONDS_A_DAY))


def running(opening: Decimal, days: Sequence[DayChange], spans: Sequence[Span]) -> list[Decimal]:
    """The averages of consecutive spans, each beginning where the one before ends; days in order."""
    averages: list[Decimal] = []
    level, position = opening, 0
    for span in spans:
        first = position
        while position < len(days) and days[position].end <= span.end:
            position += 1
        # a span that ends inside a day takes that day too: it can only be the last one
        if position < len(days) and span is spans[-1]:
            position = len(days)
        inside = days[first:position]
        averages.append(time_weighted_average(level, inside, span))
        level = sum((day.change for day in inside), level)
    return averages
