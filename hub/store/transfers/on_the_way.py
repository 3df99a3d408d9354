"""Transfers that are on their way, each as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries

_Q = queries.load("transfers")


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """Some of it is neither received, taken back nor lost. ``to_timezone`` is the receiving site's."""

    number: str
    from_site_id: int
    from_site: str
    to_site_id: int
    to_site: str
    to_timezone: str
    due_on: date | None
    sent_at: datetime


def list_all(conn: psycopg.Connection[TupleRow]) -> list[OnTheWay]:
    with conn.cursor(row_factory=class_row(OnTheWay)) as cursor:
        return cursor.execute(_Q["on_the_way"]).fetchall()
