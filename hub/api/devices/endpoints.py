from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from hub.api.auth.roles import Viewer
from hub.api.database import Db
from hub.api.devices.schemas import (
    CountAnswer,
    CountQuery,
    EventAnswer,
    EventQuery,
    ReadingAnswer,
    ReadingQuery,
)
from hub.api.paging import Page, after_id, encode_cursor, page_of
from hub.api.references import known_site
from hub.store import readings

router = APIRouter(tags=["devices"])


@router.get("/readings", operation_id="list_readings")
def list_readings(_: Viewer, database: Db, query: Annotated[ReadingQuery, Query()]) -> Page[ReadingAnswer]:
    """Measured values, newest first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = readings.list_page(
            conn,
            site=query.site,
            agent=query.agent,
            device=query.device,
            after=after_id("readings", query.after),
            limit=query.limit + 1,
        )
    return page_of(
        rows, query.limit, ReadingAnswer.model_validate, lambda row: encode_cursor("readings", row.id)
    )


@router.get("/events", operation_id="list_events")
def list_events(_: Viewer, database: Db, query: Annotated[EventQuery, Query()]) -> Page[EventAnswer]:
    """Faults, opened and closed receipts, and scans that nobody could place; newest first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = readings.list_events(
            conn,
            site=query.site,
            agent=query.agent,
            kind=query.kind,
            after=after_id("events", query.after),
            limit=query.limit + 1,
        )
    return page_of(rows, query.limit, EventAnswer.model_validate, lambda row: encode_cursor("events", row.id))


@router.get("/counts", operation_id="list_counts")
def list_counts(_: Viewer, database: Db, query: Annotated[CountQuery, Query()]) -> Page[CountAnswer]:
    """What was counted beside what the ledger had, newest first. A count posts nothing by itself."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = readings.list_counts(
            conn,
            site=query.site,
            sku=query.sku,
            after=after_id("counts", query.after),
            limit=query.limit + 1,
        )
    return page_of(rows, query.limit, CountAnswer.model_validate, lambda row: encode_cursor("counts", row.id))
