"""What devices measured, counted, packed and said besides the movements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

import psycopg
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb

from hub.store import queries

_Q = queries.load("readings")
Connection = psycopg.Connection[TupleRow]
_Row = TypeVar("_Row")
_READING_TYPES = ("timestamptz", "timestamptz", "int2", "text", "int4", "text", "numeric", "text", "jsonb")


class NewReading(NamedTuple):
    occurred_at: datetime
    agent_id: int
    device: str
    location_id: int | None
    quantity: str
    value: Decimal
    unit: str
    evidence: dict[str, str] | None


class NewCount(NamedTuple):
    occurred_at: datetime
    agent_id: int | None
    device: str | None
    item_id: int
    location_id: int
    lot: str
    counted_qty: Decimal
    ledger_qty: Decimal
    method: str
    evidence: dict[str, str] | None
    document: str | None = None
    round: int | None = None
    operator: str | None = None


class NewCountWork(NamedTuple):
    """A terminal has taken a count, given it back, or closed it with so many ``lines`` (see NewCount)."""

    occurred_at: datetime
    agent_id: int
    device: str
    document: str
    round: int
    action: str
    lines: int
    operator: str | None


class NewDeviceEvent(NamedTuple):
    """``kind``: fault, receipt or scan."""

    occurred_at: datetime
    agent_id: int
    device: str
    kind: str
    code: str
    detail: str
    evidence: dict[str, Any] | None = None


class NewCarton(NamedTuple):
    site_id: int
    agent_id: int
    order_number: str
    code: str
    packed_at: datetime
    operator: str | None
    lines: list[dict[str, Any]]
    expected_weight_g: Decimal
    measured_weight_g: Decimal | None
    tolerance_g: Decimal
    verdict: str


@dataclass(frozen=True, slots=True)
class Reading:
    id: int
    recorded_at: datetime
    occurred_at: datetime
    site: str
    agent: str
    device: str
    location: str | None
    quantity: str
    value: Decimal
    unit: str
    evidence: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class StockCount:
    id: int
    recorded_at: datetime
    occurred_at: datetime
    site: str
    agent: str | None
    device: str | None
    sku: str
    location: str
    lot: str
    counted_qty: Decimal
    ledger_qty: Decimal
    method: str


@dataclass(frozen=True, slots=True)
class DeviceEvent:
    id: int
    recorded_at: datetime
    occurred_at: datetime
    site: str
    agent: str
    device: str
    kind: str
    code: str
    detail: str
    evidence: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Carton:
    id: int
    site: str
    agent: str
    order_number: str
    code: str
    packed_at: datetime
    operator: str | None
    lines: list[dict[str, Any]]
    expected_weight_g: Decimal
    measured_weight_g: Decimal | None
    tolerance_g: Decimal
    verdict: str


def _rows(conn: Connection, query: str, kind: type[_Row], values: dict[str, Any]) -> list[_Row]:
    with conn.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(_Q[query], values).fetchall()


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    agent: str | None = None,
    device: str | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[Reading]:
    """Newest first, those behind ``after``."""
    values = {"site": site, "agent": agent, "device": device, "after": after, "limit": limit}
    return _rows(conn, "page", Reading, values)


def add(conn: Connection, new: Sequence[NewReading], recorded_at: datetime) -> None:
    with conn.cursor() as cursor, cursor.copy(_Q["copy"]) as copy:
        copy.set_types(_READING_TYPES)
        for one in new:
            evidence = Jsonb(one.evidence) if one.evidence else None
            copy.write_row((recorded_at, *one[:-1], evidence))


def list_counts(
    conn: Connection,
    *,
    site: str | None = None,
    sku: str | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[StockCount]:
    """Newest first, those behind ``after``."""
    values = {"site": site, "sku": sku, "after": after, "limit": limit}
    return _rows(conn, "counts", StockCount, values)


def add_counts(conn: Connection, new: Sequence[NewCount], recorded_at: datetime) -> None:
    _insert(conn, _Q["add_count"], new, recorded_at)


def add_count_work(conn: Connection, new: Sequence[NewCountWork], recorded_at: datetime) -> None:
    with conn.cursor() as cursor:
        cursor.executemany(
            _Q["add_count_work"], [one._asdict() | {"recorded_at": recorded_at} for one in new]
        )


def list_events(
    conn: Connection,
    *,
    site: str | None = None,
    agent: str | None = None,
    kind: str | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[DeviceEvent]:
    """Newest first, those behind ``after``."""
    values = {"site": site, "agent": agent, "kind": kind, "after": after, "limit": limit}
    return _rows(conn, "events", DeviceEvent, values)


def add_events(conn: Connection, new: Sequence[NewDeviceEvent], recorded_at: datetime) -> None:
    _insert(conn, _Q["add_event"], new, recorded_at)


def _insert(
    conn: Connection, query: bytes, new: Sequence[NewCount] | Sequence[NewDeviceEvent], recorded_at: datetime
) -> None:
    rows = [
        one._asdict()
        | {"recorded_at": recorded_at, "evidence": Jsonb(one.evidence) if one.evidence else None}
        for one in new
    ]
    with conn.cursor() as cursor:
        cursor.executemany(query, rows)


def list_cartons(
    conn: Connection,
    *,
    site: str | None = None,
    order: str | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[Carton]:
    """Newest first, those behind ``after``."""
    values = {"site": site, "order": order, "after": after, "limit": limit}
    return _rows(conn, "cartons", Carton, values)


def add_carton(conn: Connection, new: NewCarton) -> bool:
    """False when the agent has a carton of this code already."""
    values = new._asdict() | {"lines": Jsonb(new.lines)}
    return conn.execute(_Q["add_carton"], values).fetchone() is not None
