"""Which moment a question about past stock means, by each site's own clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hub.api.problems import WrongFields
from hub.api.turnover.service import today
from hub.domain.calendar import Calendar
from hub.store.past_stock import Moment
from hub.store.sites import Site


def moments(sites: Sequence[Site], at: date | datetime, *, now: datetime) -> list[Moment]:
    """A day means its end, at each site's own midnight. Raises Problem (`validation`) for the future."""
    wrong = WrongFields()
    if isinstance(at, datetime):
        if at > now:
            wrong.add("query.at", f"{at.isoformat()} lies in the future; it is {now.isoformat()} now")
    elif at > (latest := today(sites, now)):
        wrong.add("query.at", f"{at} lies in the future; today is {latest}")
    wrong.raise_if_any()
    return [_moment(site, at) for site in sites]


def _moment(site: Site, at: date | datetime) -> Moment:
    calendar = Calendar(ZoneInfo(site.timezone))
    if isinstance(at, datetime):
        day = calendar.day_of(at)
        return Moment(site.id, day.date, at, day.end)
    day = calendar.day(at)
    return Moment(site.id, day.date, day.end, day.end)
