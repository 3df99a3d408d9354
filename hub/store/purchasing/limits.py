"""How much of one order each role may approve."""

from __future__ import annotations

import psycopg
from psycopg.rows import TupleRow

from hub.domain.purchasing.approval import Limit
from hub.store import queries

_Q = queries.load("purchase_limits")
Connection = psycopg.Connection[TupleRow]


def list_all(conn: Connection) -> list[Limit]:
    return [Limit(*row) for row in conn.execute(_Q["all"])]


def put(conn: Connection, limit: Limit) -> None:
    values = {"role": limit.role, "currency": limit.currency, "amount": limit.amount}
    conn.execute(_Q["put"], values)
