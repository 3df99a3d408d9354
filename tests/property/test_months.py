"""A span's days are counted once each, whether a day row or its month's row counts them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.months import closed_until, first_of_month, next_month, pieces

days = st.dates(date(2023, 11, 1), date(2026, 3, 31))
HORIZON = date(2026, 6, 1)


@given(days, st.one_of(st.none(), st.integers(0, 800)), st.one_of(days, st.just(date(1, 1, 1))))
def test_every_day_since_the_first_is_in_one_piece(first: date, length: int | None, closed: date) -> None:
    last = None if length is None else first + timedelta(days=length)
    closed = first_of_month(closed)
    of = pieces(first, last, closed)
    times = {first + timedelta(days=n): 0 for n in range((HORIZON - first).days)}
    for day in times:
        times[day] += of.head <= day < of.head_end
        times[day] += of.split <= day < of.split_end
        times[day] += of.tail <= day
    month = first_of_month(first)
    while month < HORIZON:
        if of.months <= month < of.months_end and month != of.split:
            assert month < closed, "a month that is not closed has no row"
            assert last is None or not month <= last < next_month(month) - timedelta(days=1), "both sides"
            day = month
            while day < next_month(month):
                times[day] += 1
                day += timedelta(days=1)
        month = next_month(month)
    assert set(times.values()) <= {1}


def test_a_month_stays_open_for_two_days_after_it() -> None:
    assert closed_until(date(2026, 3, 2)) == date(2026, 2, 1)
    assert closed_until(date(2026, 3, 3)) == date(2026, 3, 1)
    assert closed_until(date(2026, 1, 1)) == date(2025, 12, 1)
