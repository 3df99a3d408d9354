"""On what the hub runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import class_row

from hub.store import queries

_SQL = queries.load("server")


@dataclass(frozen=True, slots=True)
class Versions:
    postgresql: str
    timescaledb: str | None


def versions(conn: psycopg.Connection[Any]) -> Versions:
    with conn.cursor(row_factory=class_row(Versions)) as cursor:
        row = cursor.execute(_SQL["versions"]).fetchone()
    assert row is not None  # noqa: S101 - a select without from
    return row
