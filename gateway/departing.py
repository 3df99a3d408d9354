"""Transfers that terminals say they have loaded: their goods leave, or it is held with the reason."""

from __future__ import annotations

from collections.abc import Sequence
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
    """``held``: what is kept of it should its document not allow it; the detail is still to be said."""

    said: SaidOfDeparture
    held: Held


def leave(
    conn: Connection,
    departing: Sequence[Departing],
    entries: Sequence[Entry],
    unloadings: Sequence[SaidOfReceipt],
) -> tuple[list[Entry], list[Held]]:
    """What is to be posted, and what is held.

    ``entries`` and ``unloadings`` are booked after it in the same transaction: what they concern is locked
    before the transfers, or with them, as `hub.store` has it.
    """
    if departing:
        sales.lock(conn, entries)
        arrivals.lock(conn, entries, unloadings, [(one.said.site_id, one.said.document) for one in departing])
    departed = departures.leave(conn, [one.said for one in departing])
    held = [departing[index].held._replace(detail=why) for index, why in departed.refused.items()]
    return departed.entries, held
