"""Transfers: what is asked for in names, drafted, sent, received and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from hub.api import posting
from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import Problem, WrongFields
from hub.api.transfers import serials
from hub.api.transfers.schemas import (
    ArrivalRequest,
    DifferenceAnswer,
    LineRequest,
    TransferAnswer,
    TransferChanges,
    TransferLine,
    TransferRequest,
    TransferSummary,
)
from hub.api.values import plain
from hub.domain.evidence import DAMAGED, ISSUE
from hub.domain.ledger import Entry
from hub.domain.places import HELD
from hub.domain.transfers.arrivals import match
from hub.domain.transfers.states import Action
from hub.domain.valuation import ZERO
from hub.store import items, locations, reservations, sites
from hub.store.inbound import holds, tracked
from hub.store.inbound.receipts import SaidOfReceipt
from hub.store.sites import Site
from hub.store.transfers import differences, documents, pieces
from hub.store.transfers.arrivals import KIND, by_piece, places
from hub.store.transfers.documents import Change, NewLine, NewTransfer, Transfer

ALL_DIFFERENCES = 1000


def one(conn: Connection, number: str) -> TransferAnswer:
    """Raises NotFoundError."""
    found = documents.get(conn, number)
    names = TransferSummary.model_fields.keys()
    members: dict[str, Any] = {name: getattr(found, name) for name in names}
    known = pieces.of(conn, found.id)
    members["content"] = [
        TransferLine.model_validate(
            asdict(line) | {"pieces": [one for one in known if one.line == line.line]}
        )
        for line in documents.lines(conn, [found.id])
    ]
    rows = differences.list_page(conn, transfer=number, limit=ALL_DIFFERENCES)
    members["differences"] = [DifferenceAnswer.model_validate(row) for row in rows]
    return TransferAnswer.model_validate(members)


def create(conn: Connection, wanted: TransferRequest, *, who: Principal, now: datetime) -> TransferAnswer:
    """A draft. Raises Problem (`validation`, with everything that is wrong)."""
    wrong = WrongFields()
    source, target = sites.find(conn, wanted.from_site), sites.find(conn, wanted.to_site)
    for name, site in (("from_site", source), ("to_site", target)):
        if site is None:
            wrong.add(f"body.{name}", f"there is no site {getattr(wanted, name)!r}")
    wrong.raise_if_any()
    assert source and target  # noqa: S101 - else something would be wrong
    if source.currency != target.currency:
        wrong.add(
            "body.to_site",
            f"{target.code} keeps its books in {target.currency}, {source.code} in {source.currency}: "
            "what goes there is sold and bought, not transferred",
        )
    new = _document(conn, source, target, wanted.to_place, wanted.due_on, wanted.note, wrong)
    lines = _lines(conn, source, wanted.lines, wrong)
    wrong.raise_if_any()
    return one(conn, documents.create(conn, new, lines, at=now, user_id=who.user_id))


def change(conn: Connection, number: str, version: int, wanted: TransferChanges) -> TransferAnswer:
    """Raises NotFoundError, StaleError, ConflictError, Problem (`validation`)."""
    found = documents.lock(conn, number, version)
    documents.refuse(conn, Action.EDIT, found)
    wrong = WrongFields()
    source, target = sites.get(conn, found.from_site), sites.get(conn, found.to_site)
    given = wanted.model_fields_set
    new = _document(
        conn, source, target,
        wanted.to_place if "to_place" in given else found.to_place,
        wanted.due_on if "due_on" in given else found.due_on,
        found.note if wanted.note is None else wanted.note,
        wrong,
    )  # fmt: skip
    lines = None if wanted.lines is None else _lines(conn, source, wanted.lines, wrong)
    wrong.raise_if_any()
    documents.edit(conn, found.id, new, lines)
    return one(conn, number)


def _document(
    conn: Connection, source: Site, target: Site, place: str | None, due_on: date | None, note: str,
    wrong: WrongFields,
) -> NewTransfer:  # fmt: skip
    to = None if place is None else Names(conn, target.code, wrong).place(place, "body.to_place")
    return NewTransfer(source.id, target.id, to.id if to else None, due_on, note)


def _lines(
    conn: Connection, source: Site, wanted: Sequence[LineRequest], wrong: WrongFields
) -> list[NewLine]:
    names = Names(conn, source.code, wrong)
    made: list[tuple[str, NewLine]] = []
    for position, line in enumerate(wanted):
        where = f"body.lines.{position}"
        place = names.place(line.source, f"{where}.source")
        goods = names.goods(line.item, line.qty, where)
        if place is not None and goods is not None:
            new = NewLine(goods[0].item_id, line.lot, place.id, goods[1], line.serials)
            made.append((where, new))
    serials.check_planned(conn, made, wrong)
    return [line for _, line in made]


def send(conn: Connection, number: str, version: int, *, who: Principal, now: datetime) -> TransferAnswer:
    """Put all of it in transit. Raises NotFoundError, StaleError, ConflictError, Problem
    (`insufficient-stock`: it is not there, or it is promised to others)."""
    serials.lock(conn, documents.lines(conn, [documents.get(conn, number).id]))
    found = documents.lock(conn, number, version)
    documents.refuse(conn, Action.SEND, found)
    in_transit = places(conn, [found.from_site_id])[found.from_site_id, "in_transit"]
    lines = documents.lines(conn, [found.id])
    serials.check_leaving(conn, found.from_site, lines)
    entries = [
        entry
        for line in lines
        for entry in by_piece(
            Entry(
                found.from_site_id, line.item_id, KIND, line.qty, line.from_location_id, in_transit, now,
                lot=line.lot, document=number, user_id=who.user_id,
            ),
            line.pieces,
        )
    ]  # fmt: skip
    posting.move(conn, entries, now=now)
    _refuse_promised(conn, found, entries)
    documents.sent(conn, found.id, at=now, user_id=who.user_id)
    return one(conn, number)


def _refuse_promised(conn: Connection, found: Transfer, entries: Sequence[Entry]) -> None:
    """Looks after posting, when the ledger has the items locked; the rollback takes the posting back.

    What stood on hold or damaged was promised to nobody.
    """
    stood = {place.id: place.kind for place in locations.by_ids(conn, {e.source_id for e in entries})}
    leaving: dict[int, Any] = {}
    for entry in entries:
        if stood[entry.source_id] not in HELD:
            leaving[entry.item_id] = leaving.get(entry.item_id, ZERO) + entry.qty
    for item_id, left in reservations.free(conn, found.from_site_id, leaving).items():
        if left < 0:
            free = max(left + leaving[item_id], ZERO)
            raise Problem(
                "insufficient-stock",
                f"At {found.from_site} only {plain(free)} {items.sku_of(conn, item_id)} are free, not "
                f"{plain(leaving[item_id])}: the rest is reserved. Send less, or release a reservation.",
                available=plain(free),
                requested=plain(leaving[item_id]),
            )


def cancel(conn: Connection, number: str, *, reason: str, now: datetime) -> TransferAnswer:
    """Give a draft up. Raises NotFoundError, ConflictError."""
    found = documents.lock(conn, number)
    documents.refuse(conn, Action.CANCEL, found)
    documents.cancel(conn, found.id, reason=reason, at=now)
    return one(conn, number)


def take_back(conn: Connection, number: str, *, reason: str, who: Principal, now: datetime) -> TransferAnswer:
    """What is under way goes back to where it came from. Raises NotFoundError, ConflictError."""
    serials.lock(conn, documents.lines(conn, [documents.get(conn, number).id]))
    found = documents.lock(conn, number)
    documents.refuse(conn, Action.TAKE_BACK, found)
    in_transit = places(conn, [found.from_site_id])[found.from_site_id, "in_transit"]
    lines = documents.lines(conn, [found.id])
    entries: list[Entry] = []
    changes: list[Change] = []
    for line in lines:
        for part in match([line.sent], line.item_id, line.lot, line.sent.under_way):
            entry = Entry(
                found.from_site_id, line.item_id, KIND, part.qty, in_transit, line.from_location_id, now,
                lot=line.lot, document=number, user_id=who.user_id, evidence={"reason": reason},
            )  # fmt: skip
            entries += by_piece(entry, part.pieces)
            changes.append(Change(line.line, back=part.qty, pieces=part.pieces))
    posting.move(conn, entries, now=now)
    documents.add(conn, found.id, changes)
    differences.reconcile(conn, found.id, at=now)
    return one(conn, number)


def receive(
    conn: Connection, number: str, wanted: ArrivalRequest, *, who: Principal, now: datetime
) -> TransferAnswer:
    """Book what came; it takes the way of all goods that come in. Raises NotFoundError, ConflictError,
    Problem (`validation`)."""
    found = documents.get(conn, number)
    wrong = WrongFields()
    names = Names(conn, found.to_site, wrong)
    goods = [
        names.goods(line.item, line.qty, f"body.lines.{position}")
        for position, line in enumerate(wanted.lines)
    ]
    said = [
        (of[0].item_id, serial)
        for of, line in zip(goods, wanted.lines, strict=True)
        if of is not None
        for serial in line.serials
    ]
    tracked.lock(conn, said)
    found = documents.lock(conn, number)
    documents.refuse(conn, Action.RECEIVE, found)
    code = wanted.location or found.to_place
    if code is None:
        wrong.add("body.location", "say where it stands: the transfer names no place")
    place = None if code is None else names.place(code, "body.location")
    broken = holds.place_of(conn, found.to_site_id, "damaged")
    damaged = None if broken is None else names.place(broken, "body.location")
    entries: list[Entry] = []
    came = []
    for position, (of, line) in enumerate(zip(goods, wanted.lines, strict=True)):
        if of is None or place is None:
            continue
        came.append((f"body.lines.{position}", line, of[0].item_id, of[1]))
        entry = Entry(
            found.to_site_id, of[0].item_id, "receipt", of[1], names.outside("supplier"),
            damaged.id if line.damaged and damaged else place.id, now, lot=line.lot, document=number,
            user_id=who.user_id, evidence={ISSUE: DAMAGED} if line.damaged else None,
        )  # fmt: skip
        entries += by_piece(entry, line.serials)
    sent = [line.sent for line in documents.lines(conn, [found.id])]
    serials.check_arriving(conn, sent, came, wrong)
    wrong.raise_if_any()
    assert place is not None  # noqa: S101 - else something would be wrong
    closed = [SaidOfReceipt(found.to_site_id, number, "closed", place.id, now, None, None, who.login)]
    posting.post(conn, entries, now=now, said=closed if wanted.complete else ())
    return one(conn, number)
