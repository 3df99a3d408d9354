"""What was done on a production order and is not reported yet, beside what is still to be done. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

import msgspec

from edge.station.snapshot import SnapshotError
from gateway.wire.production import OrderToMake, TakenGoods

Kind = Literal["made", "spoilt", "taken", "scrapped"]
_ZERO: Final = Decimal(0)


class Step(msgspec.Struct, frozen=True):
    """One scan: `made` and `spoilt` of what is made, `taken` and `scrapped` of a component at `source`."""

    kind: Kind
    sku: str
    name: str
    qty: Decimal
    source: str | None = None
    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None


@dataclass(frozen=True, slots=True)
class WorkLine:
    """`wanted`: still to be made, or to be taken by the bill; `done` now; `lost` was spoilt."""

    sku: str
    name: str
    wanted: Decimal
    done: Decimal
    lost: Decimal


class Work(msgspec.Struct, frozen=True):
    """`steps` in the order in which they were done."""

    order: OrderToMake
    steps: tuple[Step, ...] = ()

    def qty(self, kind: Kind, sku: str) -> Decimal:
        return sum((step.qty for step in self.steps if (step.kind, step.sku) == (kind, sku)), _ZERO)

    def lines(self) -> tuple[WorkLine, ...]:
        """What is made, then its components as the bill has them."""
        order = self.order
        made = WorkLine(
            order.sku, order.name, order.qty, self.qty("made", order.sku), self.qty("spoilt", order.sku)
        )
        parts = [
            WorkLine(
                part.sku, part.name, part.qty, self.qty("taken", part.sku), self.qty("scrapped", part.sku)
            )
            for part in order.components
        ]
        return (made, *parts)

    def lot(self) -> str | None:
        """Of what is made: one in a report."""
        return next((s.lot for s in self.steps if s.kind in ("made", "spoilt") and s.lot), None)

    def expiry(self) -> date | None:
        """Of what is made: one in a report."""
        return next((step.expiry for step in self.steps if step.kind == "made" and step.expiry), None)

    def serials(self) -> list[str]:
        return [step.serial for step in self.steps if step.kind == "made" and step.serial]

    def goods(self, kind: Kind) -> list[TakenGoods]:
        """Each item, place and lot once, and each piece with a serial number."""
        whole: dict[tuple[str, str, str | None, str | None], Decimal] = {}
        for step in self.steps:
            if step.kind == kind and step.source is not None:
                key = (step.sku, step.source, step.lot, step.serial)
                whole[key] = whole.get(key, _ZERO) + step.qty
        return [TakenGoods(item=k[0], source=k[1], lot=k[2], serial=k[3], qty=q) for k, q in whole.items()]


def write(work: Work | None, place: str | None) -> bytes:
    return msgspec.json.encode((work, place))


def read(stored: bytes) -> tuple[Work | None, str | None]:
    """Raises SnapshotError."""
    try:
        return msgspec.json.decode(stored, type=tuple[Work | None, str | None])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SnapshotError(f"the production that was in hand cannot be read: {error}") from error
