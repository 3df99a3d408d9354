"""Files that are checked or taken in: how far they are, what came of them, and what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb

from hub.domain.sheets.columns import Fault
from hub.store import queries
from hub.store.errors import NotFoundError

_Q = queries.load("import_jobs")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class ImportJob:
    """`state`: waiting, running, done, refused (faults in the file) or failed (`detail` says why)."""

    id: int
    kind: str
    file_name: str
    dry_run: bool
    by: str
    state: str
    step: str
    rows_total: int
    rows_done: int
    created: int
    updated: int
    unchanged: int
    faults: int
    reading: dict[str, Any]
    changes: list[dict[str, Any]]
    detail: str
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptFault:
    no: int
    row: int
    column: str
    value: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What came of a file."""

    state: str
    rows_total: int = 0
    rows_done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: Sequence[Fault] = ()
    reading: dict[str, Any]
    changes: Sequence[dict[str, Any]] = ()
    detail: str = ""


def add(
    conn: Connection,
    *,
    kind: str,
    file_name: str,
    file_sha256: bytes,
    dry_run: bool,
    user_id: int,
    now: datetime,
) -> int:
    values = {
        "kind": kind,
        "file_name": file_name,
        "file_sha256": file_sha256,
        "dry_run": dry_run,
        "user_id": user_id,
        "now": now,
    }
    row = conn.execute(_Q["add"], values).fetchone()
    assert row is not None  # noqa: S101 - an insert without a condition returns its row
    return int(row[0])


def tell(conn: Connection, job_id: int, step: str, *, rows_done: int, rows_total: int) -> None:
    """How far it is."""
    values = {"id": job_id, "step": step, "rows_done": rows_done, "rows_total": rows_total}
    conn.execute(_Q["tell"], values)


def still_waiting(conn: Connection, job_ids: Sequence[int]) -> None:
    """Their worker is there, and busy with another file."""
    conn.execute(_Q["still_waiting"], {"ids": list(job_ids)})


def finish(conn: Connection, job_id: int, ending: Ending, *, now: datetime) -> bool:
    """False when it had been given up meanwhile: then nothing of it may be saved."""
    values: dict[str, Any] = {
        "id": job_id,
        "now": now,
        "state": ending.state,
        "rows_total": ending.rows_total,
        "rows_done": ending.rows_done,
        "created": ending.created,
        "updated": ending.updated,
        "unchanged": ending.unchanged,
        "faults": len(ending.faults),
        "reading": Jsonb(ending.reading),
        "changes": Jsonb(list(ending.changes)),
        "detail": ending.detail,
    }
    if conn.execute(_Q["finish"], values).fetchone() is None:
        return False
    with conn.cursor() as cursor, cursor.copy(_Q["copy_faults"]) as copy:
        for no, fault in enumerate(ending.faults, 1):
            copy.write_row((job_id, no, *fault))
    return True


def give_up_silent(conn: Connection, *, silent_s: float, detail: str, now: datetime) -> int:
    """Those whose worker has not been heard of for so long are failed; says how many."""
    return conn.execute(_Q["give_up"], {"silent_s": silent_s, "detail": detail, "now": now}).rowcount


def forget(conn: Connection, *, before: datetime) -> int:
    """Delete what ended before then; says how many."""
    return conn.execute(_Q["forget"], {"before": before}).rowcount


def list_page(
    conn: Connection, *, kind: str | None = None, after: int | None = None, limit: int = 100
) -> list[ImportJob]:
    """Newest first, those behind ``after``."""
    with conn.cursor(row_factory=class_row(ImportJob)) as cursor:
        return cursor.execute(_Q["page"], {"kind": kind, "after": after, "limit": limit}).fetchall()


def get(conn: Connection, job_id: int) -> ImportJob:
    """Raises NotFoundError."""
    with conn.cursor(row_factory=class_row(ImportJob)) as cursor:
        job = cursor.execute(_Q["by_id"], {"id": job_id}).fetchone()
    if job is None:
        raise NotFoundError("import", job_id)
    return job


def list_faults(conn: Connection, job_id: int, *, after: int = 0, limit: int = 100) -> list[KeptFault]:
    """As they stand in the file, those behind ``after``."""
    with conn.cursor(row_factory=class_row(KeptFault)) as cursor:
        return cursor.execute(_Q["faults"], {"id": job_id, "after": after, "limit": limit}).fetchall()
