"""Links that show a supplier its own orders and items: made, used, taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries
from hub.store.errors import ConflictError, NotFoundError

_Q = queries.load("supplier_links")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class SupplierLink:
    """``key`` signs its token, and nothing else."""

    id: int
    supplier_id: int
    key: bytes = field(repr=False)
    label: str
    created_at: datetime
    created_by: str | None
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Goods:
    """Of an item at a site: base units that stand there, and that were sold within the last days."""

    sku: str
    supplier_sku: str
    name: str
    unit: str
    site: str
    site_name: str
    on_hand: Decimal
    sold_30_days: Decimal
    sold_90_days: Decimal


def create(
    conn: Connection,
    supplier_id: int,
    *,
    key: bytes,
    label: str,
    expires_at: datetime,
    at: datetime,
    user_id: int | None,
) -> SupplierLink:
    values = {
        "supplier_id": supplier_id,
        "key": key,
        "label": label,
        "expires_at": expires_at,
        "at": at,
        "user_id": user_id,
    }
    row = conn.execute(_Q["add"], values).fetchone()
    assert row is not None  # noqa: S101 - an insert without a condition returns its row
    made = find(conn, row[0])
    assert made is not None  # noqa: S101 - it was made just now
    return made


def find(conn: Connection, link_id: int) -> SupplierLink | None:
    found = _page(conn, supplier_id=None, id=link_id, after=None, limit=1)
    return found[0] if found else None


def list_page(
    conn: Connection, supplier_id: int, *, after: int | None = None, limit: int = 100
) -> list[SupplierLink]:
    """Newest first, those behind ``after``."""
    return _page(conn, supplier_id=supplier_id, id=None, after=after, limit=limit)


def _page(conn: Connection, **values: object) -> list[SupplierLink]:
    with conn.cursor(row_factory=class_row(SupplierLink)) as cursor:
        return cursor.execute(_Q["page"], values, prepare=False).fetchall()


def revoke(conn: Connection, supplier_id: int, link_id: int, *, at: datetime) -> SupplierLink:
    """It opens nothing from now on. Raises NotFoundError, ConflictError."""
    link = find(conn, link_id)
    if link is None or link.supplier_id != supplier_id:
        raise NotFoundError("link of this supplier", link_id)
    values = {"id": link_id, "supplier_id": supplier_id, "at": at}
    if conn.execute(_Q["revoke"], values).fetchone() is None:
        raise ConflictError(f"link {link_id} was taken back already")
    return find(conn, link_id) or link


def used(conn: Connection, link_id: int, at: datetime) -> None:
    conn.execute(_Q["used"], {"id": link_id, "at": at})


def goods(
    conn: Connection,
    supplier_id: int,
    *,
    today: date,
    after: tuple[str, str] = ("", ""),
    limit: int = 100,
) -> list[Goods]:
    """By SKU and site, those behind ``after``."""
    values = {
        "supplier_id": supplier_id,
        "today": today,
        "after_sku": after[0],
        "after_site": after[1],
        "limit": limit,
    }
    with conn.cursor(row_factory=class_row(Goods)) as cursor:
        return cursor.execute(_Q["goods"], values).fetchall()
