"""What the stations of a site are told of its production orders: enough to look one up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow

from hub.domain.production.bom import Bom, Component, needed
from hub.store import queries
from hub.store.production import boms
from hub.store.production.boms import ComponentRow

_Q = queries.load("production_orders")
Connection = psycopg.Connection[TupleRow]


class Part(NamedTuple):
    """``qty`` base units go into all of the order."""

    sku: str
    name: str
    qty: Decimal


@dataclass(frozen=True, slots=True)
class MakingToTell:
    """``parts`` is empty where a kit is taken apart."""

    number: str
    sku: str
    name: str
    qty: Decimal
    made_qty: Decimal
    due_on: date | None
    parts: Sequence[Part]


def at_work(conn: Connection, site_id: int, *, limit: int) -> list[MakingToTell]:
    """Orders that are released and not closed, the earliest due first."""
    rows = conn.execute(_Q["at_work"], {"site_id": site_id, "limit": limit}).fetchall()
    components: dict[int, list[ComponentRow]] = {}
    for one in boms.components(conn, {row[7] for row in rows}) if rows else ():
        components.setdefault(one.bom_id, []).append(one)
    made = []
    for number, kind, sku, name, qty, made_qty, due_on, bom_id, item_id, output_qty in rows:
        of_bill = components.get(bom_id, [])
        bill = Bom(
            item_id,
            output_qty,
            tuple(Component(one.item_id, one.qty, one.scrap_percent, one.qty_decimals) for one in of_bill),
        )
        takes = {} if kind == "disassemble" else needed(bill, qty)
        parts = [Part(one.sku, one.name, takes[one.item_id]) for one in of_bill if one.item_id in takes]
        made.append(MakingToTell(number, sku, name, qty, made_qty, due_on, parts))
    return made
