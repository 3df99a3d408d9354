"""Movements by the document they belong to: an invoice, an order, a delivery note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries

_Q = queries.load("documents")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class DocumentMovement:
    """``by_agent``: a device said so, not a person or an import. ``qty`` in base units."""

    id: int
    document: str
    sku: str
    site_id: int
    item_id: int
    kind: str
    qty: Decimal
    source_id: int
    source_kind: str
    destination_id: int
    destination_kind: str
    unit_cost: Decimal
    revenue: Decimal | None
    lot: str
    occurred_at: datetime
    device: str | None
    by_agent: bool
    reverses: int | None


def movements(conn: Connection, site_id: int, documents: Sequence[str]) -> list[DocumentMovement]:
    """Of one site, in the order in which they were recorded."""
    values = {"site_id": site_id, "documents": list(documents)}
    with conn.cursor(row_factory=class_row(DocumentMovement)) as cursor:
        return cursor.execute(_Q["movements"], values).fetchall()


def standing(found: Sequence[DocumentMovement]) -> list[DocumentMovement]:
    """Those that no other one takes back."""
    taken_back = {movement.reverses for movement in found if movement.reverses is not None}
    return [m for m in found if m.reverses is None and m.id not in taken_back]


def count_by_agents(conn: Connection, site_id: int, documents: Sequence[str]) -> dict[str, int]:
    """How many movements devices have made for each document; one without any is left out."""
    values = {"site_id": site_id, "documents": list(documents)}
    return {row[0]: int(row[1]) for row in conn.execute(_Q["count_by_agents"], values)}
