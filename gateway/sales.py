"""Revenue and shipped quantities of goods that leave on a sales order, or come back on one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from hub.domain.alarms import CANCELLED_ORDER_SHIPPED
from hub.domain.ledger import Entry
from hub.domain.orders import OpenLine, fill
from hub.domain.valuation import times
from hub.store import alarms, orders
from hub.store.orders import Connection, LineToShip

_SOLD = frozenset({"shipment", "customer_return"})


def lock(conn: Connection, entries: Sequence[Entry]) -> list[LineToShip]:
    """The lines of the sales orders that these are on."""
    wanted = sorted({(e.site_id, e.document) for e in entries if e.kind in _SOLD and e.document is not None})
    return orders.lock_for_shipment(conn, wanted) if wanted else []


def price(conn: Connection, entries: Sequence[Entry], recorded_at: datetime) -> list[Entry]:
    """The entries with the revenue of those whose document is a sales order of their site.

    What is shipped is noted in the order's lines, and an order whose lines are all shipped is closed. Goods
    that leave on a cancelled order have left: they count, and raise an alarm.
    """
    lines = lock(conn, entries)
    if not lines:
        return list(entries)
    book = _Book(lines)
    priced = [book.price(entry) if entry.kind in _SOLD else entry for entry in entries]
    if book.shipped:
        orders.ship(conn, book.shipped, recorded_at)
    for site_id, site, number in sorted(book.cancelled):
        detail = f"order {number} was cancelled, and goods left on it"
        subject = f"{site}/{number}"
        alarms.raise_(conn, CANCELLED_ORDER_SHIPPED, subject, at=recorded_at, detail=detail, site_id=site_id)
    return priced


class _Book:
    def __init__(self, lines: Sequence[LineToShip]) -> None:
        self.shipped: dict[tuple[int, int], Decimal] = {}
        self.cancelled: set[tuple[int, str, str]] = set()
        self._lines: dict[tuple[int, str | None, int], list[LineToShip]] = {}
        for line in lines:
            self._lines.setdefault((line.site_id, line.number, line.item_id), []).append(line)

    def price(self, entry: Entry) -> Entry:
        lines = self._lines.get((entry.site_id, entry.document, entry.item_id))
        if lines is None:
            return entry
        if entry.kind == "customer_return":
            return entry._replace(revenue=-times(entry.qty, lines[0].unit_price))
        if lines[0].status == "cancelled":
            self.cancelled.add((lines[0].site_id, lines[0].site, lines[0].number))
        filled = fill([self._open(line) for line in lines], entry.qty)
        self.shipped.update(filled.shipped)
        return entry._replace(revenue=filled.revenue)

    def _open(self, line: LineToShip) -> OpenLine:
        key = (line.order_id, line.line)
        return OpenLine(key, line.qty, line.unit_price, self.shipped.get(key, line.shipped_qty))
