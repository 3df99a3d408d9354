"""Promised stock: reserved only while it is there, used up by shipments, given back by a release.

Whoever changes a reservation holds the cost row of its (site, item) locked first, in key order, as the ledger
does: no two writers wait for each other, and what is reserved is the sum of what is open, always.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain import allocation
from hub.domain.allocation import Open
from hub.domain.ledger import Entry
from hub.store import queries
from hub.store.errors import ConflictError, NotFoundError, StoreError

_Q = queries.load("reservations")
Connection = psycopg.Connection[TupleRow]
_USES_UP = ("shipment", "production")


@dataclass(frozen=True, slots=True)
class Reservation:
    """``qty`` = shipped + released + open; ``closed_at`` when nothing of it is open any more."""

    id: int
    site: str
    sku: str
    name: str
    unit: str
    document: str
    qty: Decimal
    shipped_qty: Decimal
    released_qty: Decimal
    open_qty: Decimal
    user_login: str | None
    reserved_at: datetime
    closed_at: datetime | None
    released_by: str | None
    release_reason: str


@dataclass(frozen=True, slots=True)
class Short:
    sku: str
    available: Decimal
    requested: Decimal


class ShortageError(StoreError):
    """Stock that was asked for is not there, or is promised to others; ``short`` has every item."""

    def __init__(self, short: Sequence[Short]) -> None:
        super().__init__(f"not enough of {', '.join(one.sku for one in short)} is free")
        self.short = list(short)


def reserve(
    conn: Connection,
    site_id: int,
    document: str,
    lines: Iterable[tuple[int, Decimal]],
    *,
    at: datetime,
    user_id: int | None = None,
) -> list[int]:
    """All of the lines (item id, qty > 0) or none; gives the ids of the reservations, one an item.

    Raises ShortageError, and then has reserved nothing.
    """
    wanted = allocation.together(lines)
    with conn.transaction():
        with conn.pipeline():
            tries = [
                conn.execute(_Q["reserve"], {"site_id": site_id, "item_id": item_id, "qty": qty})
                for item_id, qty in wanted
            ]
        missed = [line for line, tried in zip(wanted, tries, strict=True) if tried.rowcount == 0]
        if missed:
            raise ShortageError(_short(conn, site_id, missed))
        values = {
            "site_id": site_id,
            "document": document,
            "user_id": user_id,
            "at": at,
            "item_ids": [item_id for item_id, _ in wanted],
            "qtys": [qty for _, qty in wanted],
        }
        return [row[0] for row in conn.execute(_Q["add"], values)]


def free(conn: Connection, site_id: int, item_ids: Iterable[int]) -> dict[int, Decimal]:
    """By item id what is ours, not held and not promised; below 0: more is promised than there is."""
    values = {"site_id": site_id, "item_ids": sorted(set(item_ids))}
    return {row[0]: row[2] for row in conn.execute(_Q["left"], values)}


def _short(conn: Connection, site_id: int, missed: Sequence[tuple[int, Decimal]]) -> list[Short]:
    values = {"site_id": site_id, "item_ids": [item_id for item_id, _ in missed]}
    left = {row[0]: (row[1], row[2]) for row in conn.execute(_Q["left"], values)}
    return [Short(left[item_id][0], left[item_id][1], qty) for item_id, qty in missed]


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    sku: str | None = None,
    document: str | None = None,
    only_open: bool = False,
    after: int | None = None,
    limit: int = 100,
) -> list[Reservation]:
    """Newest first, those behind ``after``."""
    return _page(
        conn, site=site, sku=sku, document=document, open=only_open, after=after, limit=limit, id=None
    )


def get(conn: Connection, reservation_id: int) -> Reservation:
    """Raises NotFoundError."""
    found = _page(
        conn, site=None, sku=None, document=None, open=False, after=None, limit=1, id=reservation_id
    )
    if not found:
        raise NotFoundError("reservation", reservation_id)
    return found[0]


def _page(conn: Connection, **values: object) -> list[Reservation]:
    with conn.cursor(row_factory=class_row(Reservation)) as cursor:
        return cursor.execute(_Q["page"], values, prepare=False).fetchall()


def release(
    conn: Connection, reservation_id: int, *, at: datetime, user_id: int | None = None, reason: str = ""
) -> None:
    """Give back what is open of it. Raises NotFoundError, and ConflictError when nothing is."""
    get(conn, reservation_id)
    if not _release(conn, [reservation_id], at):
        raise ConflictError(f"reservation {reservation_id} is closed already")
    conn.execute(_Q["say_why"], {"id": reservation_id, "user_id": user_id, "reason": reason})


def release_document(conn: Connection, site_id: int, document: str, *, at: datetime) -> None:
    """Give back all that is open for it."""
    _release(conn, [row[3] for row in _open_of(conn, [(site_id, document)])], at)


def _release(conn: Connection, ids: Sequence[int], at: datetime) -> bool:
    keys = conn.execute(_Q["keys"], {"ids": list(ids)}).fetchall()
    values = {"site_ids": [key[0] for key in keys], "item_ids": [key[1] for key in keys]}
    conn.execute(_Q["lock_costs"], values)
    # read only now: a shipment may have used some of it up while we waited
    opened = [Open(*row) for row in conn.execute(_Q["open_by_id"], {"ids": list(ids)})]
    _close(conn, opened, at, shipped=False)
    return bool(opened)


def ship(conn: Connection, entries: Iterable[Entry], *, at: datetime) -> None:
    """What leaves by these entries on their documents uses up what was reserved for those, the oldest first.

    To be called after the ledger has posted them, which locks the cost rows. Production goes by its order's
    number too: what is promised to an order are its components, and none of what it makes.
    """
    leaving = [e for e in entries if e.kind in _USES_UP and e.document is not None and e.reverses is None]
    documents = {(e.site_id, e.document) for e in leaving if e.document is not None}
    promised: dict[tuple[int, str, int], list[Open]] = {}
    if documents:
        for site_id, document, item_id, reservation_id, qty in _open_of(conn, sorted(documents)):
            promised.setdefault((site_id, document, item_id), []).append(Open(reservation_id, qty))
    if not promised:
        return
    shipped: dict[tuple[int, str, int], Decimal] = {}
    for entry in leaving:
        key = (entry.site_id, entry.document or "", entry.item_id)
        shipped[key] = shipped.get(key, Decimal(0)) + entry.qty
    parts = [
        part
        for key, opened in promised.items()
        if key in shipped
        for part in allocation.used(opened, shipped[key])
    ]
    _close(conn, parts, at, shipped=True)


def _open_of(
    conn: Connection, documents: Sequence[tuple[int, str]]
) -> list[tuple[int, str, int, int, Decimal]]:
    values = {
        "site_ids": [site for site, _ in documents],
        "documents": [document for _, document in documents],
    }
    return [(row[0], row[1], row[2], row[3], row[4]) for row in conn.execute(_Q["open_of"], values)]


def _close(conn: Connection, parts: Sequence[Open], at: datetime, *, shipped: bool) -> None:
    if parts:
        values = {"ids": [p.id for p in parts], "qtys": [p.qty for p in parts], "shipped": shipped, "at": at}
        conn.execute(_Q["close_part"], values)
