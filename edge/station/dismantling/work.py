"""Kits that were taken apart and are not reported yet, and what came of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Final, Literal

import msgspec

from edge.station.snapshot import SnapshotError
from gateway.wire.production import BrokenPart, KitToTakeApart, PartOfKit, PartThatCame, TakenGoods

Kind = Literal["apart", "spoilt", "came", "broken"]
_ZERO: Final = Decimal(0)


class Step(msgspec.Struct, frozen=True):
    """One scan: `apart` and `spoilt` of a kit that stood at `source`, `came` and `broken` of a part."""

    kind: Kind
    sku: str
    name: str
    qty: Decimal
    source: str | None = None
    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None


@dataclass(frozen=True, slots=True)
class DismantledLine:
    """`wanted`: kits still to be taken apart, or parts that are in those which were; `done` came, `lost` did
    not. `by_bill`: nobody named what came of it."""

    sku: str
    name: str
    wanted: Decimal
    done: Decimal
    lost: Decimal
    by_bill: bool = False

    @property
    def missing(self) -> Decimal:
        return self.wanted - self.done - self.lost


class Dismantling(msgspec.Struct, frozen=True):
    """`steps` in the order in which they were done."""

    order: KitToTakeApart
    steps: tuple[Step, ...] = ()

    def qty(self, kind: Kind, sku: str) -> Decimal:
        return sum((step.qty for step in self.steps if (step.kind, step.sku) == (kind, sku)), _ZERO)

    @property
    def kits(self) -> Decimal:
        return self.qty("apart", self.order.sku)

    def lines(self) -> tuple[DismantledLine, ...]:
        """The kit, then its parts as the bill has them."""
        order = self.order
        kit = DismantledLine(order.sku, order.name, order.qty, self.kits, self.qty("spoilt", order.sku))
        return (kit, *(self._part(part) for part in order.parts))

    def _part(self, part: PartOfKit) -> DismantledLine:
        wanted, broken = self._expected(part), self.qty("broken", part.sku)
        named = any((step.kind, step.sku) == ("came", part.sku) for step in self.steps)
        came = self.qty("came", part.sku) if named else max(wanted - broken, _ZERO)
        return DismantledLine(part.sku, part.name, wanted, came, broken, not named)

    def _expected(self, part: PartOfKit) -> Decimal:
        """In the kits that were counted; as the hub reckons it, so that rounding adds nothing up."""
        before, step = self.order.done, Decimal(1).scaleb(-part.decimals)
        after, earlier = (
            (kits * part.qty / self.order.per).quantize(step, ROUND_FLOOR)
            for kits in (before + self.kits, before)
        )
        return after - earlier

    def taken(self) -> list[TakenGoods]:
        """The kits: each place and lot once, and each piece with a serial number."""
        whole: dict[tuple[str, str | None, str | None], Decimal] = {}
        for step in self.steps:
            if step.kind in ("apart", "spoilt") and step.source is not None:
                key = (step.source, step.lot, step.serial)
                whole[key] = whole.get(key, _ZERO) + step.qty
        sku = self.order.sku
        return [TakenGoods(item=sku, source=k[0], lot=k[1], serial=k[2], qty=q) for k, q in whole.items()]

    def came(self) -> list[PartThatCame]:
        """Each item, lot and day of expiry once, and each piece with a serial number."""
        whole: dict[tuple[str, str | None, str | None, date | None], Decimal] = {}
        for step in self.steps:
            if step.kind == "came":
                key = (step.sku, step.lot, step.serial, step.expiry)
                whole[key] = whole.get(key, _ZERO) + step.qty
        return [PartThatCame(item=k[0], lot=k[1], serial=k[2], expiry=k[3], qty=q) for k, q in whole.items()]

    def broken(self) -> list[BrokenPart]:
        return [BrokenPart(item=line.sku, qty=line.lost) for line in self.lines()[1:] if line.lost]


def write(work: Dismantling | None, place: str | None) -> bytes:
    return msgspec.json.encode((work, place))


def read(stored: bytes) -> tuple[Dismantling | None, str | None]:
    """Raises SnapshotError."""
    try:
        return msgspec.json.decode(stored, type=tuple[Dismantling | None, str | None])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SnapshotError(f"the kit that was being taken apart cannot be read: {error}") from error
