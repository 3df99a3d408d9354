"""Goods that come on a purchase order: counted on its lines, in the transaction that posts them.

A receipt whose document is the number of a purchase order of its site raises what has come of its lines,
once, and has the line's price as its cost where its device knew none. To be called before the ledger posts:
everybody locks the orders before the ledger's rows, and in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from hub.domain.alarms import OVER_RECEIPT, UNORDERED_RECEIPT
from hub.domain.evidence import UNDO
from hub.domain.ledger import MAX_UNIT_COST, MAX_VALUE, Entry
from hub.domain.purchasing import receiving
from hub.domain.purchasing.receiving import LineKey, OrderedLine
from hub.domain.purchasing.states import Kind, Standing, State, expects_goods, progress
from hub.domain.valuation import EXACT, rounded, times
from hub.store import alarms, queries

_Q = queries.load("purchase_receipts")
_ORDERS = queries.load("purchase_orders")
Connection = psycopg.Connection[TupleRow]


class _Line(NamedTuple):
    order_id: int
    site_id: int
    site: str
    number: str
    kind: str
    state: str
    sent: bool
    exchange_rate: Decimal
    line: int
    item_id: int
    sku: str
    qty: Decimal
    unit_price: Decimal
    received_qty: Decimal
    called_qty: Decimal

    def ordered(self, received: dict[LineKey, Decimal]) -> OrderedLine:
        key = (self.order_id, self.line)
        unit_cost = times(self.unit_price, self.exchange_rate)
        return OrderedLine(key, self.qty, unit_cost, received.get(key, self.received_qty))


def book(conn: Connection, entries: Sequence[Entry], at: datetime) -> Sequence[Entry]:
    """The entries, with the cost of those that come on a purchase order. Nothing is refused.

    What is beyond an order, or was not to be expected on it, is booked, and raises an alarm.
    """
    wanted = {(e.site_id, e.document) for e in entries if _counts(e) and e.document is not None}
    if not wanted:
        return entries
    asked = sorted(wanted)
    values = {"site_ids": [site for site, _ in asked], "numbers": [number for _, number in asked]}
    ids = [row[0] for row in conn.execute(_Q["lock_orders"], values)]
    if not ids:
        return entries
    with conn.cursor(binary=True) as cursor:
        lines = [_Line(*row) for row in cursor.execute(_Q["lines"], {"ids": ids})]
    book_ = _Book(lines)
    costed = [book_.enter(entry) if _counts(entry) else entry for entry in entries]
    _write(conn, book_, at)
    return costed


def _counts(entry: Entry) -> bool:
    """A receipt, or what a scanner takes back of one."""
    return entry.kind == "receipt" or (entry.kind == "supplier_return" and UNDO in (entry.evidence or {}))


@dataclass(slots=True)
class _Book:
    """Gathers what the entries change."""

    lines: Sequence[_Line]
    received: dict[LineKey, Decimal] = field(default_factory=dict)
    over: dict[tuple[int, str, str, str], Decimal] = field(default_factory=dict)
    unordered: dict[tuple[int, str, str, int], str] = field(default_factory=dict)

    def enter(self, entry: Entry) -> Entry:
        of_order = [
            line for line in self.lines if line.site_id == entry.site_id and line.number == entry.document
        ]
        if not of_order:
            return entry
        order = of_order[0]
        of_item = [line for line in of_order if line.item_id == entry.item_id]
        ordered = [line.ordered(self.received) for line in of_item]
        if entry.reverses is not None or entry.kind != "receipt":
            if order.kind != Kind.BLANKET:
                self.received |= receiving.take_back(ordered, entry.qty)
            return entry
        standing = Standing(Kind(order.kind), State(order.state), sent=order.sent)
        if not ordered or not expects_goods(standing):
            why = _why(order) if ordered else "it is not on the order"
            self.unordered[order.site_id, order.site, order.number, entry.item_id] = why
        if not ordered:
            return entry
        booked = receiving.book(ordered, entry.qty)
        if order.kind != Kind.BLANKET:
            self.received |= booked.received
            if booked.over_qty > 0:
                key = (order.site_id, order.site, order.number, of_item[0].sku)
                self.over[key] = self.over.get(key, Decimal(0)) + booked.over_qty
        return entry if entry.unit_cost is not None else _costing(entry, booked.cost)


def _why(order: _Line) -> str:
    """Goods on it were not to be expected."""
    if order.kind == Kind.BLANKET:
        return "a blanket order is received by its call-offs"
    if order.state == State.CANCELLED:
        return "the order is cancelled"
    return "the order is closed" if order.state == State.CLOSED else "the order was not sent"


def _costing(entry: Entry, cost: Decimal) -> Entry:
    unit_cost = rounded(EXACT.divide(cost, entry.qty))
    # a price that the ledger cannot hold must not keep the goods out
    fits = unit_cost <= MAX_UNIT_COST and unit_cost * entry.qty <= MAX_VALUE
    return entry._replace(unit_cost=unit_cost) if fits else entry


def _write(conn: Connection, book: _Book, at: datetime) -> None:
    keys = sorted(book.received)
    if keys:
        values = {
            "order_ids": [order for order, _ in keys],
            "lines": [line for _, line in keys],
            "qtys": [book.received[key] for key in keys],
            "at": at,
        }
        conn.execute(_Q["set_received"], values)
        _move_on(conn, book, at)
    over = [
        alarms.NewAlarm(f"{site}/{number}/{sku}", f"{qty.normalize():f} {sku} more than was ordered", site_id)
        for (site_id, site, number, sku), qty in sorted(book.over.items())
    ]
    alarms.raise_many(conn, OVER_RECEIPT, over, at)
    unordered = [
        alarms.NewAlarm(f"{site}/{number}", f"goods came on {number}: {why}", site_id)
        for (site_id, site, number), why in sorted(
            {key[:3]: why for key, why in book.unordered.items()}.items()
        )
    ]
    alarms.raise_many(conn, UNORDERED_RECEIPT, unordered, at)


def _move_on(conn: Connection, book: _Book, at: datetime) -> None:
    """States that follow, and a line of history for each order."""
    touched = sorted({order for order, _ in book.received})
    next_states: list[str] = []
    before: list[Jsonb] = []
    after: list[Jsonb] = []
    for order_id in touched:
        lines = [line for line in book.lines if line.order_id == order_id]
        now = {line.line: book.received.get((order_id, line.line), line.received_qty) for line in lines}
        standing = Standing(
            Kind(lines[0].kind),
            State(lines[0].state),
            received_some=any(qty > 0 for qty in now.values()),
            received_all=all(now[line.line] >= line.qty for line in lines),
            sent=lines[0].sent,
        )
        state = progress(standing).value
        next_states.append(state)
        changed = [line for line in lines if now[line.line] != line.received_qty]
        before.append(_seen(lines[0].state, {line.line: line.received_qty for line in changed}))
        after.append(_seen(state, {line.line: now[line.line] for line in changed}))
    conn.execute(_Q["set_states"], {"ids": touched, "states": next_states, "at": at})
    conn.execute(_ORDERS["add_receipts"], {"order_ids": touched, "at": at, "before": before, "after": after})


def _seen(state: str, received: dict[int, Decimal]) -> Jsonb:
    lines = {str(line): {"received_qty": f"{qty.normalize():f}"} for line, qty in received.items()}
    return Jsonb({"state": state, "lines": lines})
