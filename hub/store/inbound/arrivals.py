"""Goods that come in, before the ledger posts them: which document they belong to, which package they were,
how they differ from the order.

What it locks it locks in the one order of `hub.store`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import psycopg
from psycopg.rows import TupleRow

from hub.domain.evidence import DAMAGED, ISSUE, SSCC
from hub.domain.ledger import Entry
from hub.store import downlink
from hub.store.inbound import (
    exceptions,
    lines,
    meeting,
    notices,
    receipts,
    sightings,
    tracked,
    unannounced,
    units,
)
from hub.store.inbound.notices import Came
from hub.store.inbound.receipts import SaidOfReceipt
from hub.store.purchasing import receipts as purchase_receipts
from hub.store.transfers import arrivals as transfers
from hub.store.transfers.departures import SaidOfDeparture

Connection = psycopg.Connection[TupleRow]


def book(
    conn: Connection, entries: Sequence[Entry], at: datetime, said: Sequence[SaidOfReceipt] = ()
) -> Sequence[Entry]:
    """The entries with their documents and costs; to be posted in the same transaction. Nothing is refused.

    A receipt without a document belongs to what is being unloaded at its place: so do goods that a portal
    sees. A piece that both a portal and a hand have counted is booked once.
    """
    if not said and not meeting.meets(conn, entries):
        if any(entry.kind == "putaway" for entry in entries):
            downlink.notify(conn)  # there is less to put away
        return entries
    tracked.lock_of(conn, entries)
    if said:
        sightings.lock(conn, entries, said)
        receipts.say(conn, said)
    coming = [entry for entry in entries if entry.kind == "receipt"]
    came = _packages(coming)  # a package has come, whoever else has counted what is in it
    transferred = transfers.book(conn, sightings.settle(conn, entries), said, at=at)
    entries = transferred.entries
    coming = [entry for entry in entries if entry.kind == "receipt"]
    documents = {
        (e.site_id, e.document)
        for e in entries
        if e.document is not None and (e.kind == "receipt" or sightings.is_undo(e))
    }
    documents |= {(one.site_id, one.document) for one in said}
    orders = receipts.lock_orders(conn, documents) if documents else {}
    if came:
        notices.arrive(conn, came, at=at)
    costed = purchase_receipts.book(conn, entries, at)
    _note(conn, coming, orders, at)
    tracked.tell(conn, entries, at)
    if orders or came or transferred.touched:
        downlink.notify(conn)
    return transfers.priced(conn, transferred, costed, at=at)


def lock(
    conn: Connection,
    entries: Sequence[Entry],
    said: Sequence[SaidOfReceipt],
    leaving: Sequence[SaidOfDeparture],
) -> None:
    """For a transaction in which transfers leave before the rest is booked: what `book` is going to lock, as
    far as transfers, and what ``leaving`` needs, in the one order."""
    pieces = [(load.item_id, piece) for one in leaving for load in one.loads for piece in load.pieces]
    tracked.lock_of(conn, entries, pieces)
    sightings.lock(conn, entries, said)
    transfers.lock(conn, entries, said, [(one.site_id, one.document) for one in leaving])


def posted(conn: Connection, entries: Sequence[Entry], at: datetime) -> None:
    """To be called once the ledger has posted what ``book`` gave."""
    if units.follow(conn, entries, at):
        downlink.notify(conn)


def note_unplaced(conn: Connection, places: Sequence[tuple[int, str]]) -> None:
    """At these (agent id, place) something was read that nobody could place: who unloads there is told."""
    if places and sightings.is_unloading_at(conn, places):
        downlink.notify(conn)


def _packages(coming: Sequence[Entry]) -> dict[str, Came]:
    """When, and where, each package came that these entries were in."""
    came: dict[str, Came] = {}
    for entry in coming:
        sscc = (entry.evidence or {}).get(SSCC)
        if sscc and entry.reverses is None:
            at = min(came[sscc].at, entry.occurred_at) if sscc in came else entry.occurred_at
            came[sscc] = Came(at, entry.destination_id)
    return came


def _note(
    conn: Connection, coming: Sequence[Entry], orders: dict[tuple[int, str], int], at: datetime
) -> None:
    ordered = lines.items_of(conn, sorted(orders.values())) if orders else {}
    places: dict[tuple[int, int], int] = {}
    for entry in coming:
        order_id = None if entry.document is None else orders.get((entry.site_id, entry.document))
        back = entry.reverses is not None
        damaged = (entry.evidence or {}).get(ISSUE) == DAMAGED and not back
        if order_id is None and not damaged:
            continue
        here = entry.source_id if back else entry.destination_id
        values = {
            "site_id": entry.site_id, "document": entry.document or "", "order_id": order_id,
            "item_id": entry.item_id, "lot": entry.lot, "qty": entry.qty, "location_id": here, "at": at,
        }  # fmt: skip
        if order_id is not None:
            places[order_id, entry.item_id] = here
            if entry.item_id not in ordered.get(order_id, frozenset()):
                exceptions.add_wrong_item(conn, less=back, **values)
        if damaged:
            exceptions.add_damaged(conn, delivered_by=unannounced.delivered_by(entry), **values)
    unannounced.note(conn, coming, orders, at)
    exceptions.reconcile(conn, sorted(orders.values()), places, at=at)
