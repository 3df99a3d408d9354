from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from hub.api.auth.roles import Manager, Operator, Viewer
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.holds import service
from hub.api.holds.schemas import HeldAnswer, HeldList, HoldQuery, HoldRequest, Moved, ReleaseRequest
from hub.api.idempotency import Once
from hub.api.references import known_site
from hub.store.inbound import holds

router = APIRouter(tags=["inbound"])


@router.get("/holds", operation_id="list_holds")
def list_holds(_: Viewer, database: Db, query: Annotated[HoldQuery, Query()]) -> HeldList:
    """What stands on hold or damaged: ours, counted, and not free to be promised."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = holds.list_all(conn, site=query.site)
    return HeldList(items=[HeldAnswer.model_validate(row) for row in rows])


@router.post("/holds", operation_id="hold", status_code=status.HTTP_201_CREATED, responses=problems(409))
def hold(who: Operator, once: Once, wanted: HoldRequest) -> Moved:
    """Put goods on hold: from now on nobody is promised them."""
    return once(
        who.user_id,
        {"hold": wanted},
        Moved,
        lambda conn, at: service.hold(conn, wanted, who=who, now=at),
    )


@router.post(
    "/holds/release",
    operation_id="release_hold",
    status_code=status.HTTP_201_CREATED,
    responses=problems(409),
)
def release(who: Manager, once: Once, wanted: ReleaseRequest) -> Moved:
    """Let goods go: they are free from now on."""
    return once(
        who.user_id,
        {"release": wanted},
        Moved,
        lambda conn, at: service.release(conn, wanted, who=who, now=at),
    )
