"""Checksums over what the outbox holds. SQLite finds damage in the structure of its pages, but not that a
digit inside a row has become another one, and a wrong quantity would be booked.

They are kept by triggers of our own connection: whatever writes a row, wherever in the code, is covered, and
other programs can open the file as any other.
"""

from __future__ import annotations

import sqlite3
import zlib
from datetime import datetime
from typing import Final

_CHECKED: Final = (
    ("event", "id", "body"),
    ("batch", "seq", "body"),
    ("state", "key", "value"),
    ("meta", "key", "value"),
)


def keep_checksums(db: sqlite3.Connection) -> None:
    """From now on. Rows of a file that had none yet get theirs."""
    db.create_function("row_crc", 2, _row_crc, deterministic=True)
    for table, key, content in _CHECKED:
        if "crc" not in {row[1] for row in db.execute(f"pragma table_info({table})")}:
            db.execute("begin immediate")
            db.execute(f"alter table {table} add column crc integer")
            db.execute(f"update {table} set crc = row_crc({key}, {content})")  # noqa: S608 (names of ours)
            db.execute("commit")
        for what, event in (("insert", "insert"), ("update", f"update of {key}, {content}")):
            db.execute(
                f"create temp trigger {table}_{what}_crc after {event} on main.{table} begin"  # noqa: S608
                f" update {table} set crc = row_crc(new.{key}, new.{content}) where {key} = new.{key}; end"
            )


def find_damage(db: sqlite3.Connection) -> str:
    """The first row that is not what was written; "" when all are."""
    for table, key, content in _CHECKED:
        found = db.execute(
            f"select {key} from {table} where crc is not row_crc({key}, {content}) limit 1"  # noqa: S608
        ).fetchone()
        if found is not None:
            return f"row {found[0]} of {table} is not what was written"
    for seq, oldest_at in db.execute("select seq, oldest_at from batch where oldest_at is not null"):
        try:
            datetime.fromisoformat(oldest_at)
        except (ValueError, TypeError):
            return f"the time of batch {seq} is not what was written"
    return ""


def _row_crc(key: int | str, content: bytes | str) -> int:
    whole = content.encode() if isinstance(content, str) else content
    return zlib.crc32(whole, zlib.crc32(str(key).encode()))
