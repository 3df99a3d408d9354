"""What was counted with a hand scanner and is not told yet. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from edge.moment import Moment
from gateway.wire.counting import NothingHere
from gateway.wire.evidence import ASKED
from gateway.wire.messages import AnyEvent, Count


class Counted(msgspec.Struct, frozen=True, tag_field="type", tag="counted"):
    """An item (and lot) of an open count, in base units of the catalogue."""

    item: str
    lot: str | None
    location: str
    qty: Decimal


class Nothing(msgspec.Struct, frozen=True, tag_field="type", tag="nothing"):
    """Nothing stands at the place."""

    location: str


Counts = tuple[Counted | Nothing, ...]


def added(counts: Counts, more: Counted) -> Counts:
    if not any(_same(one, more) for one in counts):
        return (*counts, more)
    return tuple(
        msgspec.structs.replace(one, qty=one.qty + more.qty)
        if isinstance(one, Counted) and _same(one, more)
        else one
        for one in counts
    )


def total(counts: Counts, of: Counted) -> Decimal:
    return sum((one.qty for one in counts if isinstance(one, Counted) and _same(one, of)), Decimal(0))


def without_zeros(counts: Counts) -> Counts:
    """What was taken back was not counted."""
    return tuple(one for one in counts if isinstance(one, Nothing) or one.qty != 0)


def is_empty(counts: Counts, place: str) -> bool:
    return Nothing(place) in counts


def has_goods(counts: Counts, place: str) -> bool:
    return any(isinstance(one, Counted) and one.location == place for one in counts)


def _same(one: Counted | Nothing, other: Counted) -> bool:
    if isinstance(one, Nothing):
        return False
    return (one.item, one.lot, one.location) == (other.item, other.lot, other.location)


def events(
    counts: Sequence[Counted | Nothing],
    device: str,
    document: str | None,
    asked: str | None,
    moment: Moment,
) -> list[AnyEvent]:
    """As the count is closed: `asked` is the count that was chosen."""
    evidence = {"document": document} if document else {}
    if asked:
        evidence[ASKED] = asked
    return [
        NothingHere(
            at=moment.at, boot=moment.boot, mono_ns=moment.mono_ns, device=device, location=one.location,
            document=asked,
        )
        if isinstance(one, Nothing)
        else Count(
            at=moment.at, boot=moment.boot, mono_ns=moment.mono_ns, device=device, item=one.item, qty=one.qty,
            location=one.location, lot=one.lot, evidence=dict(evidence),
        )
        for one in counts
    ]  # fmt: skip
