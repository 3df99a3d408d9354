"""Production at the terminals: what is to be made there, and what they said was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb

from hub.domain.production.bom import inputs
from hub.store import queries
from hub.store.production import boms, reports
from hub.store.production.reports import Taken

_Q = queries.load("production_said")
Connection = psycopg.Connection[TupleRow]


class NewSaid(NamedTuple):
    """``said`` as it came, quantities as text; ``device_at``: the terminal's own time, whatever it was."""

    occurred_at: datetime
    device_at: datetime
    agent_id: int
    device: str
    document: str
    operator: str | None
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """``told``: it has waited before, and somebody was told."""

    id: int
    occurred_at: datetime
    agent: str
    site_id: int
    site: str
    device: str
    document: str
    operator: str | None
    user_id: int | None
    said: dict[str, Any]
    told: bool


@dataclass(frozen=True, slots=True)
class _Order:
    number: str
    bom_id: int
    item_id: int
    sku: str
    name: str
    qty: Decimal
    made_qty: Decimal
    spoilt_qty: Decimal
    source: str | None
    due_on: date | None
    id: int


class ComponentToTell(NamedTuple):
    sku: str
    name: str
    qty: Decimal


@dataclass(frozen=True, slots=True)
class OrderToTell:
    """``qty`` are still to be made; of each component so much is still to be taken."""

    number: str
    sku: str
    name: str
    qty: Decimal
    source: str | None
    due_on: date | None
    components: Sequence[ComponentToTell]


def add(conn: Connection, new: Sequence[NewSaid], recorded_at: datetime) -> None:
    """What is there already, as a copied terminal tells it again, stays as it is."""
    rows = [one._asdict() | {"recorded_at": recorded_at, "said": Jsonb(one.said)} for one in new]
    with conn.cursor() as cursor:
        cursor.executemany(_Q["add"], rows)


def open_said(conn: Connection, *, after: int = 0, limit: int = 100) -> list[Said]:
    """What is still to be reported, in the order in which it came, behind ``after``."""
    with conn.cursor(row_factory=class_row(Said)) as cursor:
        return cursor.execute(_Q["open"], {"after": after, "limit": limit}).fetchall()


def claim(conn: Connection, said_id: int) -> bool:
    """False where another process has done it. It stays locked until the transaction ends."""
    return conn.execute(_Q["claim"], {"id": said_id}).fetchone() is not None


def done(conn: Connection, said_id: int, outcome: str, detail: str = "") -> None:
    conn.execute(_Q["done"], {"id": said_id, "outcome": outcome, "detail": detail})


def waits(conn: Connection, said_id: int, why: str) -> None:
    conn.execute(_Q["waits"], {"id": said_id, "detail": why})


def at_work(conn: Connection, site_id: int) -> dict[str, int]:
    """By kind how many orders of a site are at work, told to a terminal or not."""
    return dict(conn.execute(_Q["at_work"], {"site_id": site_id}).fetchall())


def to_make(conn: Connection, site_id: int, *, limit: int) -> list[OrderToTell]:
    """So many orders of a site that are at work, the earliest due first."""
    with conn.cursor(row_factory=class_row(_Order)) as cursor:
        orders = cursor.execute(_Q["to_make"], {"site_id": site_id, "limit": limit}).fetchall()
    bills = boms.bills(conn, [boms.get(conn, bom_id) for bom_id in sorted({one.bom_id for one in orders})])
    open_of: list[dict[int, Decimal]] = []
    for one in orders:
        wanted = inputs(bills[one.bom_id], max(one.qty + one.spoilt_qty, one.made_qty), apart=False)
        taken = reports.taken(conn, one.id)
        left = {item: qty - taken.get(item, Taken()).consumed for item, qty in wanted.items()}
        open_of.append({item: max(qty, Decimal(0)) for item, qty in left.items()})
    ids = sorted({item for left in open_of for item in left})
    names = {row[0]: (row[1], row[2]) for row in conn.execute(_Q["names"], {"ids": ids})}
    return [
        OrderToTell(
            one.number, one.sku, one.name, one.qty - one.made_qty, one.source, one.due_on,
            [ComponentToTell(*names[item], qty) for item, qty in sorted(left.items())],
        )
        for one, left in zip(orders, open_of, strict=True)
    ]  # fmt: skip
