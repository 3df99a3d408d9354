from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from hub.api.auth.roles import Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.paging import Page, decode_cursor, encode_cursor, page_of
from hub.api.references import known_site, one_currency
from hub.api.stock.past import moments
from hub.api.stock.schemas import (
    ExpiringAnswer,
    ExpiringQuery,
    ExpiringRow,
    PastAnswer,
    PastPlacesAnswer,
    PastPlacesQuery,
    PastQuery,
    Shortage,
    StockAnswer,
    StockQuery,
    SummaryAnswer,
    SummaryQuery,
    past_place_row,
    past_row,
    unit_cost,
)
from hub.domain.calendar import Calendar
from hub.store import expiring, overview, past_stock, sites, stock

router = APIRouter(tags=["stock"])
SHORTAGES_SHOWN = 100


@router.get("/stock", operation_id="list_stock")
def list_stock(_: Viewer, database: Db, query: Annotated[StockQuery, Query()]) -> Page[StockAnswer]:
    """What stands where, by SKU, site, location and lot. A place below zero is shown as it is."""
    after = decode_cursor("stock", query.after, str, str, str, str) or ("", "", "", "")
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = stock.list_page(
            conn,
            site=query.site,
            sku=query.sku,
            location=query.location,
            category=query.category,
            nonzero=query.nonzero,
            outside=query.outside,
            after=(str(after[0]), str(after[1]), str(after[2]), str(after[3])),
            limit=query.limit + 1,
        )
    return page_of(
        rows,
        query.limit,
        StockAnswer.model_validate,
        lambda row: encode_cursor("stock", row.sku, row.site, row.location, row.lot),
    )


@router.get("/stock/summary", operation_id="stock_summary")
def stock_summary(_: Viewer, database: Db, query: Annotated[SummaryQuery, Query()]) -> SummaryAnswer:
    """The value of the stock, and the places that are below zero."""
    with database.transaction() as conn:
        _sites, currency = one_currency(conn, query.site)
        by_site = stock.summary(conn, site=query.site)
        places = overview.places(conn, site=query.site)
        negative = overview.shortages(conn, site=query.site, limit=SHORTAGES_SHOWN)
    return SummaryAnswer(
        site=query.site,
        currency=currency,
        value=sum((row.value for row in by_site), Decimal(0)),
        items=sum(row.items for row in by_site),
        places=places.places,
        negative_places=places.negative_places,
        negative=[Shortage.model_validate(row) for row in negative],
    )


@router.get("/stock/past", operation_id="past_stock")
def past(_: Viewer, database: Db, now: Now, query: Annotated[PastQuery, Query()]) -> PastAnswer:
    """What stood at the sites at a past moment, and its value, by SKU and site.

    By the time at which things happened: what was booked late counts where it belongs.
    """
    of = f"past {query.at}"
    after = decode_cursor(of, query.after, str, str)
    with database.transaction() as conn:
        own, currency = one_currency(conn, query.site)
        rows = past_stock.at(conn, moments(own, query.at, now=now()), sku=query.sku, category=query.category)
    behind = rows if after is None else [row for row in rows if (row.sku, row.site) > after]
    shown = behind[: query.limit]
    more = len(behind) > query.limit
    return PastAnswer(
        at=query.at,
        site=query.site,
        currency=currency,
        value=sum((row.value for row in rows), Decimal(0)),
        items=len(rows),
        rows=[past_row(row) for row in shown],
        next=encode_cursor(of, shown[-1].sku, shown[-1].site) if more else None,
    )


@router.get("/stock/past/places", operation_id="past_stock_by_place")
def past_places(
    _: Viewer, database: Db, now: Now, query: Annotated[PastPlacesQuery, Query()]
) -> PastPlacesAnswer:
    """What stood in which place at a past moment, by SKU, site, location and lot.

    By the time at which things happened, from the movements themselves: ask for one item, or one site, where
    much has happened since.
    """
    of = f"past places {query.at}"
    after = decode_cursor(of, query.after, str, str, str, str)
    with database.transaction() as conn:
        site = known_site(conn, query.site)
        then = moments([site] if site else sites.list_all(conn), query.at, now=now())
        rows = past_stock.at_places(
            conn, then, sku=query.sku, category=query.category, location=query.location
        )
        whole = past_stock.at(conn, then, sku=query.sku, category=query.category)
    costs = {(row.sku, row.site): unit_cost(row) for row in whole}
    behind = [r for r in rows if after is None or (r.sku, r.site, r.location, r.lot) > after]
    shown = behind[: query.limit]
    last = shown[-1] if len(behind) > query.limit else None
    return PastPlacesAnswer(
        at=query.at,
        site=query.site,
        places=len(rows),
        rows=[past_place_row(row, costs.get((row.sku, row.site))) for row in shown],
        next=encode_cursor(of, last.sku, last.site, last.location, last.lot) if last else None,
    )


@router.get("/stock/expiring", operation_id="expiring_stock")
def expiring_stock(
    _: Viewer, database: Db, now: Now, query: Annotated[ExpiringQuery, Query()]
) -> ExpiringAnswer:
    """Lots that have expired or do so within some days, where they stand, and what they are worth."""
    with database.transaction() as conn:
        asked, currency = one_currency(conn, query.site)
        today = {site.code: Calendar(ZoneInfo(site.timezone)).day_of(now()).date for site in asked}
        within = timedelta(days=query.within_days)
        rows = expiring.until(conn, {site.id: today[site.code] + within for site in asked})
    items = [
        ExpiringRow.model_validate(
            {name: getattr(row, name, None) for name in ExpiringRow.model_fields}
            | {"days_left": (row.expiry - today[row.site]).days}
        )
        for row in rows
    ]
    return ExpiringAnswer(
        currency=currency,
        expired_value=sum((row.value for row in items if row.days_left < 0), Decimal(0)),
        expiring_value=sum((row.value for row in items if row.days_left >= 0), Decimal(0)),
        items=items,
    )
