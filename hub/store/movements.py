"""The ledger's movements, read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries
from hub.store.errors import NotFoundError

_Q = queries.load("movements")
Connection = psycopg.Connection[TupleRow]
# a device's time that is further off was booked further off, too, and is not found by it
_WRONG_CLOCK: Final = timedelta(days=1)


class Told(NamedTuple):
    """What an agent has told, as no other event of it: ``at`` is the device's time, to the microsecond."""

    device: str | None
    at: datetime
    item_id: int
    source_id: int
    destination_id: int
    lot: str
    serial: str | None


@dataclass(frozen=True, slots=True)
class MovementRow:
    """``value``: the change of the stock's value, 0 inside the walls. A return's revenue is negative."""

    id: int
    recorded_at: datetime
    occurred_at: datetime
    site: str
    sku: str
    name: str
    unit: str
    kind: str
    qty: Decimal
    source: str
    destination: str
    unit_cost: Decimal
    value: Decimal
    revenue: Decimal | None
    currency: str
    lot: str
    serial: str | None
    expiry: date | None
    document: str | None
    agent: str | None
    device: str | None
    user_login: str | None
    reverses: int | None
    evidence: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class RawMovement:
    """What a reversal needs to know of a movement."""

    id: int
    site_id: int
    item_id: int
    kind: str
    qty: Decimal
    source_id: int
    destination_id: int
    unit_cost: Decimal
    value: Decimal
    revenue: Decimal | None
    lot: str
    serial: str | None
    expiry: date | None
    document: str | None
    reversed_by: int | None


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    sku: str | None = None,
    document: str | None = None,
    kind: str | None = None,
    lot: str | None = None,
    serial: str | None = None,
    occurred_from: datetime | None = None,
    occurred_to: datetime | None = None,
    after: int | None = None,
    limit: int = 100,
    newest_first: bool = True,
) -> list[MovementRow]:
    """By id, those behind ``after``; ``occurred_to`` is exclusive."""
    values = {
        "site": site,
        "sku": sku,
        "document": document,
        "kind": kind,
        "lot": lot,
        "serial": serial,
        "from": occurred_from,
        "to": occurred_to,
        "after": after,
        "limit": limit,
    }
    with conn.cursor(row_factory=class_row(MovementRow)) as cursor:
        # planned for its filters each time: a plan for all filters at once reads everything
        statement = _Q["newest_first" if newest_first else "oldest_first"]
        return cursor.execute(statement, values, prepare=False).fetchall()


def get(conn: Connection, movement_id: int) -> MovementRow:
    """Raises NotFoundError."""
    with conn.cursor(row_factory=class_row(MovementRow)) as cursor:
        row = cursor.execute(_Q["by_id"], {"id": movement_id}).fetchone()
    if row is None:
        raise NotFoundError("movement", movement_id)
    return row


def raw(conn: Connection, movement_id: int) -> RawMovement:
    """Raises NotFoundError."""
    with conn.cursor(row_factory=class_row(RawMovement)) as cursor:
        row = cursor.execute(_Q["raw"], {"id": movement_id}).fetchone()
    if row is None:
        raise NotFoundError("movement", movement_id)
    return row


def count_since(conn: Connection, since: datetime, *, site: str | None = None) -> int:
    """How many were recorded at or after ``since``."""
    row = conn.execute(_Q["since"], {"since": since, "site": site}).fetchone()
    return 0 if row is None else int(row[0])


def told(conn: Connection, agent_id: int, wanted: Collection[Told]) -> set[Told]:
    """Those that are in the books, of whatever outbox of the agent. It reads all that happened meanwhile."""
    if not wanted:
        return set()
    times = sorted({one.at for one in wanted})
    values = {
        "agent_id": agent_id,
        "from": times[0] - _WRONG_CLOCK,
        "to": times[-1] + _WRONG_CLOCK,
        "times": times,
    }
    with conn.cursor(binary=True) as cursor:
        return {Told(*row) for row in cursor.execute(_Q["told"], values)}.intersection(wanted)
