from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from hub.api.auth.roles import Viewer
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.tracing import service
from hub.api.tracing.schemas import TraceAnswer, TraceQuery

router = APIRouter(tags=["tracing"])


@router.get("/trace", operation_id="trace", responses=problems(404))
def trace(_: Viewer, database: Db, query: Annotated[TraceQuery, Query()]) -> TraceAnswer:
    """The way of a lot or a serial number, both ways: suppliers, places, customers, and what is left where.

    The movements come page by page; the rest is of all of them, and whole with each page.
    """
    with database.transaction() as conn:
        return service.traced(conn, query)
