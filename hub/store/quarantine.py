"""What could not be applied, kept whole with its reason until somebody replays or discards it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import alarms, downlink, queries
from hub.store.errors import ConflictError, NotFoundError

ALARM = "quarantine"
_Q = queries.load("quarantine")
Connection = psycopg.Connection[TupleRow]


class Held(NamedTuple):
    """To be kept. ``idx`` None: a whole payload as it came; otherwise the JSON of one event."""

    topic: str
    reason: str
    detail: str
    payload: bytes
    agent_id: int | None = None
    epoch: str | None = None
    seq: int | None = None
    idx: int | None = None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """``status``: held, replay_requested, replayed or discarded. ``times`` it came, alike each time."""

    id: int
    received_at: datetime
    last_received_at: datetime
    times: int
    topic: str
    site: str | None
    agent: str | None
    epoch: str | None
    seq: int | None
    idx: int | None
    reason: str
    detail: str
    payload: bytes
    status: str
    resolved_at: datetime | None
    resolved_by: str | None


def list_page(
    conn: Connection,
    *,
    status: str | None = None,
    site: str | None = None,
    reason: str | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[Quarantined]:
    """Newest first, those behind ``after``."""
    values = {"status": status, "site": site, "reason": reason, "after": after, "limit": limit}
    with conn.cursor(row_factory=class_row(Quarantined)) as cursor:
        return cursor.execute(_Q["page"], values).fetchall()


def get(conn: Connection, quarantine_id: int) -> Quarantined:
    """Raises NotFoundError."""
    with conn.cursor(row_factory=class_row(Quarantined)) as cursor:
        row = cursor.execute(_Q["by_id"], {"id": quarantine_id}).fetchone()
    if row is None:
        raise NotFoundError("quarantined message", quarantine_id)
    return row


def counts(conn: Connection) -> dict[str, int]:
    """How many are open, by reason."""
    return dict(conn.execute(_Q["counts"]).fetchall())


def hold(conn: Connection, held: Sequence[Held], received_at: datetime) -> None:
    """Keep them, one that is held already only counted, and raise the alarm 'quarantine' for their topics."""
    # in key order, so that two gateways cannot wait for each other
    held = [one._replace(topic=_storable(one.topic), detail=_storable(one.detail)) for one in held]
    in_order = sorted(held, key=lambda one: (one.topic, one.idx is not None, sha256(one.payload).digest()))
    with conn.cursor() as cursor:
        cursor.executemany(_Q["hold"], [one._asdict() | {"received_at": received_at} for one in in_order])
    new = {one.topic: alarms.NewAlarm(one.topic, f"{one.reason}: {one.detail}", None) for one in in_order}
    alarms.raise_many(conn, ALARM, list(new.values()), received_at)


def _storable(text: str) -> str:
    """PostgreSQL's text holds neither a NUL nor half a surrogate pair; what is quarantined may have both."""
    return text.replace("\0", "\\0").encode(errors="backslashreplace").decode()


def request_replay(conn: Connection, quarantine_id: int, by: str) -> None:
    """Ask the gateway, which is told after the commit. Raises NotFoundError, ConflictError if not held."""
    if conn.execute(_Q["request_replay"], {"id": quarantine_id, "by": by}).fetchone() is None:
        raise ConflictError(
            f"quarantined message {quarantine_id} is {get(conn, quarantine_id).status}, not held"
        )
    downlink.notify_quarantine(conn, quarantine_id)


def discard(conn: Connection, quarantine_id: int, by: str, at: datetime) -> None:
    """Never apply it; it stays on record. Raises NotFoundError, ConflictError if not open."""
    _resolve(conn, quarantine_id, "discarded", at, by)


def mark_replayed(conn: Connection, quarantine_id: int, at: datetime) -> None:
    """Raises NotFoundError, ConflictError if not open."""
    _resolve(conn, quarantine_id, "replayed", at, None)


def _resolve(conn: Connection, quarantine_id: int, status: str, at: datetime, by: str | None) -> None:
    values = {"id": quarantine_id, "status": status, "at": at, "by": by}
    if conn.execute(_Q["resolve"], values).fetchone() is None:
        raise ConflictError(
            f"quarantined message {quarantine_id} is {get(conn, quarantine_id).status} already"
        )
    row = conn.execute(_Q["topic_is_clear"], {"id": quarantine_id}).fetchone()
    if row is not None and row[0]:
        alarms.clear(conn, ALARM, row[1], at)


def lock(conn: Connection, quarantine_id: int) -> str:
    """Lock it until the end of the transaction; gives its status. Raises NotFoundError."""
    row = conn.execute(_Q["lock"], {"id": quarantine_id}).fetchone()
    if row is None:
        raise NotFoundError("quarantined message", quarantine_id)
    return str(row[0])


def requested(conn: Connection) -> list[int]:
    """Whose replay is wished for, oldest first."""
    return [row[0] for row in conn.execute(_Q["requested"])]


def hold_again(conn: Connection, quarantine_id: int, reason: str, detail: str) -> None:
    """The replay did not succeed, for this reason."""
    conn.execute(_Q["hold_again"], {"id": quarantine_id, "reason": reason, "detail": detail})
