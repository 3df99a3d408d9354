"""What people reported on production orders: what was taken, made and spoilt, and what was undone again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.millionths import decimal, millionths
from hub.domain.production import states
from hub.domain.production.account import Account
from hub.store import downlink, queries
from hub.store.errors import ConflictError, NotFoundError
from hub.store.production import orders
from hub.store.production.orders import Order

_Q = queries.load("production_orders")
Connection = psycopg.Connection[TupleRow]


class Taken(NamedTuple):
    """Of an item, what the order's standing reports consumed, produced, and scrapped before it was used."""

    consumed: Decimal = Decimal(0)
    produced: Decimal = Decimal(0)
    scrapped: Decimal = Decimal(0)


class NewLine(NamedTuple):
    """A movement of a report: from ``location_id`` into production or scrap, or out of production to it."""

    role: str
    item_id: int
    location_id: int
    lot: str
    serial: str | None
    expiry: date | None
    qty: Decimal
    value: Decimal
    movement_id: int


@dataclass(frozen=True, slots=True)
class Report:
    """Values in the site's currency."""

    id: int
    at: datetime
    user: str | None
    made_qty: Decimal
    spoilt_qty: Decimal
    consumed_value: Decimal
    produced_value: Decimal
    scrapped_value: Decimal
    reason: str
    undone_at: datetime | None
    undone_by: str | None
    undo_reason: str

    @property
    def account(self) -> Account:
        return Account(*map(millionths, (self.consumed_value, self.produced_value, self.scrapped_value)))


@dataclass(frozen=True, slots=True)
class Line:
    report_id: int
    line: int
    role: str
    item_id: int
    sku: str
    name: str
    unit: str
    location_id: int
    location: str
    lot: str
    serial: str | None
    expiry: date | None
    qty: Decimal
    value: Decimal
    movement_id: int


def taken(conn: Connection, order_id: int) -> dict[int, Taken]:
    """By item."""
    return {row[0]: Taken(*row[1:]) for row in conn.execute(_Q["taken"], {"order_id": order_id})}


def add(
    conn: Connection,
    order: Order,
    adds: Account,
    lines: Sequence[NewLine],
    *,
    made: Decimal,
    spoilt: Decimal,
    reason: str,
    at: datetime,
    user_id: int | None,
) -> int:
    """On a locked order, whose state and sums follow; gives the report's id."""
    values = _sums(adds) | {
        "order_id": order.id, "at": at, "user_id": user_id, "made_qty": made, "spoilt_qty": spoilt,
        "reason": reason,
    }  # fmt: skip
    row = conn.execute(_Q["add_report"], values).fetchone()
    assert row is not None  # noqa: S101 - an insert without conflict gives its row
    columns = {
        "lines": list(range(1, len(lines) + 1)),
        "roles": [line.role for line in lines],
        "item_ids": [line.item_id for line in lines],
        "location_ids": [line.location_id for line in lines],
        "lots": [line.lot for line in lines],
        "serials": [line.serial for line in lines],
        "expiries": [line.expiry for line in lines],
        "qtys": [line.qty for line in lines],
        "values": [line.value for line in lines],
        "movement_ids": [line.movement_id for line in lines],
    }
    conn.execute(_Q["add_lines"], columns | {"report_id": row[0]})
    _progress(conn, order, order.account.plus(adds), made, spoilt, reported=True, at=at)
    return int(row[0])


def _sums(account: Account) -> dict[str, Decimal]:
    return {
        "consumed_value": decimal(account.consumed),
        "produced_value": decimal(account.produced),
        "scrapped_value": decimal(account.scrapped),
    }


def _progress(
    conn: Connection,
    order: Order,
    account: Account,
    made: Decimal,
    spoilt: Decimal,
    *,
    reported: bool,
    at: datetime,
) -> None:
    now = replace(
        order, made_qty=order.made_qty + made, spoilt_qty=order.spoilt_qty + spoilt, reported=reported
    )
    values = _sums(account) | {
        "id": order.id, "state": states.progress(now.standing).value, "made_qty": now.made_qty,
        "spoilt_qty": now.spoilt_qty, "at": at,
    }  # fmt: skip
    conn.execute(_Q["progress"], values)
    downlink.notify(conn)


def list_page(conn: Connection, order_id: int, *, after: int | None = None, limit: int = 100) -> list[Report]:
    """Newest first, those behind ``after``."""
    return _page(conn, order_id, after=after, limit=limit, id=None)


def get(conn: Connection, order: Order, report_id: int) -> Report:
    """Raises NotFoundError."""
    found = _page(conn, order.id, after=None, limit=1, id=report_id)
    if not found:
        raise NotFoundError(f"report on production order {order.number!r} with id", report_id)
    return found[0]


def _page(conn: Connection, order_id: int, **values: object) -> list[Report]:
    with conn.cursor(row_factory=class_row(Report)) as cursor:
        return cursor.execute(_Q["reports"], values | {"order_id": order_id}, prepare=False).fetchall()


def lines(conn: Connection, report_ids: Collection[int]) -> list[Line]:
    """By report, in the order in which they were posted."""
    with conn.cursor(row_factory=class_row(Line)) as cursor:
        return cursor.execute(_Q["report_lines"], {"ids": sorted(report_ids)}).fetchall()


def undo(
    conn: Connection, order: Order, report: Report, *, reason: str, at: datetime, user_id: int | None
) -> Order:
    """On a locked order, as if it had never been; its movements are the caller's to reverse.

    Raises ConflictError when it has been undone, or what it consumed has gone into later ones.
    """
    orders.check(order, states.Action.UNDO)
    if report.undone_at is not None:
        raise ConflictError(f"report {report.id} has been undone already")
    try:
        account = order.account.minus(report.account)
    except ValueError as error:
        raise ConflictError(f"report {report.id}: {error}") from error
    conn.execute(_Q["undo"], {"id": report.id, "at": at, "user_id": user_id, "reason": reason})
    reported = orders.get(conn, order.number).reported
    _progress(conn, order, account, -report.made_qty, -report.spoilt_qty, reported=reported, at=at)
    return orders.get(conn, order.number)


def of_movement(conn: Connection, movement_id: int) -> tuple[str, int] | None:
    """The order's number and the report that a movement belongs to; None: to none."""
    row = conn.execute(_Q["order_of_movement"], {"movement_id": movement_id}).fetchone()
    return None if row is None else (str(row[0]), int(row[1]))
