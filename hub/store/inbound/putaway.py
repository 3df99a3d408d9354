"""What stands at the docks and where it is best put. Nothing is kept of it: the balances say what to do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import TupleRow

from hub.domain.inbound.putaway import Goods, Spot, Waiting, Why, plan
from hub.store import queries

_Q = queries.load("putaway")
Connection = psycopg.Connection[TupleRow]
MOST: Final = 500


class _Row(NamedTuple):
    location: str
    item_id: int
    sku: str
    name: str
    unit: str
    lot: str
    qty: Decimal
    unit_weight_g: Decimal | None
    unit_volume_ml: Decimal | None


@dataclass(frozen=True, slots=True)
class Task:
    """``qty`` stand at ``location``; ``suggested_qty`` of them fit the suggested place. None: no room."""

    location: str
    sku: str
    name: str
    unit: str
    lot: str
    qty: Decimal
    suggested: str | None
    suggested_qty: Decimal | None
    why: Why | None


def tasks(conn: Connection, site_id: int, *, limit: int = MOST) -> list[Task]:
    """By dock, SKU and lot."""
    rows = [_Row(*row) for row in conn.execute(_Q["waiting"], {"site_id": site_id, "limit": limit})]
    if not rows:
        return []
    values = {"site_id": site_id, "item_ids": sorted({row.item_id for row in rows})}
    own: dict[int, dict[str, Decimal | None]] = {}
    for item_id, code, max_qty in conn.execute(_Q["own_places"], values):
        own.setdefault(item_id, {})[code] = max_qty
    standing: dict[int, dict[str, Decimal]] = {}
    for item_id, code, qty in conn.execute(_Q["standing"], values):
        standing.setdefault(item_id, {})[code] = qty
    places = [
        Spot(code, False, None, Decimal(0), qty, *free)
        for code, qty, *free in conn.execute(_Q["places"], {"site_id": site_id})
    ]
    waiting = [
        Waiting(
            row.item_id,
            Goods(row.qty, row.unit_weight_g, row.unit_volume_ml),
            own.get(row.item_id, {}),
            standing.get(row.item_id, {}),
        )
        for row in rows
    ]
    return [
        Task(
            row.location,
            row.sku,
            row.name,
            row.unit,
            row.lot,
            row.qty,
            found.code if found else None,
            found.qty if found else None,
            found.why if found else None,
        )
        for row, found in zip(rows, plan(waiting, places), strict=True)
    ]
