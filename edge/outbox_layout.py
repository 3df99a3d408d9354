"""The tables of an outbox's file, and the connection to it.

event   what has happened and is in no batch yet; the order of `id` is the order of happening. `lane`: may it
        overtake what has waited for long
batch   sealed: its bytes and its number never change again, however often it is sent
state   what reducers remember, changed in the same transaction as the events that follow from it
meta    whose outbox this is, its epoch, the next batch's number
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

_SCHEMA: Final = """
create table if not exists meta (key text primary key, value text not null) without rowid;
create table if not exists state (key text primary key, value blob not null) without rowid;
create table if not exists event (
    id integer primary key autoincrement,
    rank integer not null,
    boot text,
    mono_ns integer,
    body blob not null,
    lane integer not null default 0
);
create index if not exists event_droppable on event (rank desc, id) where rank > 0;
create table if not exists batch (
    seq integer primary key,
    events integer not null,
    body blob not null,
    oldest_at text
);
"""
_LATER_COLUMNS: Final = (("event", "lane", "integer not null default 0"), ("batch", "oldest_at", "text"))


def lay_out(db: sqlite3.Connection) -> None:
    """The tables, where they are missing; a file that an older version made lacks columns."""
    db.executescript(_SCHEMA)
    for table, column, kind in _LATER_COLUMNS:
        if column not in {row[1] for row in db.execute(f"pragma table_info({table})")}:
            db.execute(f"alter table {table} add column {column} {kind}")


def is_full(error: sqlite3.Error) -> bool:
    """The disk is (or the file may not grow)."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL


def connected(path: Path) -> sqlite3.Connection:
    """With a write-ahead log. A full disk has no room for the index by which connections share it, and a
    connection that shares it with none needs no such file."""
    ways = ("normal", "exclusive")
    for way in ways:
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            db.execute("pragma busy_timeout = 5000")
            db.execute(f"pragma locking_mode = {way}")
            db.execute("pragma journal_mode = wal")
        except BaseException as error:
            db.close()
            if way == ways[-1] or not isinstance(error, sqlite3.OperationalError):
                raise
        else:
            break
    return db
