"""What a text that somebody has in hand may be: a document's number, a place, a lot, a serial number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries

_Q = queries.load("lookup")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Document:
    """``name``: the partner, the other site, the place of a count or delivery, the item that is made."""

    kind: str
    site: str
    code: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Place:
    id: int
    site: str
    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Lot:
    """An item of which the lot is known."""

    id: int
    sku: str
    name: str


@dataclass(frozen=True, slots=True)
class Serial:
    """A piece, and where it was seen last; ``outside``: it has left the walls."""

    id: int
    sku: str
    name: str
    site: str
    location: str
    location_kind: str
    lot: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """So much of an item (lot) stands in a place inside the walls."""

    site: str
    location: str
    location_kind: str
    sku: str
    name: str
    unit: str
    lot: str
    qty: Decimal


def documents(conn: Connection, text: str, *, site: str | None, limit: int) -> list[Document]:
    with conn.cursor(row_factory=class_row(Document)) as cursor:
        return cursor.execute(_Q["documents"], {"text": text, "site": site, "limit": limit}).fetchall()


def places(conn: Connection, text: str, *, site: str | None) -> list[Place]:
    with conn.cursor(row_factory=class_row(Place)) as cursor:
        return cursor.execute(_Q["places"], {"text": text, "site": site}).fetchall()


def lots(conn: Connection, text: str, *, item_id: int | None, limit: int) -> list[Lot]:
    values = {"text": text, "item_id": item_id, "limit": limit}
    with conn.cursor(row_factory=class_row(Lot)) as cursor:
        return cursor.execute(_Q["lots"], values, prepare=False).fetchall()


def serials(conn: Connection, text: str, *, item_id: int | None, limit: int) -> list[Serial]:
    values = {"text": text, "item_id": item_id, "limit": limit}
    with conn.cursor(row_factory=class_row(Serial)) as cursor:
        return cursor.execute(_Q["serials"], values, prepare=False).fetchall()


def stands(
    conn: Connection,
    *,
    site: str | None,
    limit: int,
    item_id: int | None = None,
    location_id: int | None = None,
    lot: str | None = None,
) -> list[Stand]:
    """By site, place, SKU and lot."""
    values = {"site": site, "limit": limit, "item_id": item_id, "location_id": location_id, "lot": lot}
    with conn.cursor(row_factory=class_row(Stand)) as cursor:
        # planned for its filters each time: a plan for all filters at once reads everything
        return cursor.execute(_Q["stands"], values, prepare=False).fetchall()
