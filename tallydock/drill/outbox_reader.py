"""An agent's outbox as the auditor reads it: with its own SQL, from a copy, while the agent is dead."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tallydock.drill.keys import key_of_event


@dataclass(frozen=True, slots=True)
class OutboxContent:
    """``keys`` of the movements that wait in it, ``unsealed`` those of them in no batch yet; ``waiting``: how
    many events of any kind do."""

    epoch: str
    next_seq: int
    keys: frozenset[str]
    unsealed: frozenset[str]
    waiting: int


def read(path: Path) -> OutboxContent | None:
    """None where there is none, or none that can be read."""
    if not path.exists():
        return None
    with tempfile.TemporaryDirectory(prefix="tallydock-audit-") as folder:
        copy = Path(folder) / path.name
        for suffix in ("", "-wal"):
            part = path.with_name(path.name + suffix)
            if part.exists():
                shutil.copyfile(part, copy.with_name(copy.name + suffix))
        try:
            return _read(copy)
        except (sqlite3.DatabaseError, ValueError, TypeError):
            return None
        except KeyError:  # its agent died as it made it: nothing was promised yet
            return None


def _read(path: Path) -> OutboxContent:
    db = sqlite3.connect(path)
    try:
        meta = dict(db.execute("select key, value from meta"))
        events, sealed = _events(db), _sealed(db)
    finally:
        db.close()
    unsealed = _keys(events)
    return OutboxContent(
        meta["epoch"], int(meta["next_seq"]), unsealed | _keys(sealed), unsealed, len(events) + len(sealed)
    )


def _keys(events: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(key for key in map(key_of_event, events) if key is not None)


def peek(path: Path) -> frozenset[str] | None:
    """Keys of the movements that wait, committed and in no batch yet, in an outbox that its agent is using;
    None where it cannot be read now."""
    return _keys_now(path, _events)


def has_told_all(path: Path) -> bool:
    """No movement waits, in a batch or before it; False where that cannot be seen now."""
    return _keys_now(path, lambda db: _events(db) + _sealed(db)) == frozenset()


def _keys_now(
    path: Path, events_of: Callable[[sqlite3.Connection], list[dict[str, Any]]]
) -> frozenset[str] | None:
    if not path.exists():
        return None
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.05)
    try:
        return _keys(events_of(db))
    except sqlite3.DatabaseError:  # in use, or being made
        return None
    finally:
        db.close()


def _events(db: sqlite3.Connection) -> list[dict[str, Any]]:
    return [json.loads(body) for (body,) in db.execute("select body from event order by id")]


def _sealed(db: sqlite3.Connection) -> list[dict[str, Any]]:
    batches = [json.loads(body) for (body,) in db.execute("select body from batch order by seq")]
    return [event for batch in batches for event in batch["events"]]


def memories(path: Path, beginning: str) -> list[str]:
    """What roles whose keys begin so have kept, in an outbox that its agent may be using now."""
    if not path.exists():
        return []
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5.0)
    try:
        rows = db.execute("select value from state where substr(key, 1, ?) = ?", (len(beginning), beginning))
        return [bytes(value).decode() for (value,) in rows]
    except sqlite3.DatabaseError:  # its tables are being made
        return []
    finally:
        db.close()


def waiting(path: Path) -> int | None:
    """How many events wait in an outbox that its agent may be using now; 0 where there is none yet.

    None where it cannot be read now: its tables are being made, or it is torn and not yet moved aside.
    """
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.5)) as db:
            events = db.execute("select count(*) from event").fetchone()[0]
            sealed = db.execute("select coalesce(sum(events), 0) from batch").fetchone()[0]
            return int(events) + int(sealed)
    except sqlite3.DatabaseError:
        return _waiting_in_copy(path)


def _waiting_in_copy(path: Path) -> int | None:
    """An agent that began on a full disk shares its outbox with nobody for as long as it runs."""
    try:
        content = read(path)
    except FileNotFoundError:  # it is moved aside just now
        return None
    return None if content is None else content.waiting
