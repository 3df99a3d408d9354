from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, status

from hub.api.auth.roles import Operator, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.paging import Page, after_id, encode_cursor, page_of
from hub.api.references import known_site
from hub.api.ship_notices import service
from hub.api.ship_notices.schemas import (
    ContentAnswer,
    EndRequest,
    NoticeAnswer,
    NoticeQuery,
    NoticeRequest,
    NoticeSummary,
)
from hub.api.values import PathId
from hub.store.inbound import notices

router = APIRouter(tags=["inbound"])


@router.get("/ship-notices", operation_id="list_ship_notices")
def list_notices(_: Viewer, database: Db, query: Annotated[NoticeQuery, Query()]) -> Page[NoticeSummary]:
    """What suppliers have announced, newest first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = notices.list_page(
            conn,
            site=query.site,
            supplier=query.supplier,
            order=query.order,
            only_open=query.open,
            after=after_id("ship-notices", query.after),
            limit=query.limit + 1,
        )
    return page_of(rows, query.limit, service.summary, lambda row: encode_cursor("ship-notices", row.id))


@router.post(
    "/ship-notices",
    operation_id="create_ship_notice",
    status_code=status.HTTP_201_CREATED,
    responses=problems(409),
)
def create_notice(who: Operator, database: Db, now: Now, wanted: NoticeRequest) -> NoticeAnswer:
    """Announce packages for a purchase order. A package's number may be under way once only."""
    with database.transaction() as conn:
        return service.create(conn, wanted, who=who, now=now())


@router.get("/ship-notices/{notice_id}", operation_id="get_ship_notice", responses=problems(404))
def get_notice(_: Viewer, database: Db, notice_id: PathId) -> NoticeAnswer:
    """A notice with its packages and what is in them."""
    with database.transaction() as conn:
        return service.one(conn, notices.get(conn, notice_id))


@router.post("/ship-notices/{notice_id}/end", operation_id="end_ship_notice", responses=problems(404, 409))
def end_notice(_: Operator, database: Db, now: Now, notice_id: PathId, wanted: EndRequest) -> NoticeAnswer:
    """Nothing more comes on it: its packages that are under way are void, and their numbers free again."""
    with database.transaction() as conn:
        return service.one(conn, notices.end(conn, notice_id, wanted.state, at=now()))


@router.get("/packages/{sscc}", operation_id="get_package", responses=problems(404))
def get_package(_: Viewer, database: Db, sscc: Annotated[str, Path(max_length=64)]) -> ContentAnswer:
    """What is in a package, by its supplier's notice."""
    with database.transaction() as conn:
        return service.content(conn, sscc)
