"""Which lot goes into the carton: what was told, what the scanned code says, and what is in the way. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from edge.station.bench import CatalogueHit, Feedback, stop
from edge.station.carton import Carton, Take
from gateway.wire.picking import PickFrom, StandingLot

_LONGEST = 64
NO_LOT = "–"


@dataclass(frozen=True, slots=True)
class Said:
    """What a scanned code says of the goods besides the item: AI (10), (17) or (15), and (21)."""

    lot: str | None = None
    expiry: date | None = None
    serial: str | None = None


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class Objection:
    """Why goods are not taken as they are, and the `takes` they would be. `grave`: a manager's to decide."""

    feedback: Feedback
    takes: tuple[Take, ...]
    grave: bool


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Goods that were scanned and not taken, as long as nothing else happens."""

    hit: CatalogueHit
    qty: Decimal
    objection: Objection


@dataclass(frozen=True, slots=True)
class _Scanned:
    hit: CatalogueHit
    qty: Decimal
    said: Said
    standing: Sequence[StandingLot]

    @property
    def in_books(self) -> Sequence[StandingLot]:
        """Where the books have the lot that was scanned."""
        return [one for one in self.standing if one.sku == self.hit.sku and one.lot == self.said.lot]


def judge(
    carton: Carton, hit: CatalogueHit, qty: Decimal, said: Said, standing: Sequence[StandingLot], today: date
) -> tuple[Take, ...] | Objection | Feedback:
    """What `qty` of the item are to be booked as, an Objection that a person may pass over, or a refusal.

    A code without a lot stands for the lots that were told, in their order. What was told when the hub was
    there last may have expired since. Of an item that has no lots in the books, a code's lot is not kept:
    its stock would be looked for where it never was.
    """
    refused = _serial_fault(carton, hit, qty, said)
    if refused is not None:
        return refused
    said = replace(said, lot=_fit(said.lot), serial=_fit(said.serial) if qty == 1 else None)
    scanned = _Scanned(hit, qty, said, standing)
    told = carton.to_take(hit.sku)
    has_lots = "lot" in hit.wants or any(pick.lot for pick in told) or bool(scanned.in_books)
    if not has_lots or (said.lot is None and said.expiry is None):
        return _as_told(scanned, told, today)
    return _as_scanned(scanned, told, today)


def _serial_fault(carton: Carton, hit: CatalogueHit, qty: Decimal, said: Said) -> Feedback | None:
    """The serial number of a case is not that of a piece in it."""
    if said.serial is None:
        return None
    if qty != 1:
        return stop("serial_singly", name=hit.name) if "serial" in hit.wants else None
    if carton.has_serial(hit.sku, said.serial):
        return stop("serial_packed", name=hit.name, serial=said.serial[:_LONGEST])
    return None


def _as_told(scanned: _Scanned, told: Sequence[PickFrom], today: date) -> tuple[Take, ...] | Objection:
    """By the list, to the end of what was told; what is beyond it is of no known lot. A day on the code of
    goods without lots is looked at all the same, and kept where the item demands one."""
    said = scanned.said
    day = said.expiry if "expiry" in scanned.hit.wants else None
    takes, left = _from(told, scanned.qty, said.serial, day)
    if left > 0:
        takes.append(Take(qty=left, expiry=day, serial=said.serial))
    if _expired(said.expiry, today):
        return _expired_lot(scanned, tuple(takes), said.lot, said.expiry)
    gone = next((one for one in takes if _expired(one.expiry, today)), None)
    if gone is not None:
        return _expired_lot(scanned, tuple(takes), gone.lot, gone.expiry)
    return tuple(takes)


def _as_scanned(scanned: _Scanned, told: Sequence[PickFrom], today: date) -> tuple[Take, ...] | Objection:
    said, in_books = scanned.said, scanned.in_books
    same = [pick for pick in told if _is(pick, said)]
    takes, left = _from(same, scanned.qty, said.serial, said.expiry)
    if left > 0:
        known = min(in_books, key=lambda one: one.held, default=None)
        expiry = (known.expiry if known else None) or said.expiry
        place = known.place if known else None
        takes.append(Take(qty=left, place=place, lot=said.lot, expiry=expiry, serial=said.serial))
    booked = tuple(takes)
    days = [said.expiry, *(pick.expiry for pick in same), *(one.expiry for one in in_books)]
    first = min((day for day in days if day is not None), default=None)
    if _expired(first, today):
        return _expired_lot(scanned, booked, said.lot, first)
    if in_books and all(one.held for one in in_books):
        where = in_books[0].place
        feedback = stop("lot_held", name=scanned.hit.name, lot=said.lot or NO_LOT, place=where)
        return Objection(feedback, booked, grave=True)
    other = next((pick for pick in told if pick.lot and pick not in same), None)
    if left > 0 and other is not None:
        return Objection(_other_lot(scanned, other), booked, grave=False)
    return booked


def _from(
    picks: Iterable[PickFrom], qty: Decimal, serial: str | None, expiry: date | None = None
) -> tuple[list[Take], Decimal]:
    """As much of `qty` as the picks have, and what is left of it."""
    takes = []
    for pick in picks:
        part = min(qty, pick.qty)
        if part > 0:
            day = pick.expiry or expiry  # a label does not date what the books know
            takes.append(
                Take(
                    qty=part, place=pick.place, booked_at=pick.booked_at, lot=pick.lot, expiry=day,
                    serial=serial,
                )
            )  # fmt: skip
            qty -= part
    return takes, qty


def _is(pick: PickFrom, said: Said) -> bool:
    if said.lot is not None:
        return pick.lot == said.lot
    return pick.lot is not None and pick.expiry == said.expiry


def _other_lot(scanned: _Scanned, told: PickFrom) -> Feedback:
    of = f"{told.lot}, {told.expiry}" if told.expiry else str(told.lot)
    lot = scanned.said.lot or (str(scanned.said.expiry) if scanned.said.expiry else NO_LOT)
    return stop("lot_other", name=scanned.hit.name, lot=lot, told=of, place=told.place)


def _expired_lot(
    scanned: _Scanned, takes: tuple[Take, ...], lot: str | None, expiry: date | None
) -> Objection:
    feedback = stop("lot_expired", name=scanned.hit.name, lot=lot or NO_LOT, expiry=str(expiry))
    return Objection(feedback, takes, grave=True)


def _expired(expiry: date | None, today: date) -> bool:
    """Goods keep through their day of expiry (GS1 General Specifications, AI 17)."""
    return expiry is not None and expiry < today


def _fit(value: str | None) -> str | None:
    """As much of it as the wire takes."""
    return value[:_LONGEST] if value else None
