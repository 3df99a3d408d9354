from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from hub.api.auth.roles import Manager, Operator, Viewer
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.idempotency import Once
from hub.api.movements import service
from hub.api.movements.schemas import MovementAnswer, MovementQuery, MovementRequest, ReversalRequest
from hub.api.paging import Page, after_id, encode_cursor
from hub.api.references import known_site
from hub.api.values import PathId
from hub.store import movements

router = APIRouter(tags=["movements"])


@router.get("/movements", operation_id="list_movements")
def list_movements(_: Viewer, database: Db, query: Annotated[MovementQuery, Query()]) -> Page[MovementAnswer]:
    """Movements in the order in which they were recorded, newest first unless `order=asc`."""
    of = f"movements {query.order}"
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = movements.list_page(
            conn,
            site=query.site,
            sku=query.sku,
            document=query.document,
            kind=query.kind,
            occurred_from=query.occurred_from,
            occurred_to=query.occurred_to,
            after=after_id(of, query.after),
            limit=query.limit + 1,
            newest_first=query.order == "desc",
        )
        shown = service.answers(conn, rows[: query.limit])
    more = len(rows) > query.limit
    return Page(items=shown, next=encode_cursor(of, shown[-1].id) if more else None)


@router.get("/movements/{movement_id}", operation_id="get_movement", responses=problems(404))
def get_movement(_: Viewer, database: Db, movement_id: PathId) -> MovementAnswer:
    """One movement."""
    with database.transaction() as conn:
        return service.answers(conn, [movements.get(conn, movement_id)])[0]


@router.post(
    "/movements",
    operation_id="post_movement",
    status_code=status.HTTP_201_CREATED,
    responses=problems(409),
)
def post_movement(
    who: Operator,
    once: Once,
    wanted: MovementRequest,
) -> MovementAnswer:
    """Post what a person says has happened: goods came, left, came back, were found, lost, carried, scrapped.

    Sent again under its key it gets the first answer again and posts nothing. One that would leave its
    source below zero is refused, unless a manager says `allow_negative`.
    """
    return once(
        who.user_id,
        {"post": wanted},
        MovementAnswer,
        lambda conn, at: service.post(conn, wanted, who=who, now=at),
    )


@router.post(
    "/movements/{movement_id}/reverse",
    operation_id="reverse_movement",
    status_code=status.HTTP_201_CREATED,
    responses=problems(404, 409),
)
def reverse_movement(
    who: Manager,
    once: Once,
    movement_id: PathId,
    wanted: ReversalRequest,
) -> MovementAnswer:
    """Undo a movement by its way back, which names it. Once; the ledger is append only."""
    return once(
        who.user_id,
        {"reverse": movement_id, "reason": wanted.reason},
        MovementAnswer,
        lambda conn, at: service.reverse(conn, movement_id, reason=wanted.reason, who=who, now=at),
    )
