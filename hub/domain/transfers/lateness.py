"""When what was sent ought to have come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LONGEST_WAY: Final = timedelta(days=7)
"""Of a transfer for which nobody has said when it is due."""


def is_late(due_on: date | None, sent_at: datetime, *, timezone: str, now: datetime) -> bool:
    """Whether it ought to have come wholly, by the calendar of the receiving site, whose `timezone` it is.

    It may still come on the day itself.
    """
    if due_on is None:
        return now - sent_at > LONGEST_WAY
    return now.astimezone(ZoneInfo(timezone)).date() > due_on
