from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from hub.api.auth.roles import Viewer
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.references import known_site
from hub.api.tracing import service
from hub.api.tracing.schemas import DocumentQuery, DocumentTrace, TraceAnswer, TraceQuery

router = APIRouter(tags=["tracing"])


@router.get("/trace", operation_id="trace", responses=problems(404))
def trace(_: Viewer, database: Db, query: Annotated[TraceQuery, Query()]) -> TraceAnswer:
    """The way of a lot or a serial number, both ways: suppliers, places, customers, and what is left where.

    The movements come page by page; the rest is of all of them, and whole with each page.
    """
    with database.transaction() as conn:
        return service.traced(conn, query)


@router.get("/trace/document", operation_id="trace_document", responses=problems(404))
def trace_document(_: Viewer, database: Db, query: Annotated[DocumentQuery, Query()]) -> DocumentTrace:
    """Backwards from what a customer got: each lot and piece, its carton, and from whom it came."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        return service.of_document(conn, query)
