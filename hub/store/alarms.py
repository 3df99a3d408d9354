"""What somebody should look at: raised once, open until it is cleared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries
from hub.store.errors import NotFoundError

_Q = queries.load("alarms")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Alarm:
    id: int
    kind: str
    subject: str
    detail: str
    site: str | None
    raised_at: datetime
    cleared_at: datetime | None


class NewAlarm(NamedTuple):
    subject: str
    detail: str
    site_id: int | None


def list_page(
    conn: Connection,
    *,
    open_only: bool = True,
    site: str | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[Alarm]:
    """Newest first, those behind ``after``."""
    values = {"open": open_only, "site": site, "after": after, "limit": limit}
    with conn.cursor(row_factory=class_row(Alarm)) as cursor:
        return cursor.execute(_Q["page"], values).fetchall()


def raise_(
    conn: Connection, kind: str, subject: str, *, at: datetime, detail: str = "", site_id: int | None = None
) -> bool:
    """False when it is open already."""
    values = {"kind": kind, "subject": subject, "detail": detail, "site_id": site_id, "at": at}
    return conn.execute(_Q["raise"], values).fetchone() is not None


def raise_many(conn: Connection, kind: str, new: Sequence[NewAlarm], at: datetime) -> None:
    """Those that are open already stay as they are."""
    if new:
        values = {
            "kind": kind,
            "subjects": [alarm.subject for alarm in new],
            "details": [alarm.detail for alarm in new],
            "site_ids": [alarm.site_id for alarm in new],
            "at": at,
        }
        conn.execute(_Q["raise_many"], values)


def clear_many(conn: Connection, kind: str, subjects: Sequence[str], at: datetime) -> None:
    """Those of the subjects that are open."""
    if subjects:
        conn.execute(_Q["clear_many"], {"kind": kind, "subjects": list(subjects), "at": at})


def keep(conn: Connection, kind: str, wanted: Sequence[NewAlarm], at: datetime) -> None:
    """Exactly these of the kind are open afterwards."""
    raise_many(conn, kind, wanted, at)
    conn.execute(
        _Q["clear_others"], {"kind": kind, "at": at, "subjects": [alarm.subject for alarm in wanted]}
    )


def clear(conn: Connection, kind: str, subject: str, at: datetime) -> bool:
    """False when there is none open."""
    return conn.execute(_Q["clear"], {"kind": kind, "subject": subject, "at": at}).fetchone() is not None


def open_subjects(conn: Connection, kind: str) -> set[str]:
    """Subjects of all open alarms of a kind."""
    return {row[0] for row in conn.execute(_Q["open_subjects"], {"kind": kind})}


def get_locked(conn: Connection, alarm_id: int) -> Alarm:
    """It stays as it is until this transaction ends. Raises NotFoundError."""
    with conn.cursor(row_factory=class_row(Alarm)) as cursor:
        row = cursor.execute(_Q["by_id_locked"], {"id": alarm_id}).fetchone()
    if row is None:
        raise NotFoundError("alarm", alarm_id)
    return row
