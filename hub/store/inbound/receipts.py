"""Unloadings at dock doors: what is being received where, against which document, and what is still due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries
from hub.store.errors import NotFoundError

_Q = queries.load("receipts")
Connection = psycopg.Connection[TupleRow]


class SaidOfReceipt(NamedTuple):
    """An unloading begins or ends, or is given back before anything was unloaded.

    ``session`` names it among those of an agent; in the office there is neither.
    """

    site_id: int
    document: str
    action: Literal["opened", "closed", "given_back"]
    location_id: int
    at: datetime
    agent_id: int | None = None
    session: str | None = None
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    id: int
    site: str
    document: str
    supplier: str | None
    location: str
    agent: str | None
    operator: str | None
    blind: bool
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DueItem:
    """An item of an order that is with its supplier. In base units."""

    number: str
    supplier: str
    sku: str
    name: str
    qty: Decimal
    received_qty: Decimal
    due_on: date | None
    line: int


@dataclass(frozen=True, slots=True)
class DueOrder:
    number: str
    supplier: str
    supplier_name: str
    state: str
    due_on: date | None
    lines: int
    lines_received: int
    packages_underway: int


def say(conn: Connection, said: Iterable[SaidOfReceipt]) -> None:
    """In the order of agents and sessions, so that no two transactions wait for each other."""
    for one in sorted(said, key=lambda s: (s.agent_id or 0, s.session or "", s.at)):
        values = one._asdict()
        conn.execute(_Q[values.pop("action")], values)


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    document: str | None = None,
    only_open: bool = False,
    after: int | None = None,
    limit: int = 100,
) -> list[ReceiptRow]:
    """Newest first, those behind ``after``."""
    values = {"site": site, "document": document, "open": only_open, "after": after, "limit": limit}
    with conn.cursor(row_factory=class_row(ReceiptRow)) as cursor:
        return cursor.execute(_Q["page"], values, prepare=False).fetchall()


def check_there(conn: Connection, receipt_id: int) -> None:
    """Raises NotFoundError."""
    if conn.execute(_Q["there"], {"id": receipt_id}).fetchone() is None:
        raise NotFoundError("receipt", receipt_id)


def is_blind(conn: Connection, site_id: int) -> bool:
    """Whether receivers of the site are not to see how much was ordered."""
    row = conn.execute(_Q["blind"], {"site_id": site_id}).fetchone()
    return bool(row and row[0])


def set_blind(conn: Connection, site_id: int, *, blind: bool) -> None:
    conn.execute(_Q["set_blind"], {"site_id": site_id, "blind": blind})


def lock_orders(conn: Connection, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Ids of those of the (site id, document) that are orders; they are locked, in the order of their ids.

    Blanket orders are locked too, but not given: nothing is received on them, so nothing is missing of them.
    """
    asked = sorted(set(wanted))
    values = {"site_ids": [site for site, _ in asked], "numbers": [number for _, number in asked]}
    locked = conn.execute(_Q["lock_orders"], values).fetchall()
    return {(row[1], row[2]): row[0] for row in locked if row[3] != "blanket"}


def due(conn: Connection, site_id: int, *, limit: int) -> list[DueItem]:
    """Items of the orders that are with their suppliers, order by order, the earliest due first."""
    with conn.cursor(row_factory=class_row(DueItem)) as cursor:
        return cursor.execute(_Q["due"], {"site_id": site_id, "limit": limit}).fetchall()


def due_orders(conn: Connection, *, site: str | None, limit: int) -> list[DueOrder]:
    with conn.cursor(row_factory=class_row(DueOrder)) as cursor:
        return cursor.execute(_Q["due_orders"], {"site": site, "limit": limit}).fetchall()
