"""Gives events in an outbox their right time, once the clock is set: see `edge.clock`."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec

from edge.clock import STEP_NS, restamped
from gateway.wire.codec import decode_event, encode_event


def restamp(db: sqlite3.Connection, boot: str, zero: datetime) -> tuple[int, int]:
    """Those of this boot that are in no batch, in the caller's transaction. How many, and how many bytes
    more they take."""
    if not _misdated(db, boot, zero):
        return 0, 0
    rows = db.execute(
        "select id, mono_ns, body from event where boot = ? and mono_ns is not null", (boot,)
    ).fetchall()
    longer_bytes = 0
    for number, mono_ns, body in rows:
        event = msgspec.structs.replace(decode_event(body), at=restamped(zero, mono_ns))
        fresh = encode_event(event)
        db.execute("update event set body = ? where id = ?", (fresh, number))
        longer_bytes += len(fresh) - len(body)
    return len(rows), longer_bytes


def _misdated(db: sqlite3.Connection, boot: str, zero: datetime) -> bool:
    """Is the oldest or the newest of them off by more than clocks slew? Looking at all takes long."""
    ends = db.execute(
        "select mono_ns, body from event where id in ("
        "select min(id) from event where boot = ? and mono_ns is not null union all"
        " select max(id) from event where boot = ? and mono_ns is not null)",
        (boot, boot),
    ).fetchall()
    wrong_s = [
        abs((decode_event(body).at - restamped(zero, mono_ns)).total_seconds()) for mono_ns, body in ends
    ]
    return any(seconds > STEP_NS / 1e9 for seconds in wrong_s)
