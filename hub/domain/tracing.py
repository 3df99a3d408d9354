"""The way of a lot or a serial number: from whom it came, where it stood, to whom it went, what is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from hub.domain.places import BETWEEN_SITES, is_outside
from hub.domain.valuation import ZERO


class Flow(NamedTuple):
    """All movements of it from one place to another on one document, added up; in the item's base unit.

    ``partner``: whose document it is, a supplier's code or a customer's name; None: not known.
    ``expiry``: the earliest that was read; ``packages``: numbers of the packages and cartons it was in.
    """

    source_site: str
    source: str
    source_kind: str
    destination_site: str
    destination: str
    destination_kind: str
    document: str | None
    partner: str | None
    qty: Decimal
    first_at: datetime
    last_at: datetime
    expiry: date | None = None
    packages: Sequence[str] = ()


@dataclass(slots=True)
class Dealing:
    """What went through our walls at one site on one document, to or from one kind of place outside.

    ``places``: where inside it came to or left from, in the order of time. ``packages``: what it was packed
    in, suppliers' packages or cartons of ours.
    """

    outside: str
    site: str
    document: str | None
    partner: str | None
    first_at: datetime
    last_at: datetime
    qty_in: Decimal = ZERO
    qty_out: Decimal = ZERO
    places: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Stay:
    """A place inside where it stood; ``qty_left`` is what stands there now, which may be below zero."""

    site: str
    location: str
    kind: str
    first_at: datetime
    last_at: datetime
    qty_in: Decimal = ZERO
    qty_out: Decimal = ZERO

    @property
    def qty_left(self) -> Decimal:
        return self.qty_in - self.qty_out


@dataclass(frozen=True, slots=True)
class Trace:
    """``qty_in`` - ``qty_out`` = ``qty_left``: through the walls, and the sum over the stays.

    What one site of ours sent and another received is among the dealings of both, and neither came nor went:
    only what came beyond what was sent counts.
    """

    qty_in: Decimal
    qty_out: Decimal
    expiry: date | None
    dealings: list[Dealing]
    stays: list[Stay]

    @property
    def qty_left(self) -> Decimal:
        return self.qty_in - self.qty_out

    def dealings_with(self, outside: str) -> list[Dealing]:
        return [one for one in self.dealings if one.outside == outside]


def trace(flows: Iterable[Flow]) -> Trace:
    """Dealings and stays in the order in which they began.

    What goes back on its own document, a reversal or a return, counts on the other side of the same dealing.
    """
    dealings: dict[tuple[str, str, str | None], Dealing] = {}
    stays: dict[tuple[str, str], Stay] = {}
    expiries: list[date] = []
    for flow in sorted(flows, key=lambda one: (one.first_at, one.source, one.destination)):
        if flow.expiry is not None:
            expiries.append(flow.expiry)
        if is_outside(flow.source_kind):
            _deal(
                dealings, flow, flow.source_kind, flow.destination_site, flow.destination
            ).qty_in += flow.qty
        else:
            _stay(stays, flow, flow.source_site, flow.source, flow.source_kind).qty_out += flow.qty
        if is_outside(flow.destination_kind):
            _deal(dealings, flow, flow.destination_kind, flow.source_site, flow.source).qty_out += flow.qty
        else:
            _stay(
                stays, flow, flow.destination_site, flow.destination, flow.destination_kind
            ).qty_in += flow.qty
    ours = [one for one in dealings.values() if one.outside == BETWEEN_SITES]
    others = [one for one in dealings.values() if one.outside != BETWEEN_SITES]
    beyond = sum((one.qty_in - one.qty_out for one in ours), ZERO)
    return Trace(
        qty_in=sum((one.qty_in for one in others), max(beyond, ZERO)),
        qty_out=sum((one.qty_out for one in others), max(-beyond, ZERO)),
        expiry=min(expiries, default=None),
        dealings=list(dealings.values()),
        stays=list(stays.values()),
    )


def _deal(
    dealings: dict[tuple[str, str, str | None], Dealing], flow: Flow, outside: str, site: str, inside: str
) -> Dealing:
    key = (outside, site, flow.document)
    one = dealings.get(key)
    if one is None:
        one = dealings[key] = Dealing(outside, site, flow.document, flow.partner, flow.first_at, flow.last_at)
    one.partner = one.partner or flow.partner
    one.last_at = max(one.last_at, flow.last_at)
    if inside not in one.places:
        one.places.append(inside)
    one.packages += [package for package in flow.packages if package not in one.packages]
    return one


def _stay(stays: dict[tuple[str, str], Stay], flow: Flow, site: str, code: str, kind: str) -> Stay:
    one = stays.get((site, code))
    if one is None:
        one = stays[site, code] = Stay(site, code, kind, flow.first_at, flow.last_at)
    one.last_at = max(one.last_at, flow.last_at)
    return one
