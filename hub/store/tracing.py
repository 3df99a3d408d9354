"""Where lots and serial numbers have been."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow

from hub.domain.production.genealogy import Batch
from hub.domain.tracing import Flow
from hub.store import queries

_Q = queries.load("tracing")
Connection = psycopg.Connection[TupleRow]


class Sold(NamedTuple):
    """``customer``: whose sales order it is; ``packages``: the cartons that it was packed into."""

    site: str
    customer: str | None
    batch: Batch
    qty: Decimal
    packages: list[str]


def flows(conn: Connection, batches: Sequence[Batch]) -> list[list[Flow]]:
    """Of each of them, through all sites; none where nothing ever moved of it, or it is not told apart."""
    values = {
        "item_ids": [batch.item_id for batch in batches],
        "lots": [batch.lot for batch in batches],
        "serials": [batch.serial for batch in batches],
    }
    found: list[list[Flow]] = [[] for _ in batches]
    # planned for its values each time: a plan for all at once uses no partial index
    for row in conn.execute(_Q["flows"], values, prepare=False):
        found[row[0] - 1].append(Flow(*row[1:]))
    return found


def on_document(conn: Connection, document: str, *, site: str | None, limit: int) -> list[Sold]:
    """What went to customers on it and did not come back."""
    values = {"document": document, "site": site, "limit": limit}
    rows = conn.execute(_Q["on_document"], values, prepare=False)
    return [Sold(row[0], row[1], Batch(*row[2:5]), row[5], row[6]) for row in rows]
