"""Bills of materials and their components as whole lists: all of them out, thousands at once in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import psycopg
from psycopg.rows import TupleRow, dict_row
from psycopg.types.json import Jsonb

from hub.store import queries
from hub.store.arrays import exact
from hub.store.production import boms

_Q = queries.load("bom_lists")
Connection = psycopg.Connection[TupleRow]
Row = dict[str, Any]


def bills(conn: Connection, skus: Collection[str] | None = None) -> list[Row]:
    """All versions of these items, all if None. ``used``: an order was made by it."""
    return _rows(conn, "boms", skus)


def components(conn: Connection, skus: Collection[str] | None = None) -> list[Row]:
    """Of all versions of these items, all if None. ``used``: an order was made by the bill."""
    return _rows(conn, "components", skus)


def _rows(conn: Connection, name: str, skus: Collection[str] | None) -> list[Row]:
    values = {"skus": None if skus is None else sorted(skus)}
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_Q[name], values, prepare=False).fetchall()


def lock(conn: Connection, skus: Collection[str]) -> None:
    """Which bills there are stays as it is until the transaction ends; those of these items whole."""
    boms.lock_all(conn)
    conn.execute(_Q["lock"], {"skus": sorted(skus)})


def save_bills(conn: Connection, rows: Sequence[Row]) -> None:
    """Make or renew bills; their items exist, and of each at most one is active."""
    conn.execute(_Q["save_boms"], {"rows": Jsonb(exact(rows))})


def save_components(conn: Connection, rows: Sequence[Row]) -> None:
    """Make or renew components; their bills and items exist."""
    values = {"rows": Jsonb(exact(rows))}
    conn.execute(_Q["save_components"], values)
    conn.execute(_Q["touch"], values)
