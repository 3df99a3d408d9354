"""What must be written down of items that come in, and where pieces with a serial number are."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import TupleRow

from hub.domain.alarms import TRACKING
from hub.domain.evidence import TAG
from hub.domain.inbound import tracked
from hub.domain.inbound.tracked import Detail
from hub.domain.ledger import Entry
from hub.domain.pieces import IN_TRANSIT, Whereabouts, comes_twice, leaves_twice
from hub.domain.places import BETWEEN_SITES, is_outside
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


def whereabouts(conn: Connection, pieces: Iterable[Piece]) -> dict[Piece, Whereabouts]:
    """Where each (item id, serial number) went last, of those of which anybody knows where they are."""
    asked = sorted(set(pieces))
    if not asked:
        return {}
    values = {"item_ids": [item for item, _ in asked], "serials": [serial for _, serial in asked]}
    return {(row[0], row[1]): Whereabouts(*row[2:]) for row in conn.execute(_Q["whereabouts"], values)}


def lock(conn: Connection, pieces: Iterable[Piece]) -> None:
    """Nobody else who asks so receives these before this transaction ends."""
    keys = sorted({zlib.crc32(f"{item}/{serial}".encode()) % _LOCKS for item, serial in pieces})
    if keys:
        conn.execute(_Q["lock"], {"class": _LOCK_CLASS, "keys": keys})


def serials_of_due(conn: Connection, site_id: int, *, limit: int) -> list[SerialInStock]:
    """Of the items that are due at a site and tracked by serial number: those in stock anywhere."""
    values = {"site_id": site_id, "limit": limit}
    return [SerialInStock(*row) for row in conn.execute(_Q["serials_of_due"], values)]


def lock_of(conn: Connection, entries: Iterable[Entry], besides: Iterable[Piece] = ()) -> None:
    """As `lock`, the pieces that these name of items that are followed by serial number."""
    named = {(e.item_id, e.serial) for e in entries if e.serial} | set(besides)
    known = of_items(conn, {item_id for item_id, _ in named})
    lock(conn, [piece for piece in named if _is_followed(known.get(piece[0]))])


def tell(conn: Connection, entries: Sequence[Entry], at: datetime) -> None:
    """Goods that devices have seen are booked whatever is known of them; what should be known is told, and
    what cannot be."""
    of_devices = [e for e in entries if _is_of_device(e)]
    known = of_items(conn, {entry.item_id for entry in of_devices})
    if not known:
        return
    new: dict[str, alarms.NewAlarm] = {}
    for entry in of_devices:
        item = known.get(entry.item_id)
        lacking = _lacking(entry, item.wants) if item else ""
        if item and entry.kind == "transfer" and entry.epoch_id is None and lacking:
            subject = f"{entry.document or '-'}/{item.sku}"
            new[subject] = alarms.NewAlarm(subject, f"{item.sku} left without: {lacking}", entry.site_id)
        elif item and lacking:
            subject = f"{entry.document or '-'}/{item.sku}"
            new[subject] = alarms.NewAlarm(subject, f"{item.sku} came without: {lacking}", entry.site_id)
    for entry, detail in _contradictions(conn, entries, known):
        subject = f"{entry.document or '-'}/{known[entry.item_id].sku}/{entry.serial}"
        new[subject] = alarms.NewAlarm(subject, detail, entry.site_id)
    alarms.raise_many(conn, TRACKING, list(new.values()), at)


def _is_of_device(entry: Entry) -> bool:
    said = entry.epoch_id is not None or (entry.device is not None and entry.user_id is None)
    return said and entry.reverses is None


def _is_followed(item: TrackedItem | None) -> bool:
    return item is not None and "serial" in item.wants


def _lacking(entry: Entry, wants: tuple[Detail, ...]) -> str:
    """What is missing of goods that are received, or go from site to site.

    Who unloads is asked for what no tag can tell.
    """
    if entry.kind == "transfer":
        return "serial" if "serial" in wants and not entry.serial else ""
    if entry.kind != "receipt" or (TAG in (entry.evidence or {}) and entry.document is not None):
        return ""
    found = tracked.faults(wants, entry.qty, entry.lot, entry.serial, entry.expiry)
    return ", ".join(detail for detail, _ in found)


def _contradictions(
    conn: Connection, entries: Sequence[Entry], known: Mapping[int, TrackedItem]
) -> Iterator[tuple[Entry, str]]:
    """Of pieces, what devices say that would put them at two places; one entry after another."""
    of_pieces = [e for e in entries if e.serial and _is_followed(known.get(e.item_id))]
    if not of_pieces:
        return
    last: dict[Piece, Whereabouts] = whereabouts(conn, [(e.item_id, e.serial or "") for e in of_pieces])
    ids = {e.source_id for e in of_pieces} | {e.destination_id for e in of_pieces}
    places = {row[0]: row[1:] for row in conn.execute(_Q["codes"], {"ids": sorted(ids)})}
    for entry in of_pieces:
        piece = (entry.item_id, entry.serial or "")
        detail = _contradiction(entry, known[entry.item_id].sku, last.get(piece), *places[entry.source_id])
        if detail is not None:
            yield entry, detail
        to_site, code, to_kind = places[entry.destination_id]
        if to_kind != BETWEEN_SITES:
            last[piece] = Whereabouts(to_site, code, to_kind, entry.document, entry.occurred_at)


def _contradiction(
    entry: Entry, sku: str, last: Whereabouts | None, site: str, _: str, kind: str
) -> str | None:
    """``site``, ``kind``: of the place that it leaves."""
    if kind in (IN_TRANSIT, BETWEEN_SITES) or not _is_of_device(entry):
        # what comes otherwise than it was sent is asked about; what people say was looked at before
        return None
    if is_outside(kind):
        why = comes_twice(last)
        return why and f"{sku} with serial number {entry.serial} came, and it {why}"
    why = leaves_twice(last, site)
    return why and f"{sku} with serial number {entry.serial} was taken, and it {why}"
