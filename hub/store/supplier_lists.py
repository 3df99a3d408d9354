"""Suppliers, what they deliver, and their prices as whole lists: all of them out, thousands at once in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import psycopg
from psycopg.rows import TupleRow, dict_row
from psycopg.types.json import Jsonb

from hub.store import queries
from hub.store.arrays import exact

_Q = queries.load("supplier_lists")
Connection = psycopg.Connection[TupleRow]
Row = dict[str, Any]


def suppliers(conn: Connection, codes: Collection[str] | None = None) -> list[Row]:
    return _rows(conn, "suppliers", {"codes": None if codes is None else list(codes)})


def items(conn: Connection, of: Collection[tuple[str, str]] | None = None) -> list[Row]:
    """At least those of the (supplier, SKU) pairs; None: all."""
    return _rows(conn, "items", _pairs(of))


def prices(conn: Connection, of: Collection[tuple[str, str]] | None = None) -> list[Row]:
    """At least those of the (supplier, SKU) pairs; None: all."""
    return _rows(conn, "prices", _pairs(of))


def _pairs(of: Collection[tuple[str, str]] | None) -> dict[str, list[str] | None]:
    if of is None:
        return {"suppliers": None, "skus": None}
    return {"suppliers": sorted({pair[0] for pair in of}), "skus": sorted({pair[1] for pair in of})}


def _rows(conn: Connection, name: str, values: dict[str, Any]) -> list[Row]:
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_Q[name], values, prepare=False).fetchall()


def save_suppliers(conn: Connection, rows: Sequence[Row]) -> None:
    conn.execute(_Q["save_suppliers"], {"rows": Jsonb(exact(rows))})


def save_items(conn: Connection, rows: Sequence[Row]) -> None:
    """Their suppliers and items exist."""
    _save(conn, "save_items", rows)


def save_prices(conn: Connection, rows: Sequence[Row]) -> None:
    """Their suppliers and items exist; who has a price for an item delivers it."""
    _save(conn, "save_prices", rows)


def _save(conn: Connection, name: str, rows: Sequence[Row]) -> None:
    conn.execute(_Q["touch"], {"codes": sorted({row["supplier"] for row in rows})})
    plain = [
        {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
        for row in rows
    ]
    conn.execute(_Q[name], {"rows": Jsonb(exact(plain))})
