from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from hub.api.auth.roles import Manager, Operator, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.holds import service
from hub.api.holds.schemas import HeldAnswer, HeldList, HoldQuery, HoldRequest, Moved, ReleaseRequest
from hub.api.idempotency import IdempotencyKey, once
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
def hold(
    who: Operator, database: Db, now: Now, response: Response, key: IdempotencyKey, wanted: HoldRequest
) -> Moved:
    """Put goods on hold: from now on nobody is promised them."""
    at = now()
    with database.transaction() as conn:
        return once(
            conn,
            response,
            user_id=who.user_id,
            key=key,
            request={"hold": wanted.model_dump(mode="json")},
            status=status.HTTP_201_CREATED,
            answer=Moved,
            now=at,
            work=lambda: service.hold(conn, wanted, who=who, now=at),
        )


@router.post(
    "/holds/release",
    operation_id="release_hold",
    status_code=status.HTTP_201_CREATED,
    responses=problems(409),
)
def release(
    who: Manager, database: Db, now: Now, response: Response, key: IdempotencyKey, wanted: ReleaseRequest
) -> Moved:
    """Let goods go: they are free from now on."""
    at = now()
    with database.transaction() as conn:
        return once(
            conn,
            response,
            user_id=who.user_id,
            key=key,
            request={"release": wanted.model_dump(mode="json")},
            status=status.HTTP_201_CREATED,
            answer=Moved,
            now=at,
            work=lambda: service.release(conn, wanted, who=who, now=at),
        )
