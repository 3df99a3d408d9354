from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, status

from hub.api.auth.roles import Manager, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.paging import Page, decode_cursor, encode_cursor, page_of
from hub.api.references import known_site
from hub.api.values import PathCode, PathId
from hub.api.weighing import service
from hub.api.weighing.schemas import LessonAnswer, LessonRequest, SampleRequest, ScaleAnswer, ScaleQuery
from hub.store import weight_lessons
from hub.store.weight_lessons import Scale

router = APIRouter(tags=["weighing"])
Number = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("/scales", operation_id="list_scales")
def list_scales(_: Viewer, database: Db, query: Annotated[ScaleQuery, Query()]) -> Page[ScaleAnswer]:
    """The scales that tell their settled weights (roles `floor_scale` and `bench_scale`), and each's last."""
    after = decode_cursor("scales", query.after, str, str, str)
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = weight_lessons.scales(conn, site=query.site)
    if after is not None:
        rows = [row for row in rows if _key(row) > after]
    return page_of(
        rows, query.limit, ScaleAnswer.model_validate, lambda row: encode_cursor("scales", *_key(row))
    )


def _key(scale: Scale) -> tuple[str, str, str]:
    return scale.site, scale.agent, scale.device


@router.post(
    "/items/{sku}/weight-lessons",
    operation_id="start_weight_lesson",
    status_code=status.HTTP_201_CREATED,
    responses=problems(404, 409),
)
def start_weight_lesson(
    user: Manager, database: Db, now: Now, sku: PathCode, wanted: LessonRequest
) -> LessonAnswer:
    """Begin to learn what a piece weighs. What lies on the scale now (nothing, or a tray) counts as empty."""
    with database.transaction() as conn:
        return service.start(conn, sku, wanted, user_id=user.user_id, now=now())


@router.get("/weight-lessons/{lesson_id}", operation_id="get_weight_lesson", responses=problems(404))
def get_weight_lesson(_: Viewer, database: Db, lesson_id: PathId) -> LessonAnswer:
    """The weighings so far, and what can be learnt from them."""
    with database.transaction() as conn:
        return service.answer(conn, lesson_id)


@router.post(
    "/weight-lessons/{lesson_id}/weighings",
    operation_id="add_weighing",
    status_code=status.HTTP_201_CREATED,
    responses=problems(404, 409),
)
def add_weighing(_: Manager, database: Db, lesson_id: PathId, wanted: SampleRequest) -> LessonAnswer:
    """Take the scale's new settled weight for that of so many pieces."""
    with database.transaction() as conn:
        return service.weigh(conn, lesson_id, wanted)


@router.delete(
    "/weight-lessons/{lesson_id}/weighings/{no}", operation_id="drop_weighing", responses=problems(404, 409)
)
def drop_weighing(_: Manager, database: Db, lesson_id: PathId, no: Number) -> LessonAnswer:
    """Take a weighing back that was counted wrong."""
    with database.transaction() as conn:
        return service.drop_weighing(conn, lesson_id, no)


@router.post(
    "/weight-lessons/{lesson_id}/confirm", operation_id="confirm_weight_lesson", responses=problems(404, 409)
)
def confirm_weight_lesson(_: Manager, database: Db, now: Now, lesson_id: PathId) -> LessonAnswer:
    """Let what was learnt be the item's unit weight and its spread. Agents are told."""
    with database.transaction() as conn:
        return service.confirm(conn, lesson_id, now())


@router.post(
    "/weight-lessons/{lesson_id}/drop", operation_id="drop_weight_lesson", responses=problems(404, 409)
)
def drop_weight_lesson(_: Manager, database: Db, now: Now, lesson_id: PathId) -> LessonAnswer:
    """End a lesson without learning from it."""
    with database.transaction() as conn:
        return service.drop(conn, lesson_id, now())
