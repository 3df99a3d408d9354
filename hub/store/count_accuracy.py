"""How true the books were where somebody counted: posted lines, each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.counting import AbcClass
from hub.store import queries

_Q = queries.load("count_accuracy")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Counted:
    """Lines of a class that were counted in a period, and those of them that were within tolerance."""

    period: date
    abc: AbcClass
    counted: int
    accurate: int


@dataclass(frozen=True, slots=True)
class PlaceCounted:
    location: str
    counted: int
    accurate: int
    last_counted_at: datetime


def counted(
    conn: Connection,
    site: str,
    *,
    begin: datetime,
    end: datetime,
    by: Literal["day", "week", "month"],
    location: str | None = None,
) -> list[Counted]:
    """By the site's calendar; ``end`` is exclusive, and periods without counts have no row."""
    values = {"site": site, "from": begin, "to": end, "by": by, "location": location}
    with conn.cursor(row_factory=class_row(Counted)) as cursor:
        return cursor.execute(_Q["counted"], values).fetchall()


def by_place(
    conn: Connection, site: str, *, begin: datetime, end: datetime, location: str | None = None
) -> list[PlaceCounted]:
    """The least accurate first."""
    values = {"site": site, "from": begin, "to": end, "location": location}
    with conn.cursor(row_factory=class_row(PlaceCounted)) as cursor:
        return cursor.execute(_Q["by_place"], values).fetchall()
