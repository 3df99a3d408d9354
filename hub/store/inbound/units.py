"""Packages that stand whole: moved by their number, broken up when a part of one is taken.

Where one stands follows from the movements, once the ledger has posted them: its locks come before these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.evidence import SSCC
from hub.domain.inbound.units import Held, Unit, to_break
from hub.domain.ledger import Entry
from hub.store import queries

_Q = queries.load("units")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """Of a package that stands whole."""

    sscc: str
    order: str
    location: str
    location_kind: str
    item_id: int
    sku: str
    name: str
    unit: str
    qty: Decimal
    lot: str
    expiry: date | None
    unit_weight_g: Decimal | None
    unit_volume_ml: Decimal | None


def of_site(conn: Connection, site_id: int, *, limit: int) -> list[UnitLine]:
    """Those at docks first; a package's lines are beside each other."""
    with conn.cursor(row_factory=class_row(UnitLine)) as cursor:
        return cursor.execute(_Q["of_site"], {"site_id": site_id, "limit": limit}).fetchall()


def follow(conn: Connection, entries: Sequence[Entry], at: datetime) -> bool:
    """After the ledger has posted the entries: what was carried whole stands elsewhere, and what a part was
    taken of is whole no more. Tells whether any was broken up."""
    leaving = [entry for entry in entries if entry.kind != "receipt" or entry.reverses is not None]
    if not leaving:
        return False
    whole = {
        ((e.evidence or {})[SSCC], e.source_id, e.destination_id)
        for e in leaving
        if (e.evidence or {}).get(SSCC)
    }
    if whole:
        moved = sorted(whole)
        values: dict[str, object] = {
            "ssccs": [sscc for sscc, _, _ in moved],
            "source_ids": [source for _, source, _ in moved],
            "destination_ids": [destination for _, _, destination in moved],
        }
        conn.execute(_Q["moved"], values)
    return _break_up(conn, leaving, at)


def _break_up(conn: Connection, leaving: Sequence[Entry], at: datetime) -> bool:
    places = sorted({entry.source_id for entry in leaving})
    units: dict[int, Unit] = {}
    for unit_id, place, item, lot, qty in conn.execute(_Q["standing_at"], {"location_ids": places}):
        unit = units.setdefault(unit_id, Unit(unit_id, {}))
        key = Held(place, item, lot)
        unit.content[key] = unit.content.get(key, Decimal(0)) + qty
    if not units:
        return False
    items = sorted({key.item_id for unit in units.values() for key in unit.content})
    values = {"location_ids": places, "item_ids": items}
    stood = {Held(*row[:3]): row[3] for row in conn.execute(_Q["balances"], values)}
    ids = to_break(list(units.values()), stood)
    if not ids:
        return False
    conn.execute(_Q["lock"], {"ids": ids})
    conn.execute(_Q["break_up"], {"ids": ids, "at": at})
    return True
