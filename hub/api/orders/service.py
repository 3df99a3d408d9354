from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from hub.api.amounts import has_decimals
from hub.api.database import Connection
from hub.api.orders.schemas import (
    CartonAnswer,
    LineAnswer,
    NewOrderRequest,
    OrderAnswer,
    OrderSummary,
    ShipmentsAnswer,
    ShippedAnswer,
)
from hub.api.problems import Problem, WrongFields, not_found
from hub.api.references import known_site
from hub.store import agents, items, order_sites, orders, reservations, shipments, sites
from hub.store.orders import NewLine, Order, OrderLine
from hub.store.readings import Carton


def summaries(conn: Connection, found: Sequence[Order]) -> list[OrderSummary]:
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for line in orders.lines(conn, [order.id for order in found]):
        lines[line.order_id].append(line)
    return [OrderSummary.model_validate(_members(order, lines[order.id])) for order in found]


def one(conn: Connection, order: Order) -> OrderAnswer:
    lines = orders.lines(conn, [order.id])
    return OrderAnswer.model_validate(
        _members(order, lines) | {"lines": [LineAnswer.model_validate(line) for line in lines]}
    )


def _members(order: Order, lines: Sequence[OrderLine]) -> dict[str, Any]:
    names = ("site", "number", "customer", "status", "agent", "released_at", "shipped_at")
    return {name: getattr(order, name) for name in names} | {
        "line_count": len(lines),
        "qty": sum((line.qty for line in lines), Decimal(0)),
        "shipped_qty": sum((line.shipped_qty for line in lines), Decimal(0)),
    }


def find(conn: Connection, number: str, site: str | None) -> Order:
    """Raises Problem (`not-found`; `conflict` where several sites use the number)."""
    known_site(conn, site)
    where = [site] if site else order_sites.of_number(conn, number)
    if len(where) > 1:
        raise Problem("conflict", f"Several sites have an order {number!r}: name one.", sites=where)
    order = orders.find(conn, where[0], number) if where else None
    if order is None:
        raise not_found("order", repr(number))
    return order


def create(conn: Connection, wanted: NewOrderRequest, *, now: datetime) -> OrderAnswer:
    """Raises ConflictError, Problem (`validation`, with everything that is wrong)."""
    wrong = WrongFields()
    if sites.find(conn, wanted.site) is None:
        wrong.add("body.site", f"there is no site {wanted.site!r}")
    elif wanted.agent is not None and agents.find(conn, wanted.site, wanted.agent) is None:
        wrong.add("body.agent", f"site {wanted.site} has no agent {wanted.agent!r}")
    lines = [
        _line(conn, wrong, f"body.lines.{i}", line.sku, line.qty, line.unit_price)
        for i, line in enumerate(wanted.lines)
    ]
    wrong.raise_if_any()
    made = orders.create(
        conn,
        wanted.site,
        wanted.number,
        [line for line in lines if line is not None],
        released_at=now,
        customer=wanted.customer,
        agent=wanted.agent,
    )
    return one(conn, made)


def _line(
    conn: Connection, wrong: WrongFields, where: str, sku: str, qty: Decimal, unit_price: Decimal | None
) -> NewLine | None:
    item = items.find(conn, sku)
    if item is None:
        wrong.add(f"{where}.sku", f"there is no item {sku!r}")
        return None
    if not has_decimals(qty, item.qty_decimals):
        wrong.add(f"{where}.qty", f"item {sku} is counted with {item.qty_decimals} decimals")
    price = unit_price if unit_price is not None else item.price
    if price is None:
        wrong.add(f"{where}.unit_price", f"item {sku} has no price of its own: say one")
        return None
    return NewLine(sku, qty, price)


def cancel(conn: Connection, number: str, site: str | None, *, now: datetime) -> OrderAnswer:
    """What was reserved for it is free again. Raises ConflictError, Problem (`not-found`, `conflict`)."""
    order = find(conn, number, site)
    owner = sites.get(conn, order.site)
    # the lines stay locked, so that nothing of it ships between this look and the end
    shipped = [line for line in orders.lock_for_shipment(conn, [(owner.id, number)]) if line.shipped_qty > 0]
    if shipped and order.status == "released":
        raise Problem("conflict", f"Order {number!r} has begun to ship; what has left cannot be cancelled.")
    cancelled = orders.cancel(conn, order.site, number)
    reservations.release_document(conn, owner.id, number, at=now)
    return one(conn, cancelled)


def shipped(conn: Connection, order: Order) -> ShipmentsAnswer:
    rows = shipments.of_order(conn, sites.get(conn, order.site).id, order.number)
    return ShipmentsAnswer(items=[ShippedAnswer.model_validate(row) for row in rows])


def carton(row: Carton) -> CartonAnswer:
    names = CartonAnswer.model_fields.keys() - {"order"}
    return CartonAnswer.model_validate(
        {name: getattr(row, name) for name in names} | {"order": row.order_number}
    )
