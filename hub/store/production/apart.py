"""Kits that are to be taken apart, as a terminal needs to know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries
from hub.store.production import boms

_Q = queries.load("production_said")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class _Order:
    number: str
    bom_id: int
    sku: str
    name: str
    qty: Decimal
    made_qty: Decimal
    source: str | None
    due_on: date | None


class PartToTell(NamedTuple):
    """``qty`` in base units, counted with ``decimals``, come of as many kits as the bill is for."""

    sku: str
    name: str
    qty: Decimal
    decimals: int


class KitToTell(NamedTuple):
    """``qty`` are still to be taken apart, ``done`` have been; ``parts`` come of ``per`` kits."""

    number: str
    sku: str
    name: str
    qty: Decimal
    done: Decimal
    source: str | None
    due_on: date | None
    per: Decimal
    parts: Sequence[PartToTell]


def to_take_apart(conn: Connection, site_id: int, *, limit: int) -> list[KitToTell]:
    """So many orders of a site that are at work, the earliest due first."""
    with conn.cursor(row_factory=class_row(_Order)) as cursor:
        found = cursor.execute(_Q["to_take_apart"], {"site_id": site_id, "limit": limit}).fetchall()
    bills = boms.bills(conn, [boms.get(conn, bom_id) for bom_id in sorted({one.bom_id for one in found})])
    items = sorted({part.item_id for bill in bills.values() for part in bill.components})
    names = {row[0]: (row[1], row[2]) for row in conn.execute(_Q["names"], {"ids": items})}
    return [
        KitToTell(
            one.number, one.sku, one.name, one.qty - one.made_qty, one.made_qty, one.source, one.due_on,
            bills[one.bom_id].output_qty,
            [PartToTell(*names[p.item_id], p.qty, p.decimals) for p in bills[one.bom_id].components],
        )
        for one in found
    ]  # fmt: skip
