"""Where items always stand: their fixed places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb

from hub.store import queries
from hub.store.arrays import exact
from hub.store.errors import NotFoundError

_Q = queries.load("item_places")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """``max_qty``: as many base units as go there; None: nobody has said."""

    sku: str
    site: str
    place: str
    max_qty: Decimal | None


def list_all(conn: Connection, skus: Sequence[str] | None = None) -> list[ItemPlace]:
    """Of these items, of all if None; by SKU, site and place."""
    values = {"skus": None if skus is None else list(skus)}
    with conn.cursor(row_factory=class_row(ItemPlace)) as cursor:
        return cursor.execute(_Q["all"], values).fetchall()


def save_many(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make or renew: each row has sku, site, place and max_qty, which exist."""
    conn.execute(_Q["save_many"], {"rows": Jsonb(exact(rows))})


def remove(conn: Connection, sku: str, site: str, place: str) -> None:
    """Raises NotFoundError."""
    values = {"sku": sku, "site": site, "place": place}
    if conn.execute(_Q["remove"], values).fetchone() is None:
        raise NotFoundError(f"fixed place of item {sku!r} at site {site!r} named", place)
