"""What a supplier delivers: its number for the item, its minimum and packs, its prices with breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.purchasing.prices import Price
from hub.store import items, queries, suppliers
from hub.store.errors import NotFoundError

_Q = queries.load("supplier_items")
Connection = psycopg.Connection[TupleRow]
_ALL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class SupplierItem:
    """Quantities in base units; ``lead_time_days`` of this item alone, None: the supplier's."""

    item_id: int
    sku: str
    name: str
    unit: str
    qty_decimals: int
    supplier_sku: str
    min_qty: Decimal
    pack_qty: Decimal
    lead_time_days: int | None


@dataclass(frozen=True, slots=True)
class Terms:
    supplier_sku: str = ""
    min_qty: Decimal = Decimal(0)
    pack_qty: Decimal = Decimal(0)
    lead_time_days: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A supplier of an item."""

    code: str
    name: str
    currency: str
    active: bool
    supplier_sku: str
    min_qty: Decimal
    pack_qty: Decimal
    lead_time_days: int | None


def list_page(conn: Connection, supplier_id: int, *, after: str = "", limit: int = 100) -> list[SupplierItem]:
    """By SKU, those behind ``after``."""
    return _items(conn, supplier_id, None, after, limit)


def named(conn: Connection, supplier_id: int, skus: Sequence[str]) -> dict[str, SupplierItem]:
    """Those of the items that it delivers, by SKU."""
    return {item.sku: item for item in _items(conn, supplier_id, list(skus), "", _ALL)}


def _items(
    conn: Connection, supplier_id: int, skus: list[str] | None, after: str, limit: int
) -> list[SupplierItem]:
    values = {"supplier_id": supplier_id, "skus": skus, "after": after, "limit": limit}
    with conn.cursor(row_factory=class_row(SupplierItem)) as cursor:
        return cursor.execute(_Q["of_supplier"], values).fetchall()


def sources(conn: Connection, item_id: int) -> list[Source]:
    with conn.cursor(row_factory=class_row(Source)) as cursor:
        return cursor.execute(_Q["of_item"], {"item_id": item_id}).fetchall()


def prices(conn: Connection, supplier_id: int, item_ids: Sequence[int]) -> dict[int, list[Price]]:
    """By item; one without a price is left out."""
    found: dict[int, list[Price]] = {}
    values = {"supplier_id": supplier_id, "item_ids": list(item_ids)}
    for item_id, *price in conn.execute(_Q["prices"], values):
        found.setdefault(item_id, []).append(Price(*price))
    return found


def put(conn: Connection, supplier: str, sku: str, terms: Terms, new_prices: Sequence[Price]) -> None:
    """That it delivers the item, on these terms and at these prices, whatever held before.

    Raises NotFoundError (supplier, item).
    """
    of = suppliers.lock(conn, supplier)
    key = {"supplier_id": of.id, "item_id": items.get(conn, sku).id}
    values = {
        "supplier_sku": terms.supplier_sku,
        "min_qty": terms.min_qty,
        "pack_qty": terms.pack_qty,
        "lead_time_days": terms.lead_time_days,
    }
    conn.execute(_Q["put"], key | values)
    conn.execute(_Q["clear_prices"], key)
    columns = {name: [getattr(price, name) for price in new_prices] for name in Price._fields}
    conn.execute(_Q["add_prices"], key | columns)
    suppliers.touch(conn, of.id)


def remove(conn: Connection, supplier: str, sku: str) -> None:
    """That it does not deliver the item any more. Orders stay. Raises NotFoundError."""
    of = suppliers.lock(conn, supplier)
    values = {"supplier_id": of.id, "item_id": items.get(conn, sku).id}
    if conn.execute(_Q["remove"], values).fetchone() is None:
        raise NotFoundError(f"item of supplier {supplier!r}", sku)
    suppliers.touch(conn, of.id)
