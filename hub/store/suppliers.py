"""Suppliers: who delivers, in which currency, how fast by their word and how fast in truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.purchasing import lead_time
from hub.domain.purchasing.lead_time import Delivery, LeadTime
from hub.store import queries
from hub.store.errors import ConflictError, NotFoundError, StaleError
from hub.store.searching import containing

_Q = queries.load("suppliers")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSupplier:
    """``lead_time_days`` is what it promises, from sent to received."""

    code: str
    name: str
    currency: str
    lead_time_days: int | None = None
    contact: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier(NewSupplier):
    id: int
    active: bool
    version: int
    created_at: datetime


def list_page(
    conn: Connection,
    *,
    after: str = "",
    limit: int = 100,
    active: bool | None = None,
    search: str | None = None,
) -> list[Supplier]:
    """By code, those behind ``after``. ``search`` is a part of the code or name, in any case."""
    values = {"after": after, "limit": limit, "active": active, "search": containing(search)}
    with conn.cursor(row_factory=class_row(Supplier)) as cursor:
        return cursor.execute(_Q["page"], values).fetchall()


def find(conn: Connection, code: str) -> Supplier | None:
    with conn.cursor(row_factory=class_row(Supplier)) as cursor:
        return cursor.execute(_Q["by_code"], {"code": code}).fetchone()


def get(conn: Connection, code: str) -> Supplier:
    """Raises NotFoundError."""
    supplier = find(conn, code)
    if supplier is None:
        raise NotFoundError("supplier", code)
    return supplier


def get_by_id(conn: Connection, supplier_id: int) -> Supplier:
    """Raises NotFoundError."""
    with conn.cursor(row_factory=class_row(Supplier)) as cursor:
        supplier = cursor.execute(_Q["by_id"], {"id": supplier_id}).fetchone()
    if supplier is None:
        raise NotFoundError("supplier with id", supplier_id)
    return supplier


def lock(conn: Connection, code: str, version: int | None = None) -> Supplier:
    """It stays as it is until the transaction ends. Raises NotFoundError; StaleError for another version."""
    with conn.cursor(row_factory=class_row(Supplier)) as cursor:
        supplier = cursor.execute(_Q["by_code_locked"], {"code": code}).fetchone()
    if supplier is None:
        raise NotFoundError("supplier", code)
    if version is not None and supplier.version != version:
        raise StaleError(f"supplier {code!r}", version, supplier.version)
    return supplier


def create(conn: Connection, new: NewSupplier) -> Supplier:
    """Raises ConflictError."""
    if conn.execute(_Q["create"], asdict(new)).fetchone() is None:
        raise ConflictError(f"there is a supplier {new.code!r} already")
    return get(conn, new.code)


def update(conn: Connection, code: str, version: int, changes: dict[str, Any]) -> Supplier:
    """Change what is named; the code stays. Raises NotFoundError, StaleError."""
    supplier = replace(lock(conn, code, version), **changes)
    conn.execute(_Q["update"], asdict(supplier))
    return get(conn, code)


def touch(conn: Connection, supplier_id: int) -> None:
    """What it delivers has changed: it is another version of it."""
    conn.execute(_Q["touch"], {"id": supplier_id})


def lead_times(conn: Connection, supplier_ids: Sequence[int], now: datetime) -> dict[int, LeadTime]:
    """Of each, as measured by the lines that came in full within the last year."""
    values = {"ids": list(supplier_ids), "since": now - timedelta(days=lead_time.PERIOD_DAYS)}
    came: dict[int, list[Delivery]] = {supplier_id: [] for supplier_id in supplier_ids}
    for supplier_id, *delivery in conn.execute(_Q["deliveries"], values):
        came[supplier_id].append(Delivery(*delivery))
    return {supplier_id: lead_time.measure(deliveries) for supplier_id, deliveries in came.items()}
