"""What could not be applied, kept whole with its reason until somebody replays or discards it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.alarms import QUARANTINE, QUARANTINE_FULL
from hub.store import alarms, downlink, queries
from hub.store.errors import ConflictError, NotFoundError

# what is not acknowledged is its sender's still; more of it than this is not kept
MAX_UNACKNOWLEDGED = 10_000
MAX_UNACKNOWLEDGED_BYTES = 64_000_000
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
    size_bytes: int
    status: str
    resolved_at: datetime | None
    resolved_by: str | None


@dataclass(frozen=True, slots=True)
class QuarantinedWhole(Quarantined):
    """With what came."""

    payload: bytes


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


def get(conn: Connection, quarantine_id: int) -> QuarantinedWhole:
    """Raises NotFoundError."""
    with conn.cursor(row_factory=class_row(QuarantinedWhole)) as cursor:
        row = cursor.execute(_Q["by_id"], {"id": quarantine_id}).fetchone()
    if row is None:
        raise NotFoundError("quarantined message", quarantine_id)
    return row


def with_number(conn: Connection, agent_id: int, epoch: str, seq: int) -> list[tuple[int, bytes]]:
    """(id, payload) of whole batches that came under this number of an outbox, whatever became of them."""
    values = {"agent_id": agent_id, "epoch": epoch, "seq": seq}
    with conn.cursor(binary=True) as cursor:
        return [(row[0], row[1]) for row in cursor.execute(_Q["with_number"], values)]


def came_again(conn: Connection, quarantine_id: int, at: datetime) -> None:
    """Count it; nothing else changes, whatever was decided about it."""
    conn.execute(_Q["came_again"], {"id": quarantine_id, "at": at})


def dropped(conn: Connection) -> int:
    """How many messages had to make room, ever."""
    row = conn.execute(_Q["dropped"]).fetchone()
    return 0 if row is None else int(row[0])


def hold(
    conn: Connection,
    held: Sequence[Held],
    received_at: datetime,
    *,
    max_messages: int = MAX_UNACKNOWLEDGED,
    max_bytes: int = MAX_UNACKNOWLEDGED_BYTES,
) -> None:
    """Keep them, one that is held already only counted, and raise the alarm 'quarantine'.

    Of whole payloads without a ``seq``, which anybody can send and which nobody is told are taken, only the
    newest are kept: ``max_messages`` and ``max_bytes`` of them. Those that make room are counted.
    """
    # in key order, so that two gateways cannot wait for each other
    held = [one._replace(topic=_storable(one.topic), detail=_storable(one.detail)) for one in held]
    in_order = sorted(held, key=lambda one: (one.topic, one.idx is not None, sha256(one.payload).digest()))
    with conn.cursor() as cursor:
        cursor.executemany(_Q["hold"], [one._asdict() | {"received_at": received_at} for one in in_order])
    new = {_subject(one): alarms.NewAlarm(_subject(one), _said(one), None) for one in in_order}
    alarms.raise_many(conn, QUARANTINE, list(new.values()), received_at)
    if any(one.seq is None for one in held):
        _make_room(conn, max_messages, max_bytes, received_at)


def _subject(one: Held) -> str:
    """Topics can be invented; one alarm each would bury those that matter."""
    return one.reason if one.agent_id is None else one.topic


def _said(one: Held) -> str:
    return f"{one.topic if one.agent_id is None else one.reason}: {one.detail}"


def _make_room(conn: Connection, max_messages: int, max_bytes: int, at: datetime) -> None:
    values = {"max_messages": max_messages, "max_bytes": max_bytes, "at": at}
    row = conn.execute(_Q["make_room"], values).fetchone()
    if row is None:
        return
    detail = (
        f"more than {max_messages} messages or {max_bytes} bytes came that no agent is answered for: "
        "the oldest of them are not kept"
    )
    alarms.raise_(conn, QUARANTINE_FULL, "unacknowledged", at=at, detail=detail)
    _clear_settled(conn, at)


def _clear_settled(conn: Connection, at: datetime) -> None:
    conn.execute(_Q["clear_settled"], {"kind": QUARANTINE, "at": at})


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
    _clear_settled(conn, at)


def lock(conn: Connection, quarantine_id: int) -> str:
    """Lock it until the end of the transaction; gives its status. Raises NotFoundError."""
    row = conn.execute(_Q["lock"], {"id": quarantine_id}).fetchone()
    if row is None:
        raise NotFoundError("quarantined message", quarantine_id)
    return str(row[0])


def requested(conn: Connection) -> list[int]:
    """Whose replay is wished for, oldest first."""
    return [row[0] for row in conn.execute(_Q["requested"])]


def hold_again(conn: Connection, quarantine_id: int, reason: str, detail: str, at: datetime) -> None:
    """The replay did not succeed, for this reason. Raises NotFoundError."""
    row = conn.execute(_Q["hold_again"], {"id": quarantine_id, "reason": reason, "detail": detail}).fetchone()
    if row is None:
        raise NotFoundError("quarantined message", quarantine_id)
    held = Held(row[0], reason, detail, b"", row[1])
    alarms.raise_(conn, QUARANTINE, _subject(held), at=at, detail=_said(held))
    _clear_settled(conn, at)
