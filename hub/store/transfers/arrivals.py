"""Goods that come on a transfer: matched to what was sent, in the transaction that posts them.

A receipt whose document is a transfer to its site does not come from a supplier: it takes the goods out of
transit. Between sites a movement takes them out of the sender's books, at what they are worth there, and
another one into the receiver's. What is beyond what was sent is booked too, and asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import TupleRow

from hub.domain.evidence import DAMAGED, ISSUE
from hub.domain.ledger import Entry
from hub.domain.transfers.arrivals import Line, match
from hub.store import ledger, queries
from hub.store.inbound.receipts import SaidOfReceipt
from hub.store.transfers import differences, documents
from hub.store.transfers.documents import Change

_Q = queries.load("transfers")
Connection = psycopg.Connection[TupleRow]
KIND: Final = "transfer"


class _Arriving(NamedTuple):
    id: int
    to_site_id: int
    number: str
    from_site_id: int


@dataclass(slots=True)
class Booked:
    """``entries``: what is booked, instead of what was said. By the index of those that come from another
    site ``sent_from`` says from which, and ``halves`` where the sender's half of them is: what is over has
    none. ``touched``: there was something of a transfer."""

    entries: list[Entry] = field(default_factory=list)
    halves: dict[int, int] = field(default_factory=dict)
    touched: bool = False
    sent_from: dict[int, int] = field(default_factory=dict)


def book(
    conn: Connection, entries: Sequence[Entry], said: Sequence[SaidOfReceipt], *, at: datetime
) -> Booked:
    """Locks the transfers, in the order of their ids. Nothing is refused."""
    arriving = _arriving(conn, entries, said)
    if not arriving:
        return Booked(list(entries))
    desk = _Desk(conn, arriving.values(), at)
    for entry in entries:
        transfer = arriving.get((entry.site_id, entry.document or ""))
        if transfer is None or entry.kind != "receipt" or entry.reverses is not None:
            desk.booked.entries.append(entry)
        else:
            desk.arrive(entry, transfer)
    desk.write()
    return desk.booked


def lock(
    conn: Connection,
    entries: Sequence[Entry],
    said: Sequence[SaidOfReceipt],
    leaving: Sequence[tuple[int, str]],
) -> None:
    """Those of ``leaving``, by the site that they leave, and those that `book` is going to ask for: all at
    once, in the order of their ids."""
    asked = [(site_id, number, True) for site_id, number in leaving]
    asked += [(site_id, number, False) for site_id, number in _asked(entries, said)]
    values = {
        "site_ids": [site_id for site_id, _, _ in asked],
        "numbers": [number for _, number, _ in asked],
        "leaving": [leaves for _, _, leaves in asked],
    }
    conn.execute(_Q["lock_both"], values)


def priced(conn: Connection, booked: Booked, entries: Sequence[Entry], *, at: datetime) -> Sequence[Entry]:
    """What comes from another site costs what leaves the books there, to the last millionth; what is over
    costs what a unit is worth there.

    ``entries``: those that were booked, in their order. Locks all rows of the ledger that they need, so it
    comes last before they are posted.
    """
    if not booked.sent_from:
        return entries
    keys = {(entry.site_id, entry.item_id) for entry in entries}
    keys |= {(site_id, entries[index].item_id) for index, site_id in booked.sent_from.items()}
    gone = [entries[half] for half in booked.halves.values()]
    leaving = [(entry.site_id, entry.item_id, entry.qty) for entry in gone]
    costs, worth = ledger.lock_leaving(conn, keys, leaving, recorded_at=at)
    made = list(entries)
    for index, cost in zip(booked.halves, costs, strict=True):
        made[index] = made[index]._replace(cost=cost)
    for index in booked.sent_from.keys() - booked.halves.keys():
        made[index] = made[index]._replace(unit_cost=worth[booked.sent_from[index], made[index].item_id])
    return made


def by_piece(entry: Entry, pieces: Collection[str]) -> list[Entry]:
    """An entry for each piece, and one for the rest of it."""
    one = [entry._replace(qty=Decimal(1), serial=serial) for serial in pieces]
    left = entry.qty - len(one)
    return [*one, entry._replace(qty=left)] if left else one


def places(conn: Connection, site_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """Ids of the sites' in_transit and other_site, by (site id, kind)."""
    values = {"site_ids": sorted(set(site_ids))}
    return {(row[0], row[1]): row[2] for row in conn.execute(_Q["places"], values)}


def _asked(entries: Sequence[Entry], said: Sequence[SaidOfReceipt]) -> list[tuple[int, str]]:
    wanted = {(e.site_id, e.document) for e in entries if e.kind == "receipt" and e.document is not None}
    return sorted(wanted | {(one.site_id, one.document) for one in said})


def _arriving(
    conn: Connection, entries: Sequence[Entry], said: Sequence[SaidOfReceipt]
) -> dict[tuple[int, str], _Arriving]:
    asked = _asked(entries, said)
    if not asked:
        return {}
    values = {"site_ids": [site for site, _ in asked], "numbers": [number for _, number in asked]}
    rows = [_Arriving(*row) for row in conn.execute(_Q["arriving"], values)]
    return {(one.to_site_id, one.number): one for one in rows}


class _Desk:
    """Books what comes, and gathers what that changes."""

    def __init__(self, conn: Connection, transfers: Iterable[_Arriving], at: datetime) -> None:
        self.booked = Booked(touched=True)
        self._conn, self._at = conn, at
        self._lines: dict[int, list[Line]] = {one.id: [] for one in transfers}
        for line in documents.lines(conn, list(self._lines)):
            self._lines[line.transfer_id].append(line.sent)
        sites = {site for one in transfers for site in (one.from_site_id, one.to_site_id)}
        self._places = places(conn, sites)
        self._received: dict[int, dict[int, Change]] = {}

    def arrive(self, entry: Entry, transfer: _Arriving) -> None:
        serial = entry.serial if entry.qty == 1 else None
        for part in match(self._lines[transfer.id], entry.item_id, entry.lot, entry.qty, serial):
            for came in by_piece(entry._replace(kind=KIND, qty=part.qty, lot=part.lot), part.pieces):
                if part.line is None:
                    self._over(came, transfer)
                else:
                    self._sent(came, transfer, part.line)

    def _sent(self, came: Entry, transfer: _Arriving, number: int) -> None:
        in_transit = self._places[transfer.from_site_id, "in_transit"]
        if transfer.from_site_id == transfer.to_site_id:
            self.booked.entries.append(came._replace(source_id=in_transit))
        else:
            # the sender's half is the hub's own: no device has seen the goods there
            gone = came._replace(
                site_id=transfer.from_site_id, source_id=in_transit,
                destination_id=self._places[transfer.from_site_id, "other_site"],
                epoch_id=None, seq=None, idx=None, device=None,
            )  # fmt: skip
            self.booked.entries.append(gone)
            half = len(self.booked.entries) - 1
            self._from_elsewhere(came, transfer)
            self.booked.halves[half + 1] = half
        lines = self._lines[transfer.id]
        (index,) = (index for index, line in enumerate(lines) if line.line == number)
        was, known = lines[index], [came.serial] if came.serial and came.qty == 1 else []
        lines[index] = was._replace(received=was.received + came.qty, pieces=was.pieces - {*known})
        received = self._received.setdefault(transfer.id, {})
        so_far = received.get(number, Change(number))
        received[number] = Change(
            number, received=so_far.received + came.qty, pieces=[*so_far.pieces, *known]
        )
        if (came.evidence or {}).get(ISSUE) == DAMAGED:
            self._differs("damaged", came, transfer)

    def _over(self, came: Entry, transfer: _Arriving) -> None:
        self._from_elsewhere(came, transfer)
        self._differs("over", came, transfer)

    def _from_elsewhere(self, came: Entry, transfer: _Arriving) -> None:
        if transfer.from_site_id != transfer.to_site_id:
            self.booked.sent_from[len(self.booked.entries)] = transfer.from_site_id
        source = self._places[transfer.to_site_id, "other_site"]
        self.booked.entries.append(came._replace(source_id=source))

    def _differs(self, kind: str, came: Entry, transfer: _Arriving) -> None:
        differences.add(
            self._conn, transfer.id, kind, item_id=came.item_id, lot=came.lot, qty=came.qty,
            location_id=came.destination_id, at=self._at, pieces=[came.serial] if came.serial else [],
        )  # fmt: skip

    def write(self) -> None:
        for transfer_id in sorted(self._lines):
            received = self._received.get(transfer_id, {})
            changes = [change for _, change in sorted(received.items())]
            documents.add(self._conn, transfer_id, changes)
            differences.reconcile(self._conn, transfer_id, at=self._at)
