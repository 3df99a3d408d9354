from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from hub.api.auth.roles import Manager, Viewer
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.idempotency import Once
from hub.api.paging import Page, after_id, encode_cursor, page_of
from hub.api.references import known_site
from hub.api.supplier_returns import service
from hub.api.supplier_returns.schemas import ReturnAnswer, ReturnQuery, ReturnRequest, ReturnSummary
from hub.api.values import PathCode
from hub.store.inbound import returns

router = APIRouter(tags=["inbound"])


@router.get("/supplier-returns", operation_id="list_supplier_returns")
def list_returns(_: Viewer, database: Db, query: Annotated[ReturnQuery, Query()]) -> Page[ReturnSummary]:
    """What went back to suppliers, newest first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = returns.list_page(
            conn, site=query.site, after=after_id("supplier-returns", query.after), limit=query.limit + 1
        )
    return page_of(rows, query.limit, service.summary, lambda row: encode_cursor("supplier-returns", row.id))


@router.get("/supplier-returns/{number}", operation_id="get_supplier_return", responses=problems(404))
def get_return(_: Viewer, database: Db, number: PathCode) -> ReturnAnswer:
    """A return with its goods."""
    with database.transaction() as conn:
        return service.one(conn, number)


@router.post(
    "/supplier-returns",
    operation_id="post_supplier_return",
    status_code=status.HTTP_201_CREATED,
    responses=problems(409),
)
def post_return(who: Manager, once: Once, wanted: ReturnRequest) -> ReturnAnswer:
    """Send goods back: all of the lines or none."""
    return once(
        who.user_id,
        {"return": wanted},
        ReturnAnswer,
        lambda conn, at: service.create(conn, wanted, who=who, now=at),
    )
