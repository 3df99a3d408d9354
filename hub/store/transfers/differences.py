"""What came of transfers otherwise than it was sent, decided by people.

Whoever changes the differences of a transfer has its row locked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.transfers.arrivals import missing
from hub.store import queries
from hub.store.errors import ConflictError, NotFoundError
from hub.store.transfers import documents

_Q = queries.load("transfer_differences")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Difference:
    """``location``: where the goods stand, at the receiving site. ``movement_id`` carried it out.

    ``pieces``: the serial numbers that it is of, as far as they are known.
    """

    id: int
    transfer: str
    transfer_id: int
    from_site: str
    from_site_id: int
    to_site: str
    to_site_id: int
    item_id: int
    sku: str
    name: str
    unit: str
    qty_decimals: int
    lot: str
    kind: str
    qty: Decimal
    location: str | None
    location_id: int | None
    raised_at: datetime
    decision: str | None
    decided_at: datetime | None
    decided_by: str | None
    reason: str
    movement_id: int | None
    pieces: list[str]


def add(
    conn: Connection,
    transfer_id: int,
    kind: str,
    *,
    item_id: int,
    lot: str,
    qty: Decimal,
    location_id: int,
    at: datetime,
    pieces: Sequence[str] = (),
) -> None:
    values = {
        "id": transfer_id, "kind": kind, "item_id": item_id, "lot": lot, "qty": qty,
        "location_id": location_id, "at": at, "pieces": list(pieces),
    }  # fmt: skip
    conn.execute(_Q["add"], values)


def reconcile(conn: Connection, transfer_id: int, *, at: datetime) -> None:
    """Bring what is undecided of what is short to what the lines say now, and the state with it."""
    unloaded = documents.standing(conn, transfer_id).unloaded
    short = missing((line.sent for line in documents.lines(conn, [transfer_id])), unloaded=unloaded)
    keys = sorted(short)
    values = {
        "id": transfer_id,
        "item_ids": [item_id for item_id, _ in keys],
        "lots": [lot for _, lot in keys],
        "qtys": [short[key] for key in keys],
        "at": at,
    }
    conn.execute(_Q["clear_short"], values)
    conn.execute(_Q["set_short"], values)
    documents.move_on(conn, transfer_id, at=at)


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    transfer: str | None = None,
    undecided_only: bool | None = None,
    after: int | None = None,
    limit: int = 100,
    difference_id: int | None = None,
) -> list[Difference]:
    """Newest first, those behind ``after``. ``site``: the sender's or the receiver's."""
    values = {
        "site": site, "transfer": transfer, "undecided": undecided_only, "after": after, "limit": limit,
        "difference_id": difference_id,
    }  # fmt: skip
    with conn.cursor(row_factory=class_row(Difference)) as cursor:
        return cursor.execute(_Q["page"], values, prepare=False).fetchall()


def get(conn: Connection, difference_id: int) -> Difference:
    """Raises NotFoundError."""
    found = list_page(conn, difference_id=difference_id, limit=1)
    if not found:
        raise NotFoundError("difference of a transfer", difference_id)
    return found[0]


def get_undecided(conn: Connection, difference_id: int) -> Difference:
    """It, its transfer locked until the transaction ends. Raises NotFoundError, ConflictError."""
    documents.lock(conn, get(conn, difference_id).transfer)
    found = get(conn, difference_id)  # as it is now that nobody else changes it
    if found.decision is not None:
        raise ConflictError(f"{found.decided_by or 'somebody'} has decided on it already: {found.decision}")
    return found


def decide(
    conn: Connection,
    found: Difference,
    *,
    decision: str,
    qty: Decimal,
    reason: str,
    user_id: int,
    at: datetime,
    movement_id: int | None,
    pieces: Collection[str] = (),
) -> None:
    """What is not decided on now stays to be decided; of what is short, `reconcile` sees to that."""
    values = {
        "id": found.id, "decision": decision, "qty": qty, "reason": reason, "user_id": user_id, "at": at,
        "movement_id": movement_id, "pieces": sorted(pieces),
    }  # fmt: skip
    conn.execute(_Q["decide"], values)
    if qty < found.qty and found.kind != "short":
        left = [one for one in found.pieces if one not in pieces]
        conn.execute(_Q["split"], {"id": found.id, "qty": found.qty - qty, "pieces": left})
