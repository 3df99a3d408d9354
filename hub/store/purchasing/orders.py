"""Purchase orders and their lines, as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import TupleRow, class_row, dict_row

from hub.domain.purchasing import approval
from hub.domain.purchasing.states import Kind, Standing, State
from hub.store import queries
from hub.store.errors import NotFoundError, StaleError

_Q = queries.load("purchase_orders")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Order:
    """``exchange_rate``: what one ``currency`` is in ``site_currency``; ``version``: people's changes."""

    id: int
    site_id: int
    site: str
    site_currency: str
    timezone: str
    supplier_id: int
    supplier: str
    supplier_name: str
    number: str
    kind: str
    blanket_id: int | None
    blanket: str | None
    state: str
    currency: str
    exchange_rate: Decimal
    valid_until: date | None
    supplier_reference: str
    note: str
    approved_amount: Decimal | None
    created_at: datetime
    created_by: str | None
    approved_at: datetime | None
    approved_by_id: int | None
    approved_by: str | None
    sent_at: datetime | None
    confirmed_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Line:
    """Quantities in base units; ``unit_price`` of one, in the order's currency."""

    order_id: int
    line: int
    item_id: int
    sku: str
    name: str
    unit: str
    qty_decimals: int
    supplier_sku: str
    qty: Decimal
    unit_price: Decimal
    expected_on: date | None
    confirmed_on: date | None
    received_qty: Decimal
    received_at: datetime | None
    called_qty: Decimal
    blanket_line: int | None

    @property
    def open_qty(self) -> Decimal:
        return max(self.qty - self.received_qty, Decimal(0))

    @property
    def due_on(self) -> date | None:
        """The supplier's own word before what was asked of him."""
        return self.confirmed_on or self.expected_on


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    supplier: str | None = None,
    states: Sequence[str] | None = None,
    kind: str | None = None,
    sku: str | None = None,
    blanket_id: int | None = None,
    due_before: date | None = None,
    only_sent: bool = False,
    after: int | None = None,
    limit: int = 100,
) -> list[Order]:
    """Newest first, those behind the order with id ``after``. ``only_sent``: that were sent, at some time."""
    values: dict[str, object] = {
        "ids": None,
        "number": None,
        "site": site,
        "supplier": supplier,
        "states": None if states is None else list(states),
        "kind": kind,
        "sku": sku,
        "blanket_id": blanket_id,
        "due_before": due_before,
        "sent": only_sent,
        "after": after,
        "limit": limit,
    }
    return _page(conn, values)


def _page(conn: Connection, values: dict[str, object]) -> list[Order]:
    with conn.cursor(row_factory=class_row(Order)) as cursor:
        return cursor.execute(_Q["page"], values, prepare=False).fetchall()


_NO_FILTER: dict[str, object] = dict.fromkeys(
    (
        "ids",
        "number",
        "site",
        "supplier",
        "states",
        "kind",
        "sku",
        "blanket_id",
        "due_before",
        "after",
        "limit",
    )
) | {"sent": False}


def find(conn: Connection, number: str) -> Order | None:
    found = _page(conn, _NO_FILTER | {"number": number})
    return found[0] if found else None


def get(conn: Connection, number: str) -> Order:
    """Raises NotFoundError."""
    order = find(conn, number)
    if order is None:
        raise NotFoundError("purchase order", number)
    return order


def sheet_rows(conn: Connection, numbers: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Lines of the orders with these numbers; None: of those that are not over. Neither blankets nor what is
    called off of them."""
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_Q["sheet"], {"numbers": numbers}).fetchall()


def numbers_taken(conn: Connection, numbers: Sequence[str]) -> set[str]:
    return {row[0] for row in conn.execute(_Q["numbers_taken"], {"numbers": list(numbers)})}


def by_ids(conn: Connection, ids: Iterable[int]) -> list[Order]:
    return _page(conn, _NO_FILTER | {"ids": list(ids)})


def lines(conn: Connection, order_ids: Iterable[int]) -> list[Line]:
    """By order and line."""
    with conn.cursor(row_factory=class_row(Line)) as cursor:
        return cursor.execute(_Q["lines"], {"ids": list(order_ids)}).fetchall()


def lock(conn: Connection, number: str, version: int | None = None) -> Order:
    """The order, and the blanket it draws on, stay as they are until the transaction ends.

    Raises NotFoundError; StaleError when it is not in the version that was seen.
    """
    ids = conn.execute(_Q["ids"], {"number": number}).fetchone()
    if ids is None:
        raise NotFoundError("purchase order", number)
    conn.execute(_Q["lock"], {"ids": list(ids)})
    order = get(conn, number)
    if version is not None and order.version != version:
        raise StaleError(f"purchase order {number!r}", version, order.version)
    return order


def save(conn: Connection, order: Order) -> None:
    """What may change of an order, as a new version of it."""
    conn.execute(_Q["save"], asdict(order))


def standing(order: Order, of: Sequence[Line]) -> Standing:
    """How it stands, for hub.domain.purchasing.states."""
    return Standing(
        Kind(order.kind),
        State(order.state),
        received_some=any(line.received_qty > 0 for line in of),
        received_all=bool(of) and all(line.received_qty >= line.qty for line in of),
        called=any(line.called_qty > 0 for line in of),
        sent=order.sent_at is not None,
    )


def amount(of: Iterable[Line]) -> Decimal:
    """In the order's currency."""
    return approval.amount((line.qty, line.unit_price) for line in of)
