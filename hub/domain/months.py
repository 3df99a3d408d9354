"""Months as sums of days: what a past month's row is made of, and which days whole months can stand for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

# most of what comes late comes within days: until then a month is cheaper left open
_OPEN_DAYS_AFTER: Final = timedelta(days=2)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first of the month after the day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def closed_until(today: date) -> date:
    """The first day of the oldest month that is still open."""
    return first_of_month(today - _OPEN_DAYS_AFTER)


class Pieces(NamedTuple):
    """All days from a first one on, as day rows where a month does not do, and month rows where it does.

    Day rows: from ``head`` up to ``head_end``, from ``split`` up to ``split_end``, and from ``tail`` on.
    Month rows: from ``months`` up to ``months_end``, without the month ``split``. Ends are excluded.
    """

    head: date
    head_end: date
    split: date
    split_end: date
    tail: date
    months: date
    months_end: date


def pieces(first: date, last: date | None, closed: date) -> Pieces:
    """Every day from ``first`` on exactly once, and no month row on both sides of ``last``'s end.

    ``closed``: all day rows before it are in month rows too, of every item in scope.
    """
    whole = first if first.day == 1 else next_month(first)
    tail = max(whole, closed)
    split = split_end = tail
    if last is not None and next_month(last) != last + timedelta(days=1):
        begin = first_of_month(last)
        if whole <= begin < tail:
            split, split_end = begin, next_month(last)
    return Pieces(first, whole, split, split_end, tail, whole, tail)
