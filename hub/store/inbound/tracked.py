"""What must be written down of items that come in, and which serial numbers are in stock."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import TupleRow

from hub.domain.alarms import TRACKING
from hub.domain.evidence import TAG
from hub.domain.inbound import tracked
from hub.domain.inbound.tracked import Detail
from hub.domain.ledger import Entry
from hub.store import alarms, queries

_Q = queries.load("tracked")
Connection = psycopg.Connection[TupleRow]
Piece = tuple[int, str]
# advisory locks of the database: few of them, however many serial numbers come at once
_LOCK_CLASS: Final = 7_021
_LOCKS: Final = 256


class TrackedItem(NamedTuple):
    sku: str
    wants: tuple[Detail, ...]


class SerialInStock(NamedTuple):
    sku: str
    serial: str


def of_items(conn: Connection, item_ids: Collection[int]) -> dict[int, TrackedItem]:
    """By id; only those of which something is demanded."""
    rows = conn.execute(_Q["of_items"], {"ids": sorted(item_ids)}) if item_ids else ()
    return {row[0]: TrackedItem(row[1], tracked.wants(row[2], expiry=row[3])) for row in rows}


def in_stock(conn: Connection, pieces: Iterable[Piece]) -> dict[Piece, str]:
    """Where those of the (item id, serial number) stand that went to a place inside last, and are there."""
    asked = sorted(set(pieces))
    if not asked:
        return {}
    values = {"item_ids": [item for item, _ in asked], "serials": [serial for _, serial in asked]}
    return {(row[0], row[1]): f"{row[2]}/{row[3]}" for row in conn.execute(_Q["in_stock"], values)}


def lock(conn: Connection, pieces: Iterable[Piece]) -> None:
    """Nobody else who asks so receives these before this transaction ends."""
    keys = sorted({zlib.crc32(f"{item}/{serial}".encode()) % _LOCKS for item, serial in pieces})
    if keys:
        conn.execute(_Q["lock"], {"class": _LOCK_CLASS, "keys": keys})


def serials_of_due(conn: Connection, site_id: int, *, limit: int) -> list[SerialInStock]:
    """Of the items that are due at a site and tracked by serial number: those in stock anywhere."""
    values = {"site_id": site_id, "limit": limit}
    return [SerialInStock(*row) for row in conn.execute(_Q["serials_of_due"], values)]


def tell_incomplete(conn: Connection, coming: Sequence[Entry], at: datetime) -> None:
    """Goods that devices have seen are booked whatever is known of them; what should be known is told."""
    of_devices = [e for e in coming if e.epoch_id is not None and e.reverses is None]
    known = of_items(conn, {entry.item_id for entry in of_devices})
    if not known:
        return
    of_devices = [entry for entry in of_devices if entry.item_id in known]
    there = in_stock(conn, [(e.item_id, e.serial) for e in of_devices if e.serial])
    seen: set[Piece] = set()
    for entry in coming:  # what was booked of it before gives way to these very entries
        if entry.reverses is not None and entry.serial:
            there.pop((entry.item_id, entry.serial), None)
    new: dict[str, alarms.NewAlarm] = {}
    for entry in of_devices:
        item = known[entry.item_id]
        lacking = tracked.faults(item.wants, entry.qty, entry.lot, entry.serial, entry.expiry)
        # who unloads there is asked for what a tag cannot tell
        if lacking and not (TAG in (entry.evidence or {}) and entry.document is not None):
            names = ", ".join(detail for detail, _ in lacking)
            subject = f"{entry.document or '-'}/{item.sku}"
            new[subject] = alarms.NewAlarm(subject, f"{item.sku} came without: {names}", entry.site_id)
        piece = (entry.item_id, entry.serial or "")
        if entry.serial and (piece in there or piece in seen):
            subject = f"{entry.document or '-'}/{item.sku}/{entry.serial}"
            where = there.get(piece, "here, received just now")
            detail = f"{item.sku} with serial number {entry.serial} came, and it is in stock at {where}"
            new[subject] = alarms.NewAlarm(subject, detail, entry.site_id)
        seen.add(piece)
    alarms.raise_many(conn, TRACKING, list(new.values()), at)
