"""Which movements have been reversed, and by which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from hub.store import queries

_SQL = queries.load("reversals")


def lock(conn: psycopg.Connection[Any], movement_id: int) -> None:
    """Nobody else reverses this movement before this transaction ends.

    Movements are append only and may lie in a compressed chunk, so it is not their row that is locked.
    """
    # the lock's second key has 32 bits; two movements that share one only wait for each other
    key = (movement_id ^ (movement_id >> 31)) & 0x7FFF_FFFF
    conn.execute(_SQL["lock"], {"movement_id": key})


def of(conn: psycopg.Connection[Any], movement_ids: Sequence[int]) -> dict[int, int]:
    """The reversing movement of each that has one."""
    return dict(conn.execute(_SQL["of"], {"ids": list(movement_ids)}).fetchall())
