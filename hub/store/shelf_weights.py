"""What shelves on scales weigh beside what the ledger has; a difference that lasts is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.counting import shelf_weight
from hub.store import count_planning, count_tasks, queries, stock
from hub.store.count_tasks import NewLine, NewTask

_Q = queries.load("shelf_weights")
Connection = psycopg.Connection[TupleRow]
# of pieces that nobody has sampled, as a part of the unit weight; edge.weighing's too
ASSUMED_SPREAD: Final = Decimal("0.01")
# readings that were numbered before, and committed after, the newest that was compared
OVERLAP: Final = 10_000
AT_ONCE: Final = 1000
_MAX_DIVISION_G: Final = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class _Reading:
    id: int
    recorded_at: datetime
    occurred_at: datetime
    location_id: int
    site_id: int
    item_id: int
    weight_g: Decimal
    unit_weight_g: Decimal
    unit_weight_sd_g: Decimal
    evidence: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShelfWeightRow:
    """``weight_qty``: pieces by weight, None where it cannot tell them; ``within`` what the spread allows."""

    occurred_at: datetime
    site: str
    location: str
    sku: str
    name: str
    weight_g: Decimal
    ledger_qty: Decimal
    expected_g: Decimal
    tolerance_g: Decimal
    weight_qty: Decimal | None
    within: bool


@dataclass(frozen=True, slots=True)
class Shelf(ShelfWeightRow):
    """Its last weight; ``count``: the open count that has its item, if there is one."""

    count: str | None


@dataclass(frozen=True, slots=True)
class _Off:
    site_id: int
    location_id: int
    item_id: int
    expected_g: Decimal
    weight_g: Decimal
    weight_qty: Decimal | None
    ledger_qty: Decimal


def compare(conn: Connection, *, now: datetime) -> int:
    """Set new readings beside the ledger of their moments, and ask for counts; gives how many were asked for.

    One at a time: the caller holds ``count_planning.lock``.
    """
    values = {"assumed_spread": ASSUMED_SPREAD, "overlap": OVERLAP, "limit": AT_ONCE}
    with conn.cursor(row_factory=class_row(_Reading)) as cursor:
        readings = cursor.execute(_Q["new_readings"], values).fetchall()
    if not readings:
        return 0
    rows = [_row(one, qty) for one, qty in zip(readings, _stood(conn, readings), strict=True)]
    with conn.cursor() as cursor:
        cursor.executemany(_Q["add"], rows)
    off = {(row["location_id"], row["item_id"]) for row in rows if not row["within"]}
    return _ask(conn, sorted(off), now) if off else 0


def _stood(conn: Connection, readings: Sequence[_Reading]) -> list[Decimal]:
    """All lots together: the scale does not know them apart."""
    lots = _lots(conn, {(one.location_id, one.item_id) for one in readings})
    moments = [
        (place, stock.Moment(one.item_id, one.location_id, lot, one.occurred_at))
        for place, one in enumerate(readings)
        for lot in lots[one.location_id, one.item_id]
    ]
    sums = [Decimal(0)] * len(readings)
    stood = stock.at_moments(conn, [moment for _, moment in moments])
    for (place, _), qty in zip(moments, stood, strict=True):
        sums[place] += qty
    return sums


def _lots(conn: Connection, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[str]]:
    """Lots that stand, or stood, at (location id, item id); none at all is the lot without a name."""
    found: dict[tuple[int, int], list[str]] = {place: [] for place in sorted(places)}
    values = {
        "location_ids": [location_id for location_id, _ in found],
        "item_ids": [item_id for _, item_id in found],
    }
    with conn.cursor(binary=True) as cursor:
        for location_id, item_id, lot in cursor.execute(_Q["lots"], values):
            found[location_id, item_id].append(lot)
    return {place: lots or [""] for place, lots in found.items()}


def _row(reading: _Reading, ledger_qty: Decimal) -> dict[str, Any]:
    seen = shelf_weight(
        reading.weight_g,
        ledger_qty,
        reading.unit_weight_g,
        reading.unit_weight_sd_g,
        _division_g(reading.evidence),
    )
    return {
        "recorded_at": reading.recorded_at,
        "reading_id": reading.id,
        "occurred_at": reading.occurred_at,
        "site_id": reading.site_id,
        "location_id": reading.location_id,
        "item_id": reading.item_id,
        "weight_g": reading.weight_g,
        "ledger_qty": ledger_qty,
        "expected_g": seen.expected_g,
        "tolerance_g": seen.tolerance_g,
        "weight_qty": seen.pieces,
        "within": seen.within,
    }


def _ask(conn: Connection, places: Sequence[tuple[int, int]], now: datetime) -> int:
    values = {
        "location_ids": [location_id for location_id, _ in places],
        "item_ids": [item_id for _, item_id in places],
    }
    with conn.cursor(row_factory=class_row(_Off)) as cursor:
        off = cursor.execute(_Q["still_off"], values).fetchall()
    lots = _lots(conn, {(one.location_id, one.item_id) for one in off})
    made = 0
    for one in off:
        if count_tasks.is_open_at(conn, one.location_id, one.item_id):
            continue
        of = count_planning.abc_at(conn, one.site_id, now).get(one.item_id, "C")
        new = NewTask(
            one.site_id, one.location_id, False, "shelf", now + count_planning.EXCEPTION_DUE,
            [NewLine(one.item_id, lot, of) for lot in lots[one.location_id, one.item_id]], _cause(one),
        )  # fmt: skip
        made += count_tasks.create(conn, new, at=now) is not None
    return made


def _cause(one: _Off) -> str:
    grams, expected, qty = (
        f"{value.normalize():f}" for value in (one.weight_g, one.expected_g, one.ledger_qty)
    )
    if one.weight_qty is None:
        return f"the shelf weighs {grams} g; the books say {qty}, that is {expected} g"
    pieces = f"{one.weight_qty.normalize():f}"
    return f"the shelf weighs {grams} g, {pieces} pieces; the books say {qty}, that is {expected} g"


def _division_g(evidence: dict[str, Any]) -> Decimal:
    """As the agent said it; what is no such number is taken for 1 g, for it must not stop the others."""
    try:
        division_g = Decimal(str(evidence.get("division_g")))
    except InvalidOperation:
        return Decimal(1)
    return division_g if division_g.is_finite() and 0 <= division_g <= _MAX_DIVISION_G else Decimal(1)


def series(
    conn: Connection,
    site: str,
    *,
    begin: datetime,
    end: datetime,
    location: str | None = None,
    sku: str | None = None,
    every_s: int = 0,
    limit: int = 1000,
) -> list[ShelfWeightRow]:
    """Newest first; ``end`` is exclusive. ``every_s``: of each such stretch of time only the last."""
    values = {
        "site": site,
        "location": location,
        "sku": sku,
        "from": begin,
        "to": end,
        "every_s": every_s,
        "limit": limit,
    }
    with conn.cursor(row_factory=class_row(ShelfWeightRow)) as cursor:
        return cursor.execute(_Q["series"], values).fetchall()


def shelves(conn: Connection, site: str, *, since: datetime) -> list[Shelf]:
    """The last comparison of each shelf that has weighed since."""
    with conn.cursor(row_factory=class_row(Shelf)) as cursor:
        return cursor.execute(_Q["shelves"], {"site": site, "from": since}).fetchall()
