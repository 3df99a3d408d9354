"""First expired, first out: which lots to take, and from where."""

from __future__ import annotations

from collections.abc import Iterable
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
    """What expires first goes first, among those what came first, then by place.

    Goods keep through their day of expiry (GS1 General Specifications, AI 17). What has no expiry goes after
    what has one, and after that what nobody saw come. Two lots that are alike in all go by the lot's name, so
    that the same question has the same answer.
    """
    picks: list[Pick] = []
    left, expired, not_pickable = qty, ZERO, ZERO
    for one in sorted(stands, key=_rank):
        if one.qty <= 0:
            continue
        if not is_pickable(one.location_kind):
            not_pickable += one.qty
        elif one.expiry is not None and one.expiry < today:
            expired += one.qty
        elif left > 0:
            taken = min(left, one.qty)
            picks.append(Pick(one.location, one.lot, taken, one.expiry))
            left -= taken
    return Proposal(picks, left, expired, not_pickable)


def _rank(one: LotAtPlace) -> tuple[date, bool, float, str, str]:
    return (
        one.expiry or date.max,
        one.received_at is None,
        one.received_at.timestamp() if one.received_at else 0.0,
        one.location,
        one.lot,
    )
