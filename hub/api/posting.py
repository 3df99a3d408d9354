"""Posting what people say has happened or is to happen: for every feature that moves goods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from hub.api.database import Connection
from hub.api.problems import Problem
from hub.api.values import plain
from hub.domain.ledger import Entry, EntryError, Posted
from hub.store import downlink, items, ledger, locations, reservations, stock
from hub.store.inbound import arrivals
from hub.store.inbound.receipts import SaidOfReceipt


def post(
    conn: Connection, entries: Sequence[Entry], *, now: datetime, said: Sequence[SaidOfReceipt] = ()
) -> list[int]:
    """Into the books, whatever stands there; gives the movements' ids. Raises Problem (`validation`)."""
    return [one.id for one in _post(conn, entries, now, said)]


def _post(
    conn: Connection, entries: Sequence[Entry], now: datetime, said: Sequence[SaidOfReceipt] = ()
) -> list[Posted]:
    try:
        booked = arrivals.book(conn, entries, now, said)
        posted = ledger.post(conn, booked, recorded_at=now)
        arrivals.posted(conn, booked, now)
    except EntryError as error:
        raise Problem("validation", f"This cannot be posted: {error}.") from error
    reservations.ship(conn, booked, at=now)
    return posted


def move(conn: Connection, entries: Sequence[Entry], *, now: datetime) -> list[int]:
    """As `post`, but only what is there: what a person plans is refused when it cannot be covered.

    Agents are told what there is to do now. Raises Problem (`insufficient-stock`, `validation`).
    """
    return [one.id for one in move_valued(conn, entries, now=now)]


def move_valued(conn: Connection, entries: Sequence[Entry], *, now: datetime) -> list[Posted]:
    """As `move`; gives what each movement was worth too."""
    posted = _post(conn, entries, now)
    inside = {place.id: place.code for place in locations.by_ids(conn, {e.source_id for e in entries})}
    taken: dict[tuple[int, int, str], Entry] = {}
    for entry in entries:
        if entry.source_id in inside:
            key = (entry.item_id, entry.source_id, entry.lot)
            taken[key] = entry._replace(qty=entry.qty + (taken[key].qty if key in taken else 0))
    # after posting, when the ledger has the items locked; the rollback takes the posting back
    for key, left in stock.at_places(conn, taken).items():
        if left < 0:
            raise _shortage(conn, taken[key], inside[key[1]], left)
    downlink.notify(conn)
    return posted


def _shortage(conn: Connection, entry: Entry, place: str, left: Decimal) -> Problem:
    """``entry``: all that was to be taken there, as one."""
    available = plain(left + entry.qty)
    sku = items.sku_of(conn, entry.item_id)
    goods = f"{sku} of lot {entry.lot}" if entry.lot else sku
    return Problem(
        "insufficient-stock",
        f"At {place} there are {available} {goods}, not {plain(entry.qty)}. Count the place first.",
        available=available,
        requested=plain(entry.qty),
    )
