from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hub.api.database import Connection
from hub.api.dock_to_stock.schemas import DayTimes, DockToStock, DockToStockQuery, SupplierTimes, Times
from hub.api.references import known_site
from hub.domain.calendar import Calendar
from hub.domain.inbound.dock_to_stock import Stay, percentile, stays
from hub.store import sites
from hub.store.inbound import dock_to_stock

# goods that stood at the dock longer than this before the span are not looked for
_LOOK_BACK = timedelta(days=60)


def measured(conn: Connection, query: DockToStockQuery) -> DockToStock:
    """Raises Problem (`validation`)."""
    site = known_site(conn, query.site)
    scope = [site] if site else sites.list_all(conn)
    calendars = {one.id: Calendar(ZoneInfo(one.timezone)) for one in scope}
    if not scope:
        return DockToStock(all=_times([]), by_day=[], by_supplier=[])
    begins = min(calendar.day(query.first).start for calendar in calendars.values())
    ends = max(calendar.day(query.last).end for calendar in calendars.values())
    steps = dock_to_stock.steps(
        # a movement is recorded after it occurred, by hours where a network was away
        conn, list(calendars), recorded_from=begins - _LOOK_BACK, recorded_to=ends + timedelta(days=1),
    )  # fmt: skip
    by_day: dict[date, list[Stay]] = defaultdict(list)
    by_supplier: dict[str, list[Stay]] = defaultdict(list)
    for stay in stays(steps):
        day = calendars[stay.site_id].day_of(stay.pickable_at).date
        if query.first <= day <= query.last:
            by_day[day].append(stay)
            by_supplier[stay.supplier].append(stay)
    return DockToStock(
        all=_times([stay for found in by_day.values() for stay in found]),
        by_day=[DayTimes(day=day, **_figures(by_day[day])) for day in sorted(by_day)],
        by_supplier=[
            SupplierTimes(supplier=supplier, **_figures(by_supplier[supplier]))
            for supplier in sorted(by_supplier)
        ],
    )


def _figures(found: Sequence[Stay]) -> Mapping[str, Any]:
    seconds = [stay.seconds for stay in found]
    return {
        "receipts": len(seconds),
        "p50_s": percentile(seconds, 0.50),
        "p95_s": percentile(seconds, 0.95),
    }


def _times(found: Sequence[Stay]) -> Times:
    return Times(**_figures(found))
