"""The night that has one hour twice. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def last_doubled_hour(zone: str, before: datetime) -> datetime:
    """The middle of the hour that was lived twice, the last time that clocks were set back before ``before``.

    Raises ValueError where that has not been within a year.
    """
    place = ZoneInfo(zone)
    hour = before.replace(minute=30, second=0, microsecond=0)
    for _ in range(366 * 24):
        earlier = hour - timedelta(hours=1)
        now_offset, then_offset = hour.astimezone(place).utcoffset(), earlier.astimezone(place).utcoffset()
        if now_offset is not None and then_offset is not None and now_offset < then_offset:
            return earlier
        hour = earlier
    raise ValueError(f"clocks in {zone} were not set back within a year before {before}")
