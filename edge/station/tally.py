"""What a counter has found so far at one place: immutable, pure; as bytes too, to outlive a power cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from edge.station.snapshot import SnapshotError
from gateway.wire.counting import CountTask

Method = Literal["scan", "weight", "rfid", "typed"]


@dataclass(frozen=True, slots=True)
class Found:
    """One accepted scan, tag or weight: ``qty`` base units, at ``at``."""

    sku: str
    lot: str
    name: str
    qty: Decimal
    at: datetime
    method: Method
    tag: str | None = None
    weight_g: Decimal | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class FoundLine:
    """All of an item (lot). ``qty`` None: nobody has looked for it yet."""

    sku: str
    lot: str
    name: str
    qty: Decimal | None
    at: datetime | None = None
    method: Method = "scan"
    weight_g: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A count in hand. ``at_place``: the place's own code was scanned."""

    task: CountTask
    at_place: bool = False
    found: tuple[Found, ...] = ()

    def add(self, found: Found) -> Tally:
        return replace(self, found=(*self.found, found))

    def without_last(self) -> Tally:
        return replace(self, found=self.found[:-1])

    def has_tag(self, tag: str) -> bool:
        return any(one.tag == tag for one in self.found)

    def has_serial(self, sku: str, serial: str) -> bool:
        return any((one.sku, one.serial) == (sku, serial) for one in self.found)

    def qty(self, sku: str, lot: str) -> Decimal:
        return sum((one.qty for one in self.found if (one.sku, one.lot) == (sku, lot)), Decimal(0))

    @property
    def lines(self) -> tuple[FoundLine, ...]:
        """What was asked for, in its order, unless that is the whole place; then what was found besides."""
        lines: dict[tuple[str, str], FoundLine] = {}
        if not self.task.whole:
            for item in self.task.items:
                lines[item.sku, item.lot] = FoundLine(item.sku, item.lot, item.name or item.sku, None)
        for one in self.found:
            before = lines.get((one.sku, one.lot))
            qty = one.qty + (before.qty if before and before.qty is not None else 0)
            method = one.method if one.method != "scan" else before.method if before else "scan"
            weight_g = one.weight_g or (before.weight_g if before else None)
            lines[one.sku, one.lot] = FoundLine(one.sku, one.lot, one.name, qty, one.at, method, weight_g)
        return tuple(lines.values())

    @property
    def not_counted(self) -> tuple[FoundLine, ...]:
        return tuple(line for line in self.lines if line.qty is None)

    def lots_of(self, sku: str) -> list[str]:
        """Lots of an item that the hub expects here."""
        return [item.lot for item in self.task.items if item.sku == sku]

    def asks_for(self, sku: str, lot: str) -> bool:
        return self.task.whole or any((i.sku, i.lot) == (sku, lot) for i in self.task.items)


class _Document(msgspec.Struct):
    task: CountTask | None
    at_place: bool
    found: list[Found]
    next_qty: Decimal
    closed: list[str]


def write(tally: Tally | None, next_qty: Decimal, closed: Iterable[str]) -> bytes:
    return msgspec.json.encode(
        _Document(
            tally.task if tally else None,
            tally.at_place if tally else False,
            list(tally.found) if tally else [],
            next_qty,
            list(closed),
        )
    )


def read(stored: bytes) -> tuple[Tally | None, Decimal, Sequence[str]]:
    """Raises SnapshotError."""
    try:
        document = msgspec.json.decode(stored, type=_Document)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SnapshotError(f"the stored count cannot be read: {error}") from error
    tally = None
    if document.task is not None:
        tally = Tally(document.task, document.at_place, tuple(document.found))
    return tally, document.next_qty, document.closed
