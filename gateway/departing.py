"""Transfers that terminals say they have loaded: their goods leave, or it is held with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gateway import sales
from hub.domain.ledger import Entry
from hub.store.agents import Connection
from hub.store.inbound import arrivals
from hub.store.inbound.receipts import SaidOfReceipt
from hub.store.quarantine import Held
from hub.store.transfers import departures
from hub.store.transfers.departures import SaidOfDeparture


class Departing(NamedTuple):
    """``held``: what is kept of it should its document not allow it; the detail is still to be said.

    ``place``: before which of the transaction's entries it was said.
    """

    said: SaidOfDeparture
    held: Held
    place: int


def leave(
    conn: Connection,
    departing: Sequence[Departing],
    entries: Sequence[Entry],
    unloadings: Sequence[SaidOfReceipt],
) -> tuple[list[Entry], list[Held]]:
    """``entries`` with what has left among them, and what is held.

    They and ``unloadings`` are booked after it in the same transaction: what they concern is locked before
    the transfers, or with them, as `hub.store` has it.
    """
    if not departing:
        return list(entries), []
    said = [one.said for one in departing]
    sales.lock(conn, entries)
    arrivals.lock(conn, entries, unloadings, said)
    departed = departures.leave(conn, said)
    held = [departing[index].held._replace(detail=why) for index, why in departed.refused.items()]
    return _in_order(departing, departed.entries, entries), held


def _in_order(
    departing: Sequence[Departing], left: Mapping[int, Sequence[Entry]], entries: Sequence[Entry]
) -> list[Entry]:
    """Each departure where it was said, but before anything that comes on its document."""
    comes: dict[str, int] = {}
    for place, entry in enumerate(entries):
        if entry.kind == "receipt" and entry.document is not None:
            comes.setdefault(entry.document, place)
    last = len(entries)
    places = {n: min(departing[n].place, comes.get(departing[n].said.document, last)) for n in left}
    ordered = list(entries)
    for index in sorted(left, key=lambda n: (places[n], n), reverse=True):
        ordered[places[index] : places[index]] = left[index]
    return ordered
