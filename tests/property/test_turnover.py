"""The average from day rows is the integral over the movements themselves."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from hub.domain.calendar import Calendar
from hub.domain.ledger import Entry
from hub.domain.millionths import decimal
from hub.domain.turnover import DayChange, Span, running, time_weighted_average
from tests.property.ledger_world import SPAN_START, ZONES, books, entries

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(instant: datetime) -> int:
    span = instant - EPOCH
    return (span.days * 86400 + span.seconds) * 1_000_000 + span.microseconds


def integral(opening: Decimal, changes: list[tuple[datetime, Decimal]], span: Span) -> Fraction:
    """Level by level, between one change and the next."""
    level, since, area = Fraction(opening), micros(span.start), Fraction(0)
    for at, change in sorted(changes):
        area += level * (micros(at) - since)
        level, since = level + Fraction(change), micros(at)
    area += level * (micros(span.end) - since)
    return area / (micros(span.end) - micros(span.start))


@given(
    st.lists(entries(), max_size=30),
    st.sampled_from(ZONES),
    st.integers(0, 3),
    st.integers(0, 5),
    st.one_of(st.none(), st.integers(1, 23 * 3600)),
)
def test_the_average_of_any_span_is_exact(
    made: list[Entry], zone: str, skip: int, length: int, cut_s: int | None
) -> None:
    journal, changes = books(zone), []
    for entry in made:
        value = decimal(journal.enter(entry).value)
        if value:
            changes.append((entry.occurred_at, value))
    calendar = Calendar(ZoneInfo(zone))
    first = date.fromordinal(calendar.day_of(SPAN_START).date.toordinal() + skip)
    last = calendar.day(date.fromordinal(first.toordinal() + length))
    end = last.end
    if cut_s is not None:
        # the last day is not over: nothing has happened after the moment of asking
        end = min(last.end, datetime.fromtimestamp(last.start.timestamp() + cut_s, UTC))
        assume(not [at for at, _ in changes if end < at < last.end])
    span = Span(calendar.midnight(first), end, Decimal(length + 1))

    opening, by_day = Decimal(0), defaultdict(list)
    for (_, _, day), total in journal.days.items():
        by_day[day].append(total)
    rows = []
    for day in sorted(by_day):
        change = decimal(sum(t.value_in - t.value_out for t in by_day[day]))
        if day < first:
            opening += change
        elif day <= last.date:
            moment = decimal(sum(t.moment_value for t in by_day[day])).scaleb(-6)
            rows.append(DayChange(day, by_day[day][0].end, change, moment))

    before = [change for at, change in changes if at < span.start]
    inside = [(at, change) for at, change in changes if span.start <= at < span.end]
    assert opening == sum(before)
    exact = integral(opening, inside, span)
    assert abs(Fraction(time_weighted_average(opening, rows, span)) - exact) < Fraction(1, 10**30)
    whole_days = [Span(d.start, min(d.end, end), Decimal(1)) for d in calendar.days(first, last.date)]
    averages = running(opening, rows, whole_days)
    weighted = sum(
        Fraction(average) * Fraction(one.length_s) for average, one in zip(averages, whole_days, strict=True)
    )
    assert abs(weighted / Fraction(span.length_s) - exact) < Fraction(1, 10**30)
