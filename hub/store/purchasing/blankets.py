"""What call-offs draw of a blanket order's lines: never more than was agreed, however many draw at once.

Whoever draws holds the blanket's row locked (hub.store.purchasing.orders.lock locks it with its call-offs).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow

from hub.store import queries
from hub.store.errors import ConflictError
from hub.store.purchasing import orders
from hub.store.purchasing.orders import Line

_Q = queries.load("purchase_orders")
Connection = psycopg.Connection[TupleRow]


def held(lines: Iterable[Line]) -> dict[int, Decimal]:
    """What the lines of a call-off hold, by the blanket's line."""
    found: dict[int, Decimal] = {}
    for line in lines:
        if line.blanket_line is not None:
            found[line.blanket_line] = found.get(line.blanket_line, Decimal(0)) + line.qty
    return found


def unused(lines: Iterable[Line]) -> dict[int, Decimal]:
    """What they hold and has not come."""
    found: dict[int, Decimal] = {}
    for line in lines:
        if line.blanket_line is not None:
            found[line.blanket_line] = found.get(line.blanket_line, Decimal(0)) + line.open_qty
    return found


def redraw(
    conn: Connection, blanket_id: int, before: Mapping[int, Decimal], after: Mapping[int, Decimal]
) -> None:
    """Hold ``after`` instead of ``before``. Raises ConflictError when a line has not as much left."""
    zero = Decimal(0)
    deltas = {
        line: delta
        for line in sorted(before.keys() | after.keys())
        if (delta := after.get(line, zero) - before.get(line, zero))
    }
    if not deltas:
        return
    values = {"order_id": blanket_id, "lines": list(deltas), "qtys": list(deltas.values())}
    drawn = {row[0] for row in conn.execute(_Q["draw"], values)}
    missed = [line for line in deltas if line not in drawn]
    if missed:
        raise ConflictError(_shortage(conn, blanket_id, missed, deltas))


def _shortage(conn: Connection, blanket_id: int, missed: list[int], deltas: Mapping[int, Decimal]) -> str:
    (blanket,) = orders.by_ids(conn, [blanket_id])
    of = {line.line: line for line in orders.lines(conn, [blanket_id])}
    said = [
        f"of {of[line].sku} {(of[line].qty - of[line].called_qty).normalize():f} are left, "
        f"not {deltas[line].normalize():f}"
        if line in of
        else f"it has no line {line}"
        for line in missed
    ]
    return f"blanket order {blanket.number!r} has not that much left: {'; '.join(said)}"
