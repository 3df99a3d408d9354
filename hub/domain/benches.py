"""Goods that are packed at a bench: had they been brought there, or did they leave straight from their shelf?

A packer is told a place to take them from. Whether somebody moved them to the bench before, by a scan that
may even come later, the terminal cannot know; the books can, in the order in which they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from hub.domain.evidence import ALREADY_SHIPPED
from hub.domain.ledger import Entry
from hub.domain.valuation import EXACT, ZERO, rounded

BROUGHT: Final = frozenset({"move", "pick", "putaway"})
"""Kinds of movement by which goods come to a bench."""
BenchKey = tuple[int, int, str]
"""An item, a bench and a lot."""


class Advance(NamedTuple):
    """``qty`` that was packed at a bench left ``source_id``, for the books knew of none at the bench then.

    Who says afterwards that goods had been brought there before ``until`` may speak of these: that is when
    the carton was closed, or a later one for which goods of the bench were taken instead. ``id`` None: not
    stored yet.
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


class Settled(NamedTuple):
    """``entries``: what is to be posted. ``advances``: those that are new, or have another quantity now,
    which may be 0. ``latest``: see ``settle``; those that are new or later now."""

    entries: list[Entry]
    advances: list[Advance]
    latest: dict[BenchKey, datetime]


def settle(
    entries: Iterable[Entry],
    *,
    stood: Mapping[BenchKey, Decimal],
    latest: Mapping[BenchKey, datetime],
    advances: Iterable[Advance],
) -> Settled:
    """Decide for shipments that passed a bench, in the order in which they are recorded.

    What the bench has, beyond what is told to other orders, leaves from there, the rest from the place that
    was told, as an advance. Goods of which it is said later that they came to the bench before such a
    shipment were these: they have left already, so as much goes back to where the advance was taken from.
    Whatever order it is said in, it comes to the same in the end.

    ``stood``: what the books have at the bench of each key that an entry names by its ``via``; ``latest``:
    when the latest carton was closed for which the bench had the goods.
    """
    desk = _Desk(stood, latest, advances)
    posted = [part for entry in entries for part in desk.book(entry)]
    later = {key: at for key, at in desk.latest.items() if at != latest.get(key)}
    return Settled(posted, desk.changed, later)


class _Desk:
    def __init__(
        self,
        stood: Mapping[BenchKey, Decimal],
        latest: Mapping[BenchKey, datetime],
        advances: Iterable[Advance],
    ) -> None:
        self._stood = dict(stood)
        self.latest = dict(latest)
        self._advances: dict[BenchKey, list[Advance]] = {}
        self._old: dict[int, Advance] = {}
        for one in advances:
            self._advances.setdefault(one.key, []).append(one)
            if one.id is not None:
                self._old[one.id] = one

    @property
    def changed(self) -> list[Advance]:
        return [
            one
            for of_key in self._advances.values()
            for one in of_key
            if (one.qty != 0 if one.id is None else one != self._old[one.id])
        ]

    def book(self, entry: Entry) -> Iterator[Entry]:
        for part in self._parts(entry):
            for place_id, change in ((part.source_id, -part.qty), (part.destination_id, part.qty)):
                key = (part.item_id, place_id, part.lot)
                if key in self._stood:
                    self._stood[key] += change
            yield part

    def _parts(self, entry: Entry) -> Sequence[Entry]:
        if entry.via is not None:
            return self._shipped(entry)
        key = (entry.item_id, entry.destination_id, entry.lot)
        if entry.kind in BROUGHT and entry.reverses is None and key in self._advances:
            return [entry, *self._given_back(entry, self._advances[key])]
        return [entry]

    def _shipped(self, entry: Entry) -> Sequence[Entry]:
        assert entry.via is not None  # noqa: S101 - the caller has looked
        key = (entry.item_id, entry.via.bench_id, entry.lot)
        here = min(entry.qty, max(self._stood.get(key, ZERO) - entry.via.kept, ZERO))
        if entry.serial is not None and here < entry.qty:
            here = ZERO  # a piece is whole
        plain, until = (
            entry._replace(via=None),
            max(entry.occurred_at, self.latest.get(key, entry.occurred_at)),
        )
        if here < entry.qty:
            advance = Advance(*key, entry.source_id, until, entry.qty - here, entry.document or "")
            self._advances.setdefault(key, []).append(advance)
        if here == 0:
            return [plain]
        self.latest[key] = until
        from_bench = plain._replace(source_id=entry.via.bench_id)
        return [from_bench] if here == entry.qty else _split(from_bench, plain, here)

    def _given_back(self, entry: Entry, advances: list[Advance]) -> Iterator[Entry]:
        """The earliest that will do first: later ones may be those of whoever brought his goods later."""
        left = entry.qty
        for place, one in sorted(enumerate(advances), key=lambda row: (row[1].until, row[0])):
            part = min(left, one.qty)
            if part > 0 and one.until >= entry.occurred_at:
                left -= part
                self.latest[one.key] = max(one.until, self.latest.get(one.key, one.until))
                advances[place] = one._replace(qty=one.qty - part)
                yield entry._replace(
                    kind="move",
                    qty=part,
                    source_id=one.bench_id,
                    destination_id=one.source_id,
                    serial=None,
                    evidence={ALREADY_SHIPPED: one.document},
                )


def _split(first: Entry, second: Entry, qty: Decimal) -> Sequence[Entry]:
    """``qty`` by the first, the rest by the second; together they have the revenue that they had as one."""
    rest = second.qty - qty
    if first.revenue is None or second.revenue is None:
        return [first._replace(qty=qty), second._replace(qty=rest)]
    part = rounded(EXACT.divide(EXACT.multiply(first.revenue, qty), first.qty))
    return [
        first._replace(qty=qty, revenue=part),
        second._replace(qty=rest, revenue=second.revenue - part),
    ]
