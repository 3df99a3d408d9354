"""Returns to suppliers: the paper that goes with goods on their way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries
from hub.store.errors import NotFoundError
from hub.store.purchasing.returns import Settlement

_Q = queries.load("supplier_returns")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class SupplierReturn:
    """Its goods are the movements whose document is its number."""

    id: int
    number: str
    site: str
    supplier: str | None
    order: str | None
    reason: str
    settlement: Settlement | None
    created_at: datetime
    user_login: str | None


def create(
    conn: Connection,
    *,
    site_id: int,
    supplier_id: int | None,
    order_id: int | None,
    reason: str,
    settlement: Settlement | None,
    at: datetime,
    user_id: int,
) -> SupplierReturn:
    """``settlement``: of what came on an order."""
    values = {
        "site_id": site_id, "supplier_id": supplier_id, "order_id": order_id, "reason": reason,
        "settlement": settlement, "at": at, "user_id": user_id,
    }  # fmt: skip
    row = conn.execute(_Q["create"], values).fetchone()
    assert row is not None  # noqa: S101 - an insert without conflict gives its row
    return get(conn, row[1])


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    number: str | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[SupplierReturn]:
    """Newest first, those behind ``after``."""
    values = {"site": site, "number": number, "after": after, "limit": limit}
    with conn.cursor(row_factory=class_row(SupplierReturn)) as cursor:
        return cursor.execute(_Q["page"], values, prepare=False).fetchall()


def get(conn: Connection, number: str) -> SupplierReturn:
    """Raises NotFoundError."""
    found = list_page(conn, number=number, limit=1)
    if not found:
        raise NotFoundError("supplier return", number)
    return found[0]
