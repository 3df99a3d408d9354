from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import Field

from hub.api.auth.roles import Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.references import one_currency
from hub.api.turnover import service
from hub.api.values import Answer, Code, Instant, Money, Quantity, Wanted
from hub.domain.calendar import Calendar
from hub.store import movements, overview, stock

router = APIRouter(tags=["overview"])
PERIOD_DAYS = 30


class OverviewQuery(Wanted):
    site: Code | None = None


class Period(Answer):
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    days: int


class Overview(Answer):
    site: str | None
    currency: str | None
    time: Instant
    stock_value: Money | None
    items_in_stock: int
    negative_places: int
    period: Period = Field(description="The last 30 days, today included.")
    cogs: Money | None
    average_value: Money | None
    turnover: Quantity | None
    days_of_inventory: Quantity | None
    revenue: Money | None
    open_alarms: int = Field(description="With `site`: also those of no known site. So is `quarantined`.")
    agents_online: int
    agents_total: int
    quarantined: int
    quarantine_dropped: int = Field(
        description="Messages that no agent was answered for and that had to make room, ever, in all sites."
    )
    movements_today: int = Field(description="Recorded since midnight at the site; UTC for all sites.")
    orders_open: int
    last_movement_at: Instant | None


@router.get("/overview", operation_id="overview")
def show_overview(_: Viewer, database: Db, now: Now, query: Annotated[OverviewQuery, Query()]) -> Overview:
    """What one wants to know first, in one request."""
    at = now()
    with database.transaction() as conn:
        sites, currency = one_currency(conn, query.site)
        last = service.today(sites, at)
        first = last - timedelta(days=PERIOD_DAYS - 1)
        scope = service.scope(conn, query.site, first, last, as_of=at)
        _rows, totals = service.by_key(conn, scope, by="site")
        by_site = stock.summary(conn, site=query.site)
        counters = overview.counters(conn, site=query.site)
        places = overview.places(conn, site=query.site)
        calendar = Calendar(ZoneInfo(sites[0].timezone if len(sites) == 1 else "UTC"))
        since = calendar.day_of(at).start
        movements_today = movements.count_since(conn, since, site=query.site)
        last_at = overview.last_movement_at(conn, site_id=sites[0].id if query.site else None)
    there = bool(sites)
    return Overview.model_validate(
        {
            "site": query.site,
            "currency": currency,
            "time": at,
            "stock_value": sum((row.value for row in by_site), Decimal(0)) if there else None,
            "items_in_stock": sum(row.items for row in by_site),
            "negative_places": places.negative_places,
            "period": {"from": first, "to": last, "days": PERIOD_DAYS},
            "cogs": totals.cogs if there else None,
            "average_value": totals.average_value if there else None,
            "turnover": totals.turnover,
            "days_of_inventory": totals.days_of_inventory,
            "revenue": totals.revenue if there else None,
            "open_alarms": counters.open_alarms,
            "agents_online": counters.agents_online,
            "agents_total": counters.agents_total,
            "quarantined": counters.quarantined,
            "quarantine_dropped": counters.quarantine_dropped,
            "movements_today": movements_today,
            "orders_open": counters.orders_open,
            "last_movement_at": last_at,
        }
    )
