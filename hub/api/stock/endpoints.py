from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query

from hub.api.auth.roles import Viewer
from hub.api.database import Db
from hub.api.paging import Page, decode_cursor, encode_cursor, page_of
from hub.api.references import known_site, one_currency
from hub.api.stock.schemas import Shortage, StockAnswer, StockQuery, SummaryAnswer, SummaryQuery
from hub.store import overview, stock

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
