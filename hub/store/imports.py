"""Which files were imported, how, and with what result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb

from hub.store import queries

_Q = queries.load("imports")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class ImportRun:
    id: int
    kind: str
    file_name: str
    file_sha256: bytes
    options: dict[str, Any]
    summary: dict[str, Any]
    finished_at: datetime


def lock(conn: Connection) -> None:
    """One import at a time, until the transaction ends."""
    conn.execute(_Q["lock"])


def add(
    conn: Connection,
    kind: str,
    file_name: str,
    file_sha256: bytes,
    options: dict[str, Any],
    summary: dict[str, Any],
) -> int:
    values = {
        "kind": kind,
        "file_name": file_name,
        "file_sha256": file_sha256,
        "options": Jsonb(options),
        "summary": Jsonb(summary),
    }
    row = conn.execute(_Q["add"], values).fetchone()
    assert row is not None  # noqa: S101 - an insert without a condition returns its row
    return int(row[0])


def list_all(conn: Connection) -> list[ImportRun]:
    with conn.cursor(row_factory=class_row(ImportRun)) as cursor:
        return cursor.execute(_Q["all"]).fetchall()


def find(conn: Connection, kind: str, file_sha256: bytes) -> ImportRun | None:
    """The last run of this kind on a file with this content."""
    with conn.cursor(row_factory=class_row(ImportRun)) as cursor:
        return cursor.execute(_Q["by_file"], {"kind": kind, "file_sha256": file_sha256}).fetchone()
