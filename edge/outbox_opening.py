"""Opens an outbox's file; one that is damaged is moved aside, and an empty one takes its place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from edge.outbox_file import CorruptOutboxError, OutboxError, OutboxFile
from edge.outbox_layout import is_full
from edge.private import close_to_others, open_private, private_folder

# SQLITE_ERROR: statements of ours that do not fit the schema; TOOBIG: a length that nobody wrote; no code: a
# text that is none
_CORRUPT: Final = (
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_OK,
)


def open_outbox_file(path: Path, owner: str, now: datetime) -> tuple[OutboxFile, Path | None]:
    """The outbox, and where a damaged one was moved to (nothing is deleted: it may be read by hand).

    Raises OutboxError when it is another agent's, or cannot be opened for another reason than damage, or when
    a full disk has no room for the one that takes a damaged one's place: the next start makes it.
    """
    private_folder(path.parent)
    try:
        os.close(open_private(path, os.O_RDWR | os.O_CREAT))  # SQLite gives its journals the same mode
        for suffix in _with_journals():
            close_to_others(path.with_name(path.name + suffix))
    except OSError as error:
        raise OutboxError(f"{path} cannot be opened: {error}") from error
    try:
        return OutboxFile(path, owner, now), None
    except (CorruptOutboxError, UnicodeDecodeError):  # SQLite names what is damaged by the damaged bytes
        aside = _move_aside(path, now)
    except sqlite3.DatabaseError as error:
        if is_full(error):
            raise OutboxError(
                f"the disk is full: {path} has no room to be opened. Make room on the disk of {path.parent},"
                " the agent goes on when it is started again"
            ) from error
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _CORRUPT:
            raise OutboxError(f"{path} cannot be opened: {error}") from error
        aside = _move_aside(path, now)
    try:
        return OutboxFile(path, owner, now), aside
    except sqlite3.OperationalError as error:
        if not is_full(error):
            raise
        raise OutboxError(
            f"the disk is full: {path} was damaged and is kept as {aside.name}, and there is no room to begin"
            f" a new one. Make room on the disk of {path.parent}, the agent goes on when it is started again"
        ) from error


def asides(path: Path) -> list[Path]:
    """The damaged files that were moved aside and are still there, the oldest first."""
    return sorted(path.parent.glob(f"{path.stem}.damaged-*{path.suffix}"))


def _move_aside(path: Path, now: datetime) -> Path:
    aside = path.with_name(f"{path.stem}.damaged-{now.astimezone(UTC):%Y%m%dT%H%M%S%f}{path.suffix}")
    for suffix in _with_journals():
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def _with_journals() -> Iterable[str]:
    """Without its journal a damaged file would lose what was committed last."""
    return ("", "-wal", "-shm")
