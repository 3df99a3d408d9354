"""Goods that are packed at a bench: had they been brought there, or did they leave straight from their shelf?

A packer is told a place to take them from. Whether somebody moved them to the bench before, by a scan that
may even come later, the terminal cannot know; the books can, in the order in which they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from hub.domain.evidence import ALREADY_SHIPPED
from hub.domain.ledger import Entry
from hub.domain.valuation import EXACT, ZERO, rounded

REMEMBERED: Final = timedelta(days=1)
"""An advance of longer before goods were brought was not of them: who packs has just taken what he packs."""
BROUGHT: Final = frozenset({"move", "pick", "putaway"})
"""Kinds of movement by which goods come to a bench."""
BenchKey = tuple[int, int, str]
"""An item, a bench and a lot."""


class Advance(NamedTuple):
    """``qty`` that was packed at a bench left ``source_id``, for the books knew of none at the bench then.

    Who says afterwards that goods had been brought there before ``until``, when the carton was closed, or
    before a later carton took goods of the bench, may speak of these. ``id`` None: not stored yet.
    """

    item_id: int
    bench_id: int
    lot: str
    source_id: int
    until: datetime
    qty: Decimal
    document: str = ""
    id: int | None = None

    @property
    def key(self) -> BenchKey:
        return (self.item_id, self.bench_id, self.lot)


class Loan(NamedTuple):
    """``qty`` that was told to be taken from ``source_id`` left from the bench, which had some. If it had
    been brought there for others, theirs are still at ``source_id``. ``until``: when the latest carton was
    closed."""

    item_id: int
    bench_id: int
    lot: str
    source_id: int
    until: datetime
    qty: Decimal


class Settled(NamedTuple):
    """``entries``: what is to be posted. ``advances`` and ``loans``: those that are new or have changed;
    their quantity may be 0."""

    entries: list[Entry]
    advances: list[Advance]
    loans: list[Loan]


def settle(
    entries: Iterable[Entry],
    *,
    stood: Mapping[BenchKey, Decimal],
    advances: Iterable[Advance],
    loans: Iterable[Loan],
) -> Settled:
    """Decide for shipments that passed a bench, in the order in which they are recorded.

    What the bench has leaves from there, and is lent by it to the place that was told; the rest leaves from
    the place that was told, as an advance. What was told to be taken from the bench itself, and is not there
    any more, leaves from where others should have taken theirs. Goods of which it is said later that they
    came to the bench before a carton that had advances were these: they have left already, so as much goes
    back to where the advance was taken from. Whatever order it is said in, it comes to the same in the end.

    ``stood``: what the books have at the bench of each key that an entry ships from there or brings there.
    """
    desk = _Desk(stood, advances, loans)
    posted = [part for entry in entries for part in desk.book(entry)]
    return Settled(posted, desk.changed_advances(), desk.changed_loans())


class _Desk:
    def __init__(
        self, stood: Mapping[BenchKey, Decimal], advances: Iterable[Advance], loans: Iterable[Loan]
    ) -> None:
        self._stood = dict(stood)
        self._advances: dict[BenchKey, list[Advance]] = {}
        self._loans: dict[BenchKey, dict[int, Loan]] = {}
        for advance in advances:
            self._advances.setdefault(advance.key, []).append(advance)
        for loan in loans:
            self._loans.setdefault(loan[:3], {})[loan.source_id] = loan
        self._old = {*(one for of in self._advances.values() for one in of), *_all_loans(self._loans)}

    def changed_advances(self) -> list[Advance]:
        of_all = [one for of_key in self._advances.values() for one in of_key]
        return [one for one in of_all if (one.qty != 0 if one.id is None else one not in self._old)]

    def changed_loans(self) -> list[Loan]:
        return [one for one in _all_loans(self._loans) if one not in self._old]

    def book(self, entry: Entry) -> Iterator[Entry]:
        key = (entry.item_id, entry.destination_id, entry.lot)
        if entry.via_id is not None:
            yield from map(self._note, self._shipped(entry, entry.via_id))
            return
        yield self._note(entry)
        if entry.kind in BROUGHT and entry.reverses is None and key in self._advances:
            yield from map(self._note, self._given_back(entry, key))

    def _note(self, part: Entry) -> Entry:
        for place_id, change in ((part.source_id, -part.qty), (part.destination_id, part.qty)):
            key = (part.item_id, place_id, part.lot)
            if key in self._stood:
                self._stood[key] += change
        return part

    def _shipped(self, entry: Entry, bench_id: int) -> list[Entry]:
        key = (entry.item_id, bench_id, entry.lot)
        plain = entry._replace(via_id=None)
        here = min(entry.qty, max(self._stood.get(key, ZERO), ZERO))
        if entry.serial is not None and here < entry.qty:
            here = ZERO  # a piece is whole
        parts = [(bench_id, here)]
        if entry.source_id != bench_id:
            self._lend(key, entry.source_id, here, entry.occurred_at)
            parts.append((entry.source_id, entry.qty - here))
        else:
            self._lend(key, bench_id, entry.qty, entry.occurred_at)
            parts += self._borrowed(key, entry.qty - here)
            left = entry.qty - sum(qty for _, qty in parts)
            parts[0] = (bench_id, here + left)
        for source_id, qty in parts:
            if source_id != bench_id and qty > 0:
                advance = Advance(*key, source_id, entry.occurred_at, qty, entry.document or "")
                self._advances.setdefault(key, []).append(advance)
        return _split(plain, parts)

    def _lend(self, key: BenchKey, source_id: int, qty: Decimal, until: datetime) -> None:
        if qty == 0:
            return
        of_key = self._loans.setdefault(key, {})
        before = of_key.get(source_id, Loan(*key, source_id, until, ZERO))
        lent = ZERO if source_id == key[1] else qty  # its own: only the time matters
        of_key[source_id] = before._replace(qty=before.qty + lent, until=max(before.until, until))

    def _borrowed(self, key: BenchKey, missing: Decimal) -> Iterator[tuple[int, Decimal]]:
        """The latest first: what was taken for others long ago has hardly been missed since."""
        of_key = self._loans.get(key, {})
        for loan in sorted(of_key.values(), key=lambda one: (one.until, one.source_id), reverse=True):
            qty = min(missing, loan.qty)
            if qty > 0:
                missing -= qty
                of_key[loan.source_id] = loan._replace(qty=loan.qty - qty)
                yield loan.source_id, qty

    def _given_back(self, entry: Entry, key: BenchKey) -> Iterator[Entry]:
        """The earliest that will do first: later ones may be those of whoever brought his goods later."""
        advances = self._advances[key]
        taken = [loan.until for loan in self._loans.get(key, {}).values()]
        since = entry.occurred_at - REMEMBERED
        left = min(entry.qty, max(self._stood.get(key, ZERO), ZERO))
        for place, one in sorted(enumerate(advances), key=lambda row: (row[1].until, row[0])):
            part = min(left, one.qty)
            if part > 0 and one.until >= since and entry.occurred_at <= max([one.until, *taken]):
                left -= part
                advances[place] = one._replace(qty=one.qty - part)
                self._lend(key, one.source_id, part, one.until)
                yield entry._replace(
                    kind="move",
                    qty=part,
                    source_id=one.bench_id,
                    destination_id=one.source_id,
                    serial=None,
                    evidence={ALREADY_SHIPPED: one.document},
                )


def _all_loans(by_key: Mapping[BenchKey, Mapping[int, Loan]]) -> Iterator[Loan]:
    for of_key in by_key.values():
        yield from of_key.values()


def _split(entry: Entry, parts: Iterable[tuple[int, Decimal]]) -> list[Entry]:
    """By (place, quantity), which add up to the entry's; together they have its revenue."""
    made, shared = [], ZERO
    wanted = [(source_id, qty) for source_id, qty in parts if qty > 0]
    for number, (source_id, qty) in enumerate(wanted, start=1):
        revenue = entry.revenue
        if revenue is not None:
            part = rounded(EXACT.divide(EXACT.multiply(revenue, qty), entry.qty))
            revenue = revenue - shared if number == len(wanted) else part
            shared += part
        made.append(entry._replace(source_id=source_id, qty=qty, revenue=revenue))
    return made
