"""What stands at the docks and where it is best put. Nothing is kept of it: the balances say what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import TupleRow

from hub.domain.inbound.putaway import Goods, Spot, Suggestion, Waiting, Why, plan
from hub.store import queries
from hub.store.inbound import units as units_
from hub.store.inbound.units import UnitLine

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


@dataclass(frozen=True, slots=True)
class UnitTask:
    """A package that stands whole: ``suggested`` takes all of it.

    None: there is no room for it whole, or it stands where orders are picked already.
    """

    sscc: str
    order: str
    location: str
    lines: Sequence[UnitLine]
    suggested: str | None
    why: Why | None


def tasks(conn: Connection, site_id: int, *, limit: int = MOST) -> list[Task]:
    """Loose goods, by dock, SKU and lot."""
    return both(conn, site_id, limit=limit)[0]


def both(conn: Connection, site_id: int, *, limit: int = MOST) -> tuple[list[Task], list[UnitTask]]:
    """Loose goods at docks, and packages that stand whole anywhere."""
    units = _units(conn, site_id, limit=limit)
    rows = _loose(conn, site_id, units, limit=limit)
    at_docks = [lines for lines in units.values() if lines[0].location_kind == "dock"]
    if not rows and not at_docks:
        return [], [UnitTask(sscc, ls[0].order, ls[0].location, ls, None, None) for sscc, ls in units.items()]
    wanted = {row.item_id for row in rows} | {line.item_id for lines in at_docks for line in lines}
    values = {"site_id": site_id, "item_ids": sorted(wanted)}
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
    whole = [_as_one(lines, own, standing) for lines in at_docks]
    found = plan([*whole, *waiting], places)
    suggested = dict(zip((lines[0].sscc for lines in at_docks), zip(whole, found, strict=False), strict=True))
    loose = [
        Task(
            row.location,
            row.sku,
            row.name,
            row.unit,
            row.lot,
            row.qty,
            one.code if one else None,
            one.qty if one else None,
            one.why if one else None,
        )
        for row, one in zip(rows, found[len(whole) :], strict=True)
    ]
    return loose, [_unit_task(lines, suggested.get(sscc)) for sscc, lines in units.items()]


def _units(conn: Connection, site_id: int, *, limit: int) -> dict[str, list[UnitLine]]:
    found: dict[str, list[UnitLine]] = {}
    for line in units_.of_site(conn, site_id, limit=limit):
        found.setdefault(line.sscc, []).append(line)
    return found


def _loose(
    conn: Connection, site_id: int, units: Mapping[str, Sequence[UnitLine]], *, limit: int
) -> list[_Row]:
    held: dict[tuple[str, int, str], Decimal] = {}
    for lines in units.values():
        for line in lines:
            key = (line.location, line.item_id, line.lot)
            held[key] = held.get(key, Decimal(0)) + line.qty
    rows = (_Row(*row) for row in conn.execute(_Q["waiting"], {"site_id": site_id, "limit": limit}))
    loose = (
        row._replace(qty=row.qty - held.get((row.location, row.item_id, row.lot), Decimal(0))) for row in rows
    )
    return [row for row in loose if row.qty > 0]


def _as_one(
    lines: Sequence[UnitLine],
    own: Mapping[int, dict[str, Decimal | None]],
    standing: Mapping[int, dict[str, Decimal]],
) -> Waiting:
    """A package of one item goes where that item goes; one of several where it finds room as a whole."""
    qty = sum((line.qty for line in lines), Decimal(0))
    weights = [line.qty * line.unit_weight_g for line in lines if line.unit_weight_g is not None]
    volumes = [line.qty * line.unit_volume_ml for line in lines if line.unit_volume_ml is not None]
    goods = Goods(
        qty,
        sum(weights, Decimal(0)) / qty if len(weights) == len(lines) else None,
        sum(volumes, Decimal(0)) / qty if len(volumes) == len(lines) else None,
    )
    items = {line.item_id for line in lines}
    if len(items) > 1:
        return Waiting(-1, goods, {}, {})
    (item,) = items
    return Waiting(item, goods, own.get(item, {}), standing.get(item, {}))


def _unit_task(lines: Sequence[UnitLine], found: tuple[Waiting, Suggestion | None] | None) -> UnitTask:
    first = lines[0]
    waiting, suggestion = found or (None, None)
    fits = waiting is not None and suggestion is not None and suggestion.qty >= waiting.goods.qty
    return UnitTask(
        first.sscc,
        first.order,
        first.location,
        lines,
        suggestion.code if suggestion and fits else None,
        suggestion.why if suggestion and fits else None,
    )
