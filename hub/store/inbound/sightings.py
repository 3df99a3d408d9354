"""Goods that a portal and hands count at one door: each piece goes into the books once, whoever saw it first.

A receipt at a place belongs to what is being unloaded there at its time. The rows of those unloadings are
locked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.evidence import FIRST_READ, ISSUE, SESSION, TAG, UNDO
from hub.domain.inbound import tally
from hub.domain.inbound.tally import Piece, Tally
from hub.domain.ledger import Entry
from hub.domain.valuation import ZERO
from hub.store import queries
from hub.store.inbound.receipts import SaidOfReceipt

_Q = queries.load("sightings")
Connection = psycopg.Connection[TupleRow]
# clocks of two machines that follow the same time servers differ by less
TOLERANCE: Final = timedelta(seconds=2)
_ONE: Final = Decimal(1)


class Unloading(NamedTuple):
    id: int
    site_id: int
    location_id: int
    document: str
    agent_id: int | None
    session: str | None
    opened_at: datetime
    closed_at: datetime | None

    def is_on(self, at: datetime) -> bool:
        over = self.closed_at is not None and at > self.closed_at + TOLERANCE
        return self.opened_at - TOLERANCE <= at and not over


@dataclass(frozen=True, slots=True)
class Counted:
    """An item of an unloading: tags ``seen``, serial numbers ``scanned``, ``plain`` the rest by hand."""

    sku: str
    name: str
    seen: int
    scanned: int
    plain: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A tag or code that nobody could place."""

    code: str
    detail: str
    occurred_at: datetime
    agent: str


class SeenTag(NamedTuple):
    document: str
    session: str | None
    sku: str
    name: str
    serial: str


class UnplacedTag(NamedTuple):
    document: str
    session: str | None
    code: str
    detail: str


def is_undo(entry: Entry) -> bool:
    """Whether a scanner takes back by it what it has received."""
    undone = entry.kind == "supplier_return" and entry.epoch_id is not None
    return undone and UNDO in (entry.evidence or {})


def settle(conn: Connection, entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries with their documents, without what was counted before, and with what gives way to a closer
    count taken back."""
    coming = [e for e in entries if _is_counted(e)]
    doors = _unloadings(conn, coming)
    sessions = _sessions(conn, [e for e in coming if _session(e) is not None and e.epoch_id is not None])
    if not doors and not sessions:
        return entries
    named: list[tuple[Entry, int | None]] = []
    for entry in entries:
        if not _is_counted(entry):
            named.append((entry, None))
            continue
        found = sessions.get((entry.epoch_id or 0, _session(entry) or ""))
        door = None if found is not None else _door(entry, doors)
        receipt = found if door is None else door.id
        of_door = entry if door is None else entry._replace(document=door.document)
        # what a person books at a desk is no reading of a door
        named.append((of_door, receipt if entry.epoch_id is not None else None))
    return _Settling(conn, named).entries()


def lock(conn: Connection, entries: Sequence[Entry], said: Sequence[SaidOfReceipt]) -> None:
    """The unloadings that there are of what is ``said`` and of what `settle` is going to look at, at once."""
    coming = [e for e in entries if _is_counted(e) and e.epoch_id is not None]
    at_doors = [e for e in coming if _session(e) is None]
    doors = sorted({(e.site_id, _place(e)) for e in at_doors})
    sessions = sorted({(e.epoch_id or 0, _session(e) or "") for e in coming if _session(e) is not None})
    named = [one for one in said if one.agent_id is not None]
    times = [entry.occurred_at for entry in at_doors]
    if not (doors or sessions or named):
        return
    values = {
        "agent_ids": [one.agent_id for one in named],
        "said": [one.session for one in named],
        "epoch_ids": [epoch for epoch, _ in sessions],
        "sessions": [session for _, session in sessions],
        "site_ids": [site for site, _ in doors],
        "location_ids": [place for _, place in doors],
        "since": min(times) - TOLERANCE if times else None,
        "until": max(times) + TOLERANCE if times else None,
    }
    conn.execute(_Q["lock_touched"], values)


def of_receipt(conn: Connection, receipt_id: int) -> list[Counted]:
    """By SKU."""
    with conn.cursor(row_factory=class_row(Counted)) as cursor:
        return cursor.execute(_Q["counted"], {"id": receipt_id}).fetchall()


def unplaced(conn: Connection, receipt_id: int, *, limit: int = 200) -> list[Unplaced]:
    with conn.cursor(row_factory=class_row(Unplaced)) as cursor:
        return cursor.execute(_Q["unplaced"], {"id": receipt_id, "limit": limit}).fetchall()


def seen_at_doors(conn: Connection, site_id: int, *, limit: int) -> list[SeenTag]:
    """For the unloadings that are going on at a site."""
    values = {"site_id": site_id, "limit": limit}
    return [SeenTag(*row) for row in conn.execute(_Q["seen_at_doors"], values)]


def unplaced_at_doors(conn: Connection, site_id: int, *, limit: int) -> list[UnplacedTag]:
    values = {"site_id": site_id, "limit": limit}
    return [UnplacedTag(*row) for row in conn.execute(_Q["unplaced_at_doors"], values)]


def is_unloading_at(conn: Connection, places: Sequence[tuple[int, str]]) -> bool:
    """Whether somebody unloads at one of these (agent id, place of its site)."""
    values = {"agent_ids": [agent for agent, _ in places], "places": [place for _, place in places]}
    row = conn.execute(_Q["is_unloading_at"], values).fetchone()
    return bool(row and row[0])


def _is_counted(entry: Entry) -> bool:
    return (entry.kind == "receipt" and entry.reverses is None) or is_undo(entry)


def _place(entry: Entry) -> int:
    """Where its goods stand, or stood."""
    return entry.source_id if is_undo(entry) else entry.destination_id


def _session(entry: Entry) -> str | None:
    return (entry.evidence or {}).get(SESSION)


def _door(entry: Entry, doors: Sequence[Unloading]) -> Unloading | None:
    """The unloading at its place and time that was begun last."""
    return next(
        (
            door
            for door in doors
            if (door.site_id, door.location_id) == (entry.site_id, _place(entry))
            and door.is_on(entry.occurred_at)
            and entry.document in (None, door.document)
        ),
        None,
    )


def _unloadings(conn: Connection, coming: Sequence[Entry]) -> list[Unloading]:
    asked = sorted({(e.site_id, _place(e)) for e in coming if _session(e) is None})
    if not asked:
        return []
    times = [entry.occurred_at for entry in coming]
    values = {
        "site_ids": [site for site, _ in asked],
        "location_ids": [place for _, place in asked],
        "since": min(times) - TOLERANCE,
        "until": max(times) + TOLERANCE,
    }
    return [Unloading(*row) for row in conn.execute(_Q["unloadings"], values)]


def _sessions(conn: Connection, entries: Sequence[Entry]) -> dict[tuple[int, str], int]:
    """Receipts by (epoch id, session), begun here where the word of their beginning is still on its way."""
    firsts: dict[tuple[int, str], Entry] = {}
    for entry in entries:
        firsts.setdefault((entry.epoch_id or 0, _session(entry) or ""), entry)
    if not firsts:
        return {}
    keys = {"epoch_ids": [k[0] for k in firsts], "sessions": [k[1] for k in firsts]}
    found = {(row[0], row[1]): row[2] for row in conn.execute(_Q["sessions"], keys)}
    late = {key: e for key, e in firsts.items() if key not in found and e.document}
    if not late:
        return found
    values = {
        "epoch_ids": [key[0] for key in late],
        "sessions": [key[1] for key in late],
        "site_ids": [e.site_id for e in late.values()],
        "documents": [e.document for e in late.values()],
        "location_ids": [e.destination_id for e in late.values()],
        "times": [_first_read(e) for e in late.values()],
    }
    conn.execute(_Q["begin"], values)
    return {(row[0], row[1]): row[2] for row in conn.execute(_Q["sessions"], keys)}


def _first_read(entry: Entry) -> datetime:
    said = (entry.evidence or {}).get(FIRST_READ)
    try:
        read = datetime.fromisoformat(said) if said else entry.occurred_at
    except ValueError:
        return entry.occurred_at
    return min(read, entry.occurred_at) if read.tzinfo is not None else entry.occurred_at


Key = tuple[int, int]


class _Settling:
    """Goes through the entries of one transaction in their order."""

    def __init__(self, conn: Connection, named: Sequence[tuple[Entry, int | None]]) -> None:
        self._conn, self._named = conn, named
        keys = sorted({(receipt, e.item_id) for e, receipt in named if receipt is not None})
        self._places: dict[int, int] = {}
        self._tallies: dict[Key, Tally] = {}
        if keys:
            self._load(keys)
        self._before = dict(self._tallies)
        self._out: list[Entry | None] = []
        self._pending: dict[tuple[int, int, str], int] = {}

    def entries(self) -> list[Entry]:
        for entry, receipt in self._named:
            if receipt is None:
                self._out.append(entry)
            elif is_undo(entry):
                self._undo(entry, (receipt, entry.item_id))
            elif TAG in (entry.evidence or {}):
                self._by_door(entry, (receipt, entry.item_id))
            else:
                self._by_hand(entry, (receipt, entry.item_id))
        self._save()
        return [entry for entry in self._out if entry is not None]

    def _by_door(self, entry: Entry, key: Key) -> None:
        if entry.serial is None or entry.qty != _ONE:
            self._out.append(entry)
            return
        self._tallies[key], new = tally.by_door(self._tallies[key], entry.serial)
        if new:
            self._pending[(*key, entry.serial)] = len(self._out)
            self._out.append(entry)

    def _by_hand(self, entry: Entry, key: Key) -> None:
        serial = entry.serial if entry.qty == _ONE else None
        known = self._tallies[key].pieces.get(serial, Piece()) if serial else Piece()
        if known.scanned:
            return
        self._tallies[key], new = tally.by_hand(self._tallies[key], entry.qty, serial)
        old = entry.qty - new
        if old and self._is_closer(entry, key):
            self._tallies[key], given = tally.take_back(self._tallies[key], old, serial)
            self._take_back(entry, key, given)
            self._out.append(entry)
        elif new:
            # a movement of the door's has the serial number in the books already
            has_serial = known.booked and self._tallies[key].pieces[serial or ""].booked
            self._out.append(entry._replace(qty=new, serial=None if has_serial else entry.serial))

    def _undo(self, entry: Entry, key: Key) -> None:
        serial = entry.serial if entry.qty == _ONE else None
        self._tallies[key], gone = tally.undo(self._tallies[key], entry.qty, serial)
        if gone:
            self._out.append(entry._replace(qty=gone))

    def _is_closer(self, entry: Entry, key: Key) -> bool:
        """Whether it says more of the goods than a tag does."""
        apart = ISSUE in (entry.evidence or {}) or entry.destination_id != self._places[key[0]]
        return bool(entry.lot or entry.expiry or apart)

    def _take_back(self, entry: Entry, key: Key, serials: Sequence[str]) -> None:
        asked: list[str] = []
        for serial in serials:
            position = self._pending.pop((*key, serial), None)
            if position is None:
                asked.append(serial)
            else:
                self._out[position] = None  # it came in this very transaction
        if not asked:
            return
        values = {"item_id": entry.item_id, "serials": asked, "document": entry.document}
        for serial, movement_id, source, destination, lot in self._conn.execute(_Q["booked_by_door"], values):
            self._out.append(
                Entry(
                    entry.site_id, entry.item_id, "receipt", _ONE, destination, source, entry.occurred_at,
                    lot=lot, serial=serial, document=entry.document, reverses=movement_id,
                    evidence={SESSION: _session(entry) or "", "reason": "counted more closely by hand"},
                )
            )  # fmt: skip

    def _load(self, keys: Sequence[Key]) -> None:
        ids = sorted({receipt for receipt, _ in keys})
        values = {"ids": ids, "item_ids": sorted({item for _, item in keys})}
        self._places = {row[0]: row[1] for row in self._conn.execute(_Q["lock"], {"ids": ids})}
        plain = {(row[0], row[1]): row[2] for row in self._conn.execute(_Q["plain"], values)}
        pieces: dict[Key, dict[str, Piece]] = {}
        for receipt, item, serial, *marks in self._conn.execute(_Q["pieces"], values):
            pieces.setdefault((receipt, item), {})[serial] = Piece(*marks)
        self._tallies = {key: Tally(plain.get(key, ZERO), pieces.get(key, {})) for key in keys}

    def _save(self) -> None:
        rows = [
            (key, serial, piece)
            for key, now in self._tallies.items()
            for serial, piece in now.pieces.items()
            if self._before[key].pieces.get(serial) != piece
        ]
        if rows:
            values: Mapping[str, object] = {
                "ids": [key[0] for key, _, _ in rows],
                "item_ids": [key[1] for key, _, _ in rows],
                "serials": [serial for _, serial, _ in rows],
                "seen": [piece.seen for _, _, piece in rows],
                "scanned": [piece.scanned for _, _, piece in rows],
                "booked": [piece.booked for _, _, piece in rows],
            }
            self._conn.execute(_Q["keep_pieces"], values)
        changed = [(k, now.plain) for k, now in self._tallies.items() if now.plain != self._before[k].plain]
        plain = [(key, qty) for key, qty in changed if qty]
        for key, _ in (one for one in changed if not one[1]):
            self._conn.execute(_Q["no_plain"], {"id": key[0], "item_id": key[1]})
        if plain:
            values = {
                "ids": [key[0] for key, _ in plain],
                "item_ids": [key[1] for key, _ in plain],
                "qtys": [qty for _, qty in plain],
            }
            self._conn.execute(_Q["keep_plain"], values)
