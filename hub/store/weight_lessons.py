"""Learning what a piece weighs: the scales, what they showed last, and the weighings of a lesson."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries
from hub.store.errors import NotFoundError

_Q = queries.load("weight_lessons")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale that tells its settled weights. The reading is the last one's, None before the first.

    ``trouble``: why it shows no weight now, such as an overload.
    """

    site: str
    agent_id: int
    agent: str
    device: str
    location: str | None
    division_g: Decimal
    online: bool
    role: str
    reading_id: int | None
    weight_g: Decimal | None
    occurred_at: datetime | None
    trouble: str | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """``state`` is open, confirmed or dropped; ``empty_g`` what the scale showed with no piece on it."""

    id: int
    sku: str
    site: str
    agent: str
    device: str
    division_g: Decimal
    empty_g: Decimal
    empty_reading_id: int
    by: str
    started_at: datetime
    ended_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Sample:
    no: int
    pieces: int
    weight_g: Decimal
    reading_id: int


def scales(
    conn: Connection, *, site: str | None = None, agent: str | None = None, device: str | None = None
) -> list[Scale]:
    """By site, agent and device."""
    values = {"site": site, "agent": agent, "device": device}
    with conn.cursor(row_factory=class_row(Scale)) as cursor:
        return cursor.execute(_Q["scales"], values).fetchall()


def start(
    conn: Connection,
    sku: str,
    scale: Scale,
    *,
    empty_g: Decimal,
    empty_reading_id: int,
    user_id: int,
    now: datetime,
) -> int:
    """Raises NotFoundError for the item."""
    values = {
        "sku": sku,
        "agent_id": scale.agent_id,
        "device": scale.device,
        "division_g": scale.division_g,
        "empty_g": empty_g,
        "empty_reading_id": empty_reading_id,
        "user_id": user_id,
        "now": now,
    }
    row = conn.execute(_Q["start"], values).fetchone()
    if row is None:
        raise NotFoundError("item", sku)
    return int(row[0])


def get(conn: Connection, lesson_id: int, *, exclusively: bool = False) -> Lesson:
    """``exclusively``: nobody else changes it until the transaction ends. Raises NotFoundError."""
    if exclusively:
        conn.execute(_Q["lock"], {"id": lesson_id})
    with conn.cursor(row_factory=class_row(Lesson)) as cursor:
        lesson = cursor.execute(_Q["by_id"], {"id": lesson_id}).fetchone()
    if lesson is None:
        raise NotFoundError("weight lesson", lesson_id)
    return lesson


def samples(conn: Connection, lesson_id: int) -> list[Sample]:
    with conn.cursor(row_factory=class_row(Sample)) as cursor:
        return cursor.execute(_Q["samples"], {"id": lesson_id}).fetchall()


def add_sample(conn: Connection, lesson_id: int, *, pieces: int, weight_g: Decimal, reading_id: int) -> None:
    values = {"id": lesson_id, "pieces": pieces, "weight_g": weight_g, "reading_id": reading_id}
    conn.execute(_Q["add_sample"], values)


def drop_sample(conn: Connection, lesson_id: int, no: int) -> None:
    """Raises NotFoundError."""
    if conn.execute(_Q["drop_sample"], {"id": lesson_id, "no": no}).fetchone() is None:
        raise NotFoundError(f"weighing of lesson {lesson_id} with the number", no)


def end(conn: Connection, lesson_id: int, state: str, *, now: datetime) -> None:
    conn.execute(_Q["end"], {"id": lesson_id, "state": state, "now": now})
