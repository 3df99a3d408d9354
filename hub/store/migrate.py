"""Numbered SQL files, each applied once, in order, by one process at a time."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import resources

import psycopg

_FILE = re.compile(r"(\d{4})_[a-z0-9_]+\.sql\Z")
_LOCK = 0x7461_6C6C_7964  # any number that is ours: "tallyd"
_TABLE = """
create table if not exists schema_migration (
    name text primary key,
    sha256 bytea not null,
    applied_at timestamptz not null default now()
)"""


class MigrationError(Exception):
    """The database's schema and this program's do not fit together; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Migration:
    name: str
    sql: bytes

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.sql).digest()


def migrations() -> list[Migration]:
    """All that this program knows, in order."""
    folder = resources.files("hub.store").joinpath("migrations")
    found = [
        Migration(entry.name, entry.read_bytes()) for entry in folder.iterdir() if _FILE.match(entry.name)
    ]
    return sorted(found, key=lambda migration: migration.name)


def migrate(dsn: str) -> list[str]:
    """Apply what is missing and return its names. Waits for another process that is migrating.

    Raises MigrationError if the database was migrated by a newer program, or by a file that has been
    changed since.
    """
    applied: list[str] = []
    with psycopg.connect(dsn, autocommit=True) as guard:
        guard.execute("select pg_advisory_lock(%s)", [_LOCK])
        guard.execute(_TABLE)
        known = {name: bytes(sha) for name, sha in guard.execute("select name, sha256 from schema_migration")}
        todo = migrations()
        _check(known, todo)
        for migration in todo:
            if migration.name not in known:
                _apply(dsn, migration)
                applied.append(migration.name)
    return applied


def _check(known: dict[str, bytes], ours: list[Migration]) -> None:
    names = {migration.name for migration in ours}
    newer = sorted(set(known) - names)
    if newer:
        raise MigrationError(
            f"the database was made by a newer Tallydock: it has {', '.join(newer)}, which this one does not "
            "know. Start the newer one, or restore a backup made with this one."
        )
    changed = [m.name for m in ours if m.name in known and known[m.name] != m.sha256]
    if changed:
        raise MigrationError(
            f"{', '.join(changed)}: not the file that this database was migrated with. A migration is never "
            "edited after its release; while developing, start with an empty database."
        )


def _apply(dsn: str, migration: Migration) -> None:
    # a fresh session each: timescaledb refuses to be created in one that has already used it
    with psycopg.connect(dsn) as conn:
        conn.execute(migration.sql)
        conn.execute(
            "insert into schema_migration (name, sha256) values (%s, %s)", [migration.name, migration.sha256]
        )
