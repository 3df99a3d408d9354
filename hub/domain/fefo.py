"""First expired, first out: which lots to take, and from where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from hub.domain.places import is_pickable
from hub.domain.valuation import ZERO


class LotAtPlace(NamedTuple):
    """What stands of a lot at a place inside. ``received_at``: when the lot first came; None: not known."""

    location: str
    location_kind: str
    lot: str
    qty: Decimal
    expiry: date | None
    received_at: datetime | None


class Pick(NamedTuple):
    location: str
    lot: str
    qty: Decimal
    expiry: date | None


class Proposal(NamedTuple):
    """``short``: what cannot be covered. ``expired`` stands where one could pick it, and is not taken;
    ``not_pickable`` stands at a dock, on hold, damaged or in transit."""

    picks: list[Pick]
    short: Decimal
    expired: Decimal
    not_pickable: Decimal


def propose(qty: Decimal, stands: Iterable[LotAtPlace], *, today: date) -> Proposal:
    """What expires first goes first, among those what came first, then by place: a bench's goods first, for
    they have been brought already.

    Goods keep through their day of expiry (GS1 General Specifications, AI 17). What has no expiry goes after
    what has one, and after that what nobody saw come. Two lots that are alike in all go by the lot's name, so
    that the same question has the same answer.
    """
    picks: list[Pick] = []
    left, expired, not_pickable = qty, ZERO, ZERO
    for one in in_turn(stands):
        if one.qty <= 0:
            continue
        if not is_pickable(one.location_kind):
            not_pickable += one.qty
        elif has_expired(one.expiry, today):
            expired += one.qty
        elif left > 0:
            taken = min(left, one.qty)
            picks.append(Pick(one.location, one.lot, taken, one.expiry))
            left -= taken
    return Proposal(picks, left, expired, not_pickable)


class Want(NamedTuple):
    """``qty`` of an item, to be packed at ``bench``; None: nobody knows at which."""

    item_id: int
    qty: Decimal
    bench: str | None = None


def share_out(
    wants: Sequence[Want], stands: Mapping[int, Iterable[LotAtPlace]], *, today: date
) -> list[list[Pick]]:
    """What each is to take, the earlier before the later, as ``propose`` does: no piece is given to two of
    them. Whoever comes when nothing is left gets less, or nothing.

    What stands at another bench was brought there to be packed there: it is given only where nothing else is
    left, however old it is.
    """
    free = {
        item_id: _Free(
            one
            for one in reversed(in_turn(of_item))
            if one.qty > 0 and is_pickable(one.location_kind) and not has_expired(one.expiry, today)
        )
        for item_id, of_item in stands.items()
    }
    nothing = _Free(())
    return [free.get(want.item_id, nothing).take(want.qty, want.bench) for want in wants]


class _Free:
    """What is left of an item, as piles by the bench where it stands, None for all other places; the next in
    turn at the end of each."""

    def __init__(self, backwards: Iterable[LotAtPlace]) -> None:
        self._piles: dict[str | None, list[LotAtPlace]] = {}
        for one in backwards:
            bench = one.location if one.location_kind == "bench" else None
            self._piles.setdefault(bench, []).append(one)

    def take(self, qty: Decimal, bench: str | None) -> list[Pick]:
        picks: list[Pick] = []
        while qty > 0 and (pile := self._next(bench)) is not None:
            one = pile.pop()
            taken = min(qty, one.qty)
            picks.append(Pick(one.location, one.lot, taken, one.expiry))
            qty -= taken
            if taken < one.qty:
                pile.append(one._replace(qty=one.qty - taken))
        return picks

    def _next(self, bench: str | None) -> list[LotAtPlace] | None:
        own = [pile for place, pile in self._piles.items() if pile and place in (None, bench)]
        others = own or [pile for pile in self._piles.values() if pile]
        return min(others, key=lambda pile: _rank(pile[-1]), default=None)


def has_expired(expiry: date | None, today: date) -> bool:
    return expiry is not None and expiry < today


def in_turn(stands: Iterable[LotAtPlace]) -> list[LotAtPlace]:
    """In the order in which they are to be taken, were they free."""
    return sorted(stands, key=_rank)


def _rank(one: LotAtPlace) -> tuple[date, bool, float, bool, str, str]:
    return (
        one.expiry or date.max,
        one.received_at is None,
        one.received_at.timestamp() if one.received_at else 0.0,
        one.location_kind != "bench",
        one.location,
        one.lot,
    )
