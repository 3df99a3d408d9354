"""One picture an item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries
from hub.store.errors import NotFoundError

_Q = queries.load("item_pictures")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Picture:
    media_type: str
    content: bytes
    sha256: bytes


def put(conn: Connection, sku: str, media_type: str, content: bytes, *, now: datetime) -> None:
    """Raises NotFoundError."""
    values = {"sku": sku, "media_type": media_type, "content": content, "now": now}
    if conn.execute(_Q["put"], values).fetchone() is None:
        raise NotFoundError("item", sku)


def get(conn: Connection, sku: str) -> Picture:
    """Raises NotFoundError."""
    with conn.cursor(row_factory=class_row(Picture)) as cursor:
        found = cursor.execute(_Q["get"], {"sku": sku}).fetchone()
    if found is None:
        raise NotFoundError("picture of item", sku)
    return found


def remove(conn: Connection, sku: str) -> None:
    """Raises NotFoundError."""
    if conn.execute(_Q["remove"], {"sku": sku}).fetchone() is None:
        raise NotFoundError("picture of item", sku)
