"""What came otherwise than ordered, kept beside the order, decided by people.

Whoever changes the exceptions of an order has the order's row locked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.inbound.differences import ItemStanding, undecided
from hub.store import queries
from hub.store.errors import ConflictError, NotFoundError

_Q = queries.load("receipt_exceptions")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class ReceiptException:
    """``location``: where the goods stand. ``movement_id`` carried the decision out."""

    id: int
    site: str
    site_id: int
    document: str
    order_id: int | None
    supplier: str | None
    item_id: int
    sku: str
    name: str
    unit: str
    qty_decimals: int
    lot: str
    kind: str
    qty: Decimal
    location: str | None
    raised_at: datetime
    decision: str | None
    decided_at: datetime | None
    decided_by: str | None
    reason: str
    movement_id: int | None


def reconcile(
    conn: Connection, order_ids: Sequence[int], places: Mapping[tuple[int, int], int], *, at: datetime
) -> None:
    """Bring what is undecided of over and short to what the orders' lines say now.

    ``places``: where of (order id, item id) something came last.
    """
    if not order_ids:
        return
    keys: list[tuple[int, int, str, Decimal, int | None]] = []
    for order_id, item_id, *amounts, unloaded in conn.execute(_Q["standing"], {"ids": sorted(order_ids)}):
        found = undecided(ItemStanding(*amounts), unloaded=unloaded)
        keys.append((order_id, item_id, "over", found.over, places.get((order_id, item_id))))
        keys.append((order_id, item_id, "short", found.short, None))
    values = {
        "order_ids": [key[0] for key in keys],
        "item_ids": [key[1] for key in keys],
        "kinds": [key[2] for key in keys],
        "qtys": [key[3] for key in keys],
        "location_ids": [key[4] for key in keys],
        "at": at,
    }
    conn.execute(_Q["clear_undecided"], values)
    conn.execute(_Q["set_undecided"], values)


def add_damaged(conn: Connection, **values: object) -> None:
    conn.execute(_Q["add_damaged"], values)


def add_wrong_item(conn: Connection, *, less: bool, **values: object) -> None:
    """``less``: a receipt of it was taken back."""
    if less:
        conn.execute(_Q["no_wrong_item"], values)
        conn.execute(_Q["less_wrong_item"], values)
    else:
        conn.execute(_Q["add_wrong_item"], values)


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    order: str | None = None,
    kind: str | None = None,
    undecided_only: bool | None = None,
    after: int | None = None,
    limit: int = 100,
    exception_id: int | None = None,
) -> list[ReceiptException]:
    """Newest first, those behind ``after``."""
    values = {
        "site": site, "order": order, "kind": kind, "undecided": undecided_only, "after": after,
        "limit": limit, "id": exception_id,
    }  # fmt: skip
    with conn.cursor(row_factory=class_row(ReceiptException)) as cursor:
        return cursor.execute(_Q["page"], values, prepare=False).fetchall()


def get(conn: Connection, exception_id: int) -> ReceiptException:
    """Raises NotFoundError."""
    found = list_page(conn, exception_id=exception_id, limit=1)
    if not found:
        raise NotFoundError("receipt exception", exception_id)
    return found[0]


def get_undecided(conn: Connection, exception_id: int) -> ReceiptException:
    """It, and its order, locked until the transaction ends. Raises NotFoundError, ConflictError."""
    row = conn.execute(_Q["order_of"], {"id": exception_id}).fetchone()
    if row is not None and row[0] is not None:
        conn.execute(_Q["lock_order"], {"id": row[0]})
    conn.execute(_Q["lock"], {"id": exception_id})
    found = get(conn, exception_id)
    if found.decision is not None:
        raise ConflictError(f"{found.decided_by or 'somebody'} has decided on it already: {found.decision}")
    return found


def decide(
    conn: Connection,
    found: ReceiptException,
    *,
    decision: str,
    qty: Decimal,
    reason: str,
    user_id: int,
    at: datetime,
) -> None:
    """What is not decided on now stays to be decided."""
    values = {
        "id": found.id,
        "decision": decision,
        "qty": qty,
        "reason": reason,
        "user_id": user_id,
        "at": at,
    }
    conn.execute(_Q["decide"], values)
    if qty < found.qty:
        conn.execute(_Q["split"], {"id": found.id, "qty": found.qty - qty})


def carried_out(conn: Connection, exception_id: int, movement_id: int) -> None:
    conn.execute(_Q["carried_out"], {"id": exception_id, "movement_id": movement_id})
