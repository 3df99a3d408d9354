"""Goods that came without an order: asked about, item by item, and put onto an order when it is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.evidence import ISSUE, SUPPLIER
from hub.domain.inbound.unannounced import is_unannounced
from hub.domain.ledger import Entry
from hub.domain.valuation import ZERO
from hub.store import queries
from hub.store.inbound.exceptions import ReceiptException

_Q = queries.load("unannounced")
Connection = psycopg.Connection[TupleRow]
_LONGEST: Final = 64


@dataclass(frozen=True, slots=True)
class Received:
    """A receipt of the delivery that nobody has reversed."""

    id: int
    qty: Decimal
    source_id: int
    destination_id: int
    serial: str | None
    expiry: date | None
    occurred_at: datetime
    evidence: dict[str, Any] | None


def delivered_by(entry: Entry) -> str:
    """Who brought it, as the receiver said it; '': nobody said."""
    return str((entry.evidence or {}).get(SUPPLIER, ""))[:_LONGEST]


def note(
    conn: Connection, coming: Sequence[Entry], orders: Mapping[tuple[int, str], int], at: datetime
) -> None:
    """Ask about what came on no order; broken goods are asked about as such. A receipt that is taken back
    makes it less."""
    more: dict[tuple[int, str, int, str], Decimal] = defaultdict(lambda: ZERO)
    told: dict[tuple[int, str, int, str], tuple[int, str]] = {}
    for entry in coming:
        document = entry.document or ""
        if not is_unannounced(document) or (entry.site_id, document) in orders:
            continue
        if (entry.evidence or {}).get(ISSUE) is not None:
            continue
        key = (entry.site_id, document, entry.item_id, entry.lot)
        back = entry.reverses is not None
        more[key] += -entry.qty if back else entry.qty
        if not back:
            told[key] = (entry.destination_id, delivered_by(entry))
    for key, qty in sorted(more.items()):
        site_id, document, item_id, lot = key
        place, said = told.get(key, (None, ""))
        values = {
            "site_id": site_id, "document": document, "item_id": item_id, "lot": lot, "qty": abs(qty),
            "location_id": place, "delivered_by": said, "at": at,
        }  # fmt: skip
        if qty > 0:
            conn.execute(_Q["add"], values)
        elif qty < 0:
            conn.execute(_Q["clear"], values)
            conn.execute(_Q["less"], values)


def received(conn: Connection, found: ReceiptException) -> list[Received]:
    """What came of the item and lot on its delivery, but for what was broken."""
    values = {
        "site_id": found.site_id,
        "document": found.document,
        "item_id": found.item_id,
        "lot": found.lot,
        "issue": ISSUE,
    }
    with conn.cursor(row_factory=class_row(Received)) as cursor:
        return cursor.execute(_Q["received"], values, prepare=False).fetchall()
