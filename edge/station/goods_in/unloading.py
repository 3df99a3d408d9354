"""What was unloaded so far for one order, immutable; as the wire's events, and as bytes that are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

import msgspec

from edge.station.bench import BenchSettings
from edge.station.goods_in.unannounced import is_unannounced
from edge.station.snapshot import SnapshotError
from gateway.wire import evidence
from gateway.wire.inbound import DueReceipt
from gateway.wire.messages import AnyEvent, Movement, Receipt

SUPPLIER: Final = "supplier"
Way = Literal["scan", "package", "weight"]


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """`qty` base units of an item; where `sscc` is given, they were in that package."""

    sku: str
    name: str
    qty: Decimal
    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None
    sscc: str | None = None
    damaged: bool = False


class Got(msgspec.Struct, frozen=True, kw_only=True):
    """One accepted scan (a package has several goods), weight or package, read at `at`."""

    goods: tuple[Goods, ...]
    at: datetime
    way: Way = "scan"


class Seen(msgspec.Struct, frozen=True):
    """A piece whose tag the portal of the door has read."""

    sku: str
    name: str
    serial: str


class Door(msgspec.Struct, frozen=True):
    """What the portal has read: pieces, and tags that nobody could place."""

    seen: tuple[Seen, ...] = ()
    unplaced: tuple[str, ...] = ()

    def with_more(self, seen: Iterable[Seen], unplaced: Iterable[str]) -> Door:
        """Each of them once."""
        pieces = {(one.sku, one.serial): one for one in (*self.seen, *seen)}
        return Door(tuple(pieces.values()), tuple(dict.fromkeys((*self.unplaced, *unplaced))))


NO_READS: Final = Door()


@dataclass(frozen=True, slots=True)
class Unloading:
    """`session` names it; `location` is where the goods stand, `broken` where damaged ones go.

    What the portal has seen is booked by the portal itself: here it is only counted with what hands counted.
    """

    due: DueReceipt
    session: str
    location: str
    broken: str | None
    got: tuple[Got, ...] = ()
    door: Door = NO_READS

    def add(self, got: Got) -> Unloading:
        return replace(self, got=(*self.got, got))

    def without_last(self) -> Unloading:
        return replace(self, got=self.got[:-1])

    def with_last_marked(self, damaged: bool) -> Unloading:
        last = self.got[-1]
        goods = tuple(msgspec.structs.replace(one, damaged=damaged) for one in last.goods)
        return self.without_last().add(Got(goods=goods, at=last.at, way=last.way))

    @property
    def goods(self) -> tuple[Goods, ...]:
        return tuple(goods for got in self.got for goods in got.goods)

    def expects(self, sku: str) -> bool:
        """What comes without an order may be anything."""
        return is_unannounced(self.due.number) or any(line.sku == sku for line in self.due.lines)

    def by_hand(self, sku: str) -> Decimal:
        return sum((goods.qty for goods in self.goods if goods.sku == sku), Decimal(0))

    def by_door(self, sku: str) -> int:
        return sum(1 for one in self.door.seen if one.sku == sku)

    def door_has(self, sku: str, serial: str) -> bool:
        return any((one.sku, one.serial) == (sku, serial) for one in self.door.seen)

    def qty(self, sku: str) -> Decimal:
        """As the hub reckons: what was counted without serial numbers is first what the portal has seen."""
        scanned = {goods.serial for goods in self.goods if goods.sku == sku and goods.serial}
        others = sum(1 for one in self.door.seen if one.sku == sku and one.serial not in scanned)
        return len(scanned) + max(self.by_hand(sku) - len(scanned), Decimal(others))

    def has_package(self, sscc: str) -> bool:
        return any(goods.sscc == sscc for goods in self.goods)

    def has_serial(self, sku: str, serial: str) -> bool:
        return any((goods.sku, goods.serial) == (sku, serial) for goods in self.goods)


def receipt(
    unloading: Unloading,
    settings: BenchSettings,
    action: Literal["opened", "closed"],
    at: datetime,
    operator: str | None,
    *,
    given_back: bool = False,
) -> Receipt:
    return Receipt(
        at=at,
        device=settings.scanner,
        document=unloading.due.number,
        action=action,
        location=unloading.location,
        operator=operator,
        session=unloading.session,
        given_back=given_back,
    )


def events(
    unloading: Unloading, settings: BenchSettings, at: datetime, operator: str | None
) -> list[AnyEvent]:
    """One movement for all alike goods, with the time at which the first of them was read; then the end."""
    sums: dict[Goods, tuple[Decimal, datetime]] = {}
    for got in unloading.got:
        for goods in got.goods:
            key = msgspec.structs.replace(goods, qty=Decimal(0))
            qty, first = sums.get(key, (Decimal(0), got.at))
            sums[key] = (qty + goods.qty, min(first, got.at))
    moved: list[AnyEvent] = []
    for goods, (qty, first) in sums.items():
        told = {evidence.SESSION: unloading.session, evidence.FIRST_READ: first.isoformat()}
        if operator:
            told["operator"] = operator
        if goods.sscc:
            told[evidence.SSCC] = goods.sscc
        if goods.damaged:
            told[evidence.ISSUE] = evidence.DAMAGED
        if is_unannounced(unloading.due.number) and unloading.due.supplier:
            told[evidence.SUPPLIER] = unloading.due.supplier
        moved.append(
            Movement(
                at=at,
                device=settings.scanner,
                kind="receipt",
                item=goods.sku,
                qty=qty,
                source=SUPPLIER,
                destination=unloading.broken if goods.damaged and unloading.broken else unloading.location,
                lot=goods.lot,
                serial=goods.serial,
                expiry=goods.expiry,
                document=unloading.due.number,
                evidence=told,
            )
        )
    return [*moved, receipt(unloading, settings, "closed", at, operator)]


class _Document(msgspec.Struct):
    due: DueReceipt | None
    session: str
    location: str
    broken: str | None
    got: list[Got]
    place: str | None
    door: Door = Door()


def write(unloading: Unloading | None, place: str | None) -> bytes:
    if unloading is None:
        return msgspec.json.encode(_Document(None, "", "", None, [], place))
    return msgspec.json.encode(
        _Document(
            unloading.due,
            unloading.session,
            unloading.location,
            unloading.broken,
            list(unloading.got),
            place,
            unloading.door,
        )
    )


def read(stored: bytes) -> tuple[Unloading | None, str | None]:
    """Raises SnapshotError."""
    try:
        kept = msgspec.json.decode(stored, type=_Document)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SnapshotError(f"the stored unloading cannot be read: {error}") from error
    if kept.due is None:
        return None, kept.place
    unloading = Unloading(kept.due, kept.session, kept.location, kept.broken, tuple(kept.got), kept.door)
    return unloading, kept.place
