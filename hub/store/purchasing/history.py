"""What became of a purchase order: who did what when, and what it was before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb

from hub.domain.purchasing.changes import Snapshot, difference
from hub.store import queries
from hub.store.purchasing.orders import Line, Order

_Q = queries.load("purchase_orders")
Connection = psycopg.Connection[TupleRow]


class By(NamedTuple):
    """Who does it: a user, or a supplier by his link."""

    user_id: int | None = None
    link_id: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """``supplier``: he said so, by his link; neither he nor a user: goods came."""

    id: int
    at: datetime
    kind: str
    user: str | None
    supplier: str | None
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


def snapshot(order: Order, lines: Sequence[Line]) -> Snapshot:
    """What people may change of it."""
    return {
        "state": order.state,
        "note": order.note,
        "supplier_reference": order.supplier_reference,
        "exchange_rate": _text(order.exchange_rate),
        "valid_until": _text(order.valid_until),
        "lines": {
            str(line.line): {
                "sku": line.sku,
                "qty": _text(line.qty),
                "unit_price": _text(line.unit_price),
                "expected_on": _text(line.expected_on),
                "confirmed_on": _text(line.confirmed_on),
            }
            for line in lines
        },
    }


def _text(value: object) -> str | None:
    if value is None:
        return None
    text = f"{value:f}" if hasattr(value, "as_tuple") else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def add(
    conn: Connection,
    order_id: int,
    kind: str,
    *,
    at: datetime,
    by: By,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Only what differs is kept."""
    old, new = difference(before or {}, after or {})
    values = {
        "order_id": order_id,
        "at": at,
        "kind": kind,
        "user_id": by.user_id,
        "link_id": by.link_id,
        "reason": reason,
        "before": Jsonb(old),
        "after": Jsonb(new),
    }
    conn.execute(_Q["add_event"], values)


def list_page(conn: Connection, order_id: int, *, after: int | None = None, limit: int = 100) -> list[Event]:
    """Oldest first, those behind ``after``."""
    values = {"order_id": order_id, "after": after, "limit": limit}
    with conn.cursor(row_factory=class_row(Event)) as cursor:
        return cursor.execute(_Q["events"], values).fetchall()
