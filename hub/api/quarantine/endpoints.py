from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status

from hub.api.auth.roles import Manager, Operator
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.paging import Page, after_id, encode_cursor, page_of
from hub.api.quarantine import service
from hub.api.quarantine.schemas import DiscardRequest, QuarantineAnswer, QuarantineDetail, QuarantineQuery
from hub.api.references import known_site
from hub.api.values import PathId
from hub.store import quarantine

router = APIRouter(tags=["quarantine"])


@router.get("/quarantine", operation_id="list_quarantine")
def list_quarantine(
    _: Operator, database: Db, query: Annotated[QuarantineQuery, Query()]
) -> Page[QuarantineAnswer]:
    """Messages and events that could not be applied, newest first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = quarantine.list_page(
            conn,
            status=query.status,
            site=query.site,
            reason=query.reason,
            after=after_id("quarantine", query.after),
            limit=query.limit + 1,
        )
    return page_of(rows, query.limit, service.answer, lambda row: encode_cursor("quarantine", row.id))


@router.get("/quarantine/{entry_id}", operation_id="get_quarantined", responses=problems(404))
def get_quarantined(_: Operator, database: Db, entry_id: PathId) -> QuarantineDetail:
    """One of them, with its bytes."""
    with database.transaction() as conn:
        return service.detail(quarantine.get(conn, entry_id))


@router.post(
    "/quarantine/{entry_id}/replay",
    operation_id="replay_quarantined",
    responses=problems(404, 409)
    | {202: {"model": QuarantineDetail, "description": "Asked; no gateway has answered yet."}},
)
def replay_quarantined(
    who: Manager, database: Db, request: Request, response: Response, entry_id: PathId
) -> QuarantineDetail:
    """Let the gateway try again, and wait some seconds for it: `replayed`, or `held` with the new reason."""
    entry = service.replay(database, entry_id, by=who.login, wait_s=request.app.state.settings.replay_wait_s)
    if entry.status == "replay_requested":
        response.status_code = status.HTTP_202_ACCEPTED
    return entry


@router.post(
    "/quarantine/{entry_id}/discard", operation_id="discard_quarantined", responses=problems(404, 409)
)
def discard_quarantined(
    who: Manager, database: Db, now: Now, entry_id: PathId, wanted: DiscardRequest
) -> QuarantineDetail:
    """Never apply it. It stays on record, with who said so and why."""
    with database.transaction() as conn:
        return service.discard(conn, entry_id, by=who.login, reason=wanted.reason, now=now())
