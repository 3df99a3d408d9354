from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from hub.api.auth.roles import Operator, Viewer
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.idempotency import Once
from hub.api.putaway import service
from hub.api.putaway.schemas import (
    PutawayDone,
    PutawayList,
    PutawayQuery,
    PutawayRequest,
    PutawayTask,
    UnitAnswer,
)
from hub.api.references import known_site
from hub.store.inbound import putaway

router = APIRouter(tags=["inbound"])


@router.get("/putaway", operation_id="list_putaway")
def list_tasks(_: Viewer, database: Db, query: Annotated[PutawayQuery, Query()]) -> PutawayList:
    """What stands at the docks of a site, each with the place that it is best put to."""
    with database.transaction() as conn:
        site = known_site(conn, query.site)
        assert site is not None  # noqa: S101 - the query names one
        loose, whole = putaway.both(conn, site.id)
    return PutawayList(
        items=[PutawayTask.model_validate(row) for row in loose],
        units=[UnitAnswer.model_validate(row) for row in whole],
    )


@router.post(
    "/putaway", operation_id="post_putaway", status_code=status.HTTP_201_CREATED, responses=problems(409)
)
def put_away(
    who: Operator,
    once: Once,
    wanted: PutawayRequest,
) -> PutawayDone:
    """Goods were carried from a dock to a place; another than the suggested one takes a reason."""
    return once(
        who.user_id,
        {"putaway": wanted},
        PutawayDone,
        lambda conn, at: service.put_away(conn, wanted, who=who, now=at),
    )
