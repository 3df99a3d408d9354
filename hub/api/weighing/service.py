"""Learning what a piece weighs. The weight is always the scale's last settled one: nobody types it."""

from __future__ import annotations

from datetime import datetime

from hub.api.database import Connection
from hub.api.problems import FieldError, Problem, validation_problem
from hub.api.weighing.schemas import LessonAnswer, LessonRequest, PieceAnswer, SampleAnswer, SampleRequest
from hub.domain import piece_weight
from hub.domain.piece_weight import Weighing
from hub.store import items, weight_lessons
from hub.store.weight_lessons import Lesson, Scale


def start(conn: Connection, sku: str, wanted: LessonRequest, *, user_id: int, now: datetime) -> LessonAnswer:
    """Raises NotFoundError, Problem (`conflict`, `validation`)."""
    items.get(conn, sku)
    scale = _scale(conn, wanted.site, wanted.agent, wanted.device)
    if scale.reading_id is None or scale.weight_g is None:
        raise Problem(
            "conflict",
            f"The scale {scale.device} has told no weight yet. Put something on it, take it off, then start.",
        )
    lesson_id = weight_lessons.start(
        conn,
        sku,
        scale,
        empty_g=scale.weight_g,
        empty_reading_id=scale.reading_id,
        user_id=user_id,
        now=now,
    )
    return answer(conn, lesson_id)


def weigh(conn: Connection, lesson_id: int, wanted: SampleRequest) -> LessonAnswer:
    """Raises NotFoundError, Problem (`conflict`, `validation`)."""
    lesson = _open(conn, lesson_id)
    scale = _scale(conn, lesson.site, lesson.agent, lesson.device)
    if scale.trouble:
        raise Problem("conflict", f"Scale {scale.device} shows no weight: {scale.trouble}.")
    taken = {sample.reading_id for sample in weight_lessons.samples(conn, lesson_id)}
    latest = max(taken | {lesson.empty_reading_id})
    if scale.reading_id is None or scale.weight_g is None or scale.reading_id <= latest:
        raise Problem(
            "conflict",
            "The scale has shown no new weight since. Put the pieces on it and wait until it rests.",
        )
    weighing = Weighing(wanted.pieces, scale.weight_g - lesson.empty_g)
    why = piece_weight.fault(weighing, lesson.division_g)
    if why:
        raise validation_problem([FieldError(where="body.pieces", what=why)])
    weight_lessons.add_sample(
        conn, lesson_id, pieces=weighing.pieces, weight_g=weighing.weight_g, reading_id=scale.reading_id
    )
    return answer(conn, lesson_id)


def drop_weighing(conn: Connection, lesson_id: int, no: int) -> LessonAnswer:
    """Raises NotFoundError, Problem (`conflict`)."""
    _open(conn, lesson_id)
    weight_lessons.drop_sample(conn, lesson_id, no)
    return answer(conn, lesson_id)


def confirm(conn: Connection, lesson_id: int, now: datetime) -> LessonAnswer:
    """Raises NotFoundError, Problem (`conflict`)."""
    lesson = _open(conn, lesson_id)
    weighings = _weighings(conn, lesson)
    found = piece_weight.learnt(weighings, lesson.division_g)
    if found is None:
        few = f"{len(weighings)} of {piece_weight.WEIGHINGS} weighings are there."
        raise Problem("conflict", piece_weight.doubt(weighings) or few)
    changes = {"unit_weight_g": found.mean_g, "unit_weight_sd_g": found.sd_g}
    items.update(conn, lesson.sku, changes)
    weight_lessons.end(conn, lesson_id, "confirmed", now=now)
    return answer(conn, lesson_id)


def drop(conn: Connection, lesson_id: int, now: datetime) -> LessonAnswer:
    """Raises NotFoundError, Problem (`conflict`)."""
    _open(conn, lesson_id)
    weight_lessons.end(conn, lesson_id, "dropped", now=now)
    return answer(conn, lesson_id)


def answer(conn: Connection, lesson_id: int) -> LessonAnswer:
    """Raises NotFoundError."""
    lesson = weight_lessons.get(conn, lesson_id)
    samples = weight_lessons.samples(conn, lesson_id)
    weighings = _weighings(conn, lesson)
    found = piece_weight.learnt(weighings, lesson.division_g)
    return LessonAnswer(
        id=lesson.id,
        sku=lesson.sku,
        site=lesson.site,
        agent=lesson.agent,
        device=lesson.device,
        division_g=lesson.division_g,
        empty_g=lesson.empty_g,
        by=lesson.by,
        started_at=lesson.started_at,
        ended_at=lesson.ended_at,
        state=lesson.state,
        weighings=[SampleAnswer.model_validate(sample) for sample in samples],
        wanted=piece_weight.WEIGHINGS,
        doubt=piece_weight.doubt(weighings),
        learnt=PieceAnswer.model_validate(found) if found else None,
    )


def _open(conn: Connection, lesson_id: int) -> Lesson:
    lesson = weight_lessons.get(conn, lesson_id, exclusively=True)
    if lesson.state != "open":
        raise Problem("conflict", f"This lesson is {lesson.state} already; start another.")
    return lesson


def _weighings(conn: Connection, lesson: Lesson) -> list[Weighing]:
    return [Weighing(one.pieces, one.weight_g) for one in weight_lessons.samples(conn, lesson.id)]


def _scale(conn: Connection, site: str, agent: str, device: str) -> Scale:
    found = weight_lessons.scales(conn, site=site, agent=agent, device=device)
    if not found:
        what = f"agent {agent} at site {site} has no scale {device!r}; GET /api/v1/scales lists them"
        raise validation_problem([FieldError(where="body.device", what=what)])
    return found[0]
