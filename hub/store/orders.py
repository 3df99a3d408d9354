"""Sales orders: released, packed by agents, shipped when every line is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import agents, downlink, items, queries, sites
from hub.store.errors import ConflictError, InvalidError, NotFoundError

_Q = queries.load("orders")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class NewLine:
    sku: str
    qty: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class OrderLine:
    order_id: int
    line: int
    sku: str
    name: str
    qty: Decimal
    unit_price: Decimal
    shipped_qty: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    id: int
    site: str
    number: str
    customer: str
    status: str
    agent: str | None
    released_at: datetime
    shipped_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line of an order that is to be packed, with what is left to ship; ``agent_id`` None: by any agent."""

    agent_id: int | None
    item_id: int
    number: str
    customer: str
    line: int
    sku: str
    name: str
    qty: Decimal


class LineToShip(NamedTuple):
    order_id: int
    line: int
    site_id: int
    site: str
    number: str
    status: str
    item_id: int
    qty: Decimal
    unit_price: Decimal
    shipped_qty: Decimal


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    status: str | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[Order]:
    """Newest first, those behind the order with id ``after``."""
    values = {"site": site, "status": status, "after": after, "limit": limit}
    with conn.cursor(row_factory=class_row(Order)) as cursor:
        return cursor.execute(_Q["page"], values).fetchall()


def find(conn: Connection, site: str, number: str) -> Order | None:
    with conn.cursor(row_factory=class_row(Order)) as cursor:
        return cursor.execute(_Q["by_number"], {"site": site, "number": number}).fetchone()


def get(conn: Connection, site: str, number: str) -> Order:
    """Raises NotFoundError."""
    order = find(conn, site, number)
    if order is None:
        raise NotFoundError(f"order at site {site!r} with number", number)
    return order


def lines(conn: Connection, order_ids: Sequence[int]) -> list[OrderLine]:
    with conn.cursor(row_factory=class_row(OrderLine)) as cursor:
        return cursor.execute(_Q["lines"], {"ids": list(order_ids)}).fetchall()


def create(
    conn: Connection,
    site: str,
    number: str,
    new_lines: Sequence[NewLine],
    *,
    released_at: datetime,
    customer: str = "",
    agent: str | None = None,
) -> Order:
    """A released order; its lines are numbered from 1. Agents are told after the commit.

    Raises NotFoundError (site, agent, any item), InvalidError (no line), ConflictError (the number).
    """
    if not new_lines:
        raise InvalidError(f"order {number!r} has no line")
    values = {
        "site_id": sites.get(conn, site).id,
        "number": number,
        "customer": customer,
        "agent_id": None if agent is None else agents.get(conn, site, agent).id,
        "released_at": released_at,
    }
    row = conn.execute(_Q["create"], values).fetchone()
    if row is None:
        raise ConflictError(f"site {site!r} has an order {number!r} already")
    rows = [
        {
            "order_id": row[0],
            "line": position,
            "item_id": items.get(conn, line.sku).id,
            "qty": line.qty,
            "unit_price": line.unit_price,
        }
        for position, line in enumerate(new_lines, start=1)
    ]
    with conn.cursor() as cursor:
        cursor.executemany(_Q["add_line"], rows)
    downlink.notify(conn)
    return get(conn, site, number)


def cancel(conn: Connection, site: str, number: str) -> Order:
    """Raises NotFoundError, and ConflictError when it is shipped or cancelled already."""
    order = get(conn, site, number)
    if conn.execute(_Q["cancel"], {"id": order.id}).fetchone() is None:
        raise ConflictError(f"order {number!r} is {order.status} already")
    downlink.notify(conn)
    return get(conn, site, number)


def open_at_site(conn: Connection, site_id: int) -> list[OpenLine]:
    """In the order in which the orders were released."""
    with conn.cursor(row_factory=class_row(OpenLine)) as cursor:
        return cursor.execute(_Q["open_at_site"], {"site_id": site_id}).fetchall()


def lock_for_shipment(conn: Connection, wanted: Sequence[tuple[int, str]]) -> list[LineToShip]:
    """Lock the lines of orders by (site id, number), in key order; a number that is no order gives none."""
    values = {"site_ids": [site for site, _ in wanted], "numbers": [number for _, number in wanted]}
    with conn.cursor(binary=True) as cursor:
        return [LineToShip(*row) for row in cursor.execute(_Q["lock_for_shipment"], values)]


def ship(conn: Connection, shipped: dict[tuple[int, int], Decimal], at: datetime) -> None:
    """Set what is shipped of (order id, line); orders whose lines are all shipped are closed."""
    keys = sorted(shipped)
    values = {
        "order_ids": [order for order, _ in keys],
        "lines": [line for _, line in keys],
        "qtys": [shipped[key] for key in keys],
    }
    conn.execute(_Q["ship_lines"], values)
    conn.execute(_Q["close_shipped"], {"ids": sorted({order for order, _ in keys}), "at": at})
    downlink.notify(conn)
