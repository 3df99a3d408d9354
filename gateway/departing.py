"""Transfers that terminals say they have loaded: their goods leave, or it is held with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hub.domain.ledger import Entry
from hub.store.agents import Connection
from hub.store.quarantine import Held
from hub.store.transfers import departures
from hub.store.transfers.departures import SaidOfDeparture


class Departing(NamedTuple):
    """``held``: what is kept of it should its document not allow it; the detail is still to be said."""

    said: SaidOfDeparture
    held: Held


def leave(conn: Connection, departing: Sequence[Departing]) -> tuple[list[Entry], list[Held]]:
    """What is to be posted, and what is held."""
    departed = departures.leave(conn, [one.said for one in departing])
    held = [departing[index].held._replace(detail=why) for index, why in departed.refused.items()]
    return departed.entries, held
