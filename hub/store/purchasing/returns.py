"""Goods that go back to the supplier of an order: they count as received on it no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from hub.domain.purchasing import returning
from hub.domain.purchasing.returning import ReturnedLine
from hub.domain.purchasing.states import Kind, Standing, State, progress
from hub.store import queries

_Q = queries.load("purchase_receipts")
_ORDERS = queries.load("purchase_orders")
Connection = psycopg.Connection[TupleRow]
Settlement = Literal["replace", "credit"]


class GoesBack(NamedTuple):
    item_id: int
    qty: Decimal


def book(
    conn: Connection,
    order_id: int,
    goods: Sequence[GoesBack],
    settlement: Settlement,
    *,
    number: str,
    reason: str,
    user_id: int,
    at: datetime,
) -> dict[int, Decimal]:
    """Lower what has come of the order's lines: open again to replace it, or lowered themselves for a credit.

    Gives by item id what is more than came on the order: it changes nothing. The order is locked until the
    transaction ends; call it before the ledger posts.
    """
    conn.execute(_Q["lock_order"], {"id": order_id})
    rows = conn.execute(_Q["lines_of_order"], {"id": order_id}).fetchall()
    lines = {row[0]: ReturnedLine(row[0], row[1], row[2], row[3]) for row in rows}
    beyond: dict[int, Decimal] = {}
    before = dict(lines)
    for one in goods:
        left = returning.take_back(lines, one.item_id, one.qty, credit=settlement == "credit")
        if left > 0:
            beyond[one.item_id] = beyond.get(one.item_id, Decimal(0)) + left
    changed = [line for line in lines.values() if line != before[line.line]]
    if not changed:
        return beyond
    values = {
        "order_id": order_id,
        "lines": [line.line for line in changed],
        "qtys": [line.qty for line in changed],
        "received": [line.received_qty for line in changed],
        "at": at,
    }
    conn.execute(_Q["set_returned"], values)
    kind, state, sent = rows[0][4:7]
    standing = Standing(
        Kind(kind),
        State(state),
        received_some=any(line.received_qty > 0 for line in lines.values()),
        received_all=all(line.received_qty >= line.qty for line in lines.values()),
        sent=sent,
    )
    after = progress(standing).value
    conn.execute(_Q["set_states"], {"ids": [order_id], "states": [after], "at": at})
    event = {
        "order_id": order_id, "at": at, "kind": "returned", "user_id": user_id, "link_id": None,
        "reason": f"{number}: {reason}",
        "before": Jsonb({"state": state, "lines": _seen([before[line.line] for line in changed])}),
        "after": Jsonb({"state": after, "lines": _seen(changed)}),
    }  # fmt: skip
    conn.execute(_ORDERS["add_event"], event)
    return beyond


def _seen(lines: Sequence[ReturnedLine]) -> dict[str, dict[str, str]]:
    return {
        str(line.line): {
            "qty": f"{line.qty.normalize():f}",
            "received_qty": f"{line.received_qty.normalize():f}",
        }
        for line in lines
    }
