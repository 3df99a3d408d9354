"""Days as the site's people have them, with 23 and 25 hours where the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from hub.domain.calendar import Calendar, seconds


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Europe/Berlin", date(2026, 6, 1), 24),
        ("Asia/Shanghai", date(2026, 3, 29), 24),
        # midnight comes twice there, and in Beirut it does not come at all
        ("America/Havana", date(2026, 11, 1), 25),
        ("Asia/Beirut", date(2026, 3, 29), 23),
    ],
)
def test_a_day_has_as_many_hours_as_it_has(zone: str, day: date, hours: int) -> None:
    bounds = Calendar(ZoneInfo(zone)).day(day)
    assert bounds.end - bounds.start == timedelta(hours=hours)


def test_an_instant_belongs_to_the_local_day() -> None:
    calendar = Calendar(ZoneInfo("Asia/Shanghai"))
    assert calendar.day_of(datetime(2026, 1, 1, 15, 59, 59, tzinfo=UTC)).date == date(2026, 1, 1)
    assert calendar.day_of(datetime(2026, 1, 1, 16, 0, tzinfo=UTC)).date == date(2026, 1, 2)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Havana", "Asia/Beirut", "Pacific/Apia", "UTC"])
def test_days_follow_each_other_without_gap_or_overlap(zone: str) -> None:
    calendar = Calendar(ZoneInfo(zone))
    days = list(calendar.days(date(2025, 12, 28), date(2027, 1, 5)))
    assert all(before.end == after.start for before, after in pairwise(days))
    for day in days:
        middle = day.start + (day.end - day.start) / 2
        assert calendar.day_of(day.start) == calendar.day_of(middle) == day
        assert calendar.day_of(day.end - timedelta(microseconds=1)) == day


def test_seconds_are_exact() -> None:
    assert seconds(timedelta(days=400, microseconds=1)) == Decimal("34560000.000001")
    assert seconds(-timedelta(microseconds=1)) == Decimal("-0.000001")
