"""Transfers that are loaded at a terminal: what is to be loaded, and what was.

What was loaded has left: it is not refused for lack of stock, and a reservation does not keep it (a person
who sends from the office is refused then). A transfer leaves once. What comes for one that was sent, or given
up, meanwhile is for a person to decide: it may be the same goods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.ledger import Entry
from hub.domain.transfers.departures import Load, Planned, Sent, put_on_lines
from hub.domain.transfers.states import Action, RefusedError, Standing, State, check
from hub.store import downlink, queries
from hub.store.transfers import pieces
from hub.store.transfers.arrivals import KIND, by_piece, places

_Q = queries.load("transfer_departures")
Connection = psycopg.Connection[TupleRow]


class SaidOfDeparture(NamedTuple):
    """As a terminal tells it. ``evidence``: what the movements are to say of themselves."""

    site_id: int
    document: str
    at: datetime
    device: str
    operator: str | None
    loads: tuple[Load, ...]
    evidence: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class LineToLoad:
    number: str
    goes_to: str
    due_on: date | None
    sku: str
    name: str
    source: str
    lot: str
    qty: Decimal
    pieces: list[str]


@dataclass(frozen=True, slots=True)
class Departed:
    """By the index of what was said: the ``entries`` to be posted in this transaction, or why not."""

    entries: dict[int, list[Entry]]
    refused: dict[int, str]


def waiting(conn: Connection, site_id: int) -> int:
    """How many transfers wait to be sent from a site, told to a terminal or not."""
    row = conn.execute(_Q["waiting"], {"site_id": site_id}).fetchone()
    assert row is not None  # noqa: S101 - an aggregate gives a row
    return int(row[0])


def to_load(conn: Connection, site_id: int, *, limit: int) -> list[LineToLoad]:
    """Of so many transfers, by transfer; the earliest due first."""
    with conn.cursor(row_factory=class_row(LineToLoad)) as cursor:
        return cursor.execute(_Q["to_load"], {"site_id": site_id, "limit": limit}).fetchall()


def leave(conn: Connection, said: Sequence[SaidOfDeparture]) -> Departed:
    """The transfers are sent. Locks them, in the order of their ids, before anything of the ledger."""
    departed = Departed({}, {})
    if not said:
        return departed
    standing: dict[tuple[int, str], tuple[int, State]] = {}
    for site_id in sorted({one.site_id for one in said}):
        values = {"site_id": site_id, "numbers": [one.document for one in said if one.site_id == site_id]}
        for id_, number, state in conn.execute(_Q["lock"], values):
            standing[site_id, number] = id_, State(state)
    for index, one in enumerate(said):
        found = standing.get((one.site_id, one.document))
        if found is None:
            departed.refused[index] = f"no transfer {one.document!r} leaves this site"
            continue
        transfer_id, state = found
        try:
            check(Action.SEND, Standing(state))
        except RefusedError as error:
            departed.refused[index] = f"transfer {one.document}: {error}"
            continue
        _send(conn, transfer_id, one)
        departed.entries[index] = _entries(conn, one)
        standing[one.site_id, one.document] = transfer_id, State.IN_TRANSIT
    if departed.entries:
        downlink.notify(conn)  # there is less to load here, and more due elsewhere
    return departed


def _send(conn: Connection, transfer_id: int, said: SaidOfDeparture) -> None:
    planned = [
        Planned(line, Load(item, lot, place, qty, tuple(named)))
        for line, item, lot, place, qty, named in conn.execute(_Q["planned"], {"id": transfer_id})
    ]
    sent: Sent = put_on_lines(planned, said.loads)
    first = max((one.line for one in planned), default=0) + 1
    besides = {line: load.pieces for line, load in enumerate(sent.besides, start=first)}
    if sent.besides:
        values = {
            "id": transfer_id,
            "item_ids": [load.item_id for load in sent.besides],
            "lots": [load.lot for load in sent.besides],
            "from_location_ids": [load.place_id for load in sent.besides],
            "qtys": [load.qty for load in sent.besides],
        }
        conn.execute(_Q["add_lines"], values)
    values = {
        "id": transfer_id, "lines": list(sent.by_line), "qtys": list(sent.by_line.values()), "at": said.at,
        "operator": said.operator,
    }  # fmt: skip
    conn.execute(_Q["sent"], values)
    known = (sent.pieces | besides).items()
    pieces.plan(conn, transfer_id, [(line, serial) for line, serials in known for serial in serials])


def _entries(conn: Connection, said: SaidOfDeparture) -> list[Entry]:
    in_transit = places(conn, [said.site_id])[said.site_id, "in_transit"]
    return [
        entry
        for load in said.loads
        for entry in by_piece(
            Entry(
                said.site_id, load.item_id, KIND, load.qty, load.place_id, in_transit, said.at, lot=load.lot,
                document=said.document, device=said.device, evidence=said.evidence,
            ),
            load.pieces,
        )
    ]  # fmt: skip
