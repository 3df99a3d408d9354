"""A site's calendar: which local day an instant falls on, and when that day ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import NamedTuple

_DAY = timedelta(days=1)
_MILLENNIUM = datetime(2000, 1, 1, tzinfo=UTC)


class Day(NamedTuple):
    """A local day and its bounds in UTC, also in ``microseconds``. It has 23 to 25 hours."""

    date: date
    start: datetime
    end: datetime
    start_us: int
    end_us: int


def seconds(span: timedelta) -> Decimal:
    """Exactly, to the microsecond."""
    return Decimal((span.days * 86400 + span.seconds) * 1_000_000 + span.microseconds).scaleb(-6)


def microseconds(instant: datetime) -> int:
    """Since 2000 began in UTC: what PostgreSQL keeps of an instant, and quicker to compare and subtract."""
    since = instant - _MILLENNIUM
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


class Calendar:
    """Days of one time zone. It remembers the day it was asked for last."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._last = self.day(datetime(2000, 1, 1, tzinfo=UTC).date())

    def midnight(self, day: date) -> datetime:
        """When the day begins, in UTC: the first midnight of two, the end of the gap where there is none."""
        return datetime.combine(day, time.min, self._zone).astimezone(UTC)

    def day(self, day: date) -> Day:
        start, end = self.midnight(day), self.midnight(day + _DAY)
        return Day(day, start, end, microseconds(start), microseconds(end))

    def day_of(self, instant: datetime) -> Day:
        last = self._last
        if not last.start <= instant < last.end:
            local = instant.astimezone(self._zone).date()
            last = self._last = self.day(local)
        return last

    def days(self, first: date, last: date) -> Iterator[Day]:
        """All days from ``first`` to ``last``, both included."""
        for offset in range((last - first).days + 1):
            yield self.day(first + offset * _DAY)
