"""A transfer that is being loaded: what was put on the lorry, beside what is planned. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import msgspec

from edge.station.snapshot import SnapshotError
from gateway.wire.outbound import Loaded, TransferToLoad

_ZERO = Decimal(0)


class Put(msgspec.Struct, frozen=True):
    """`qty` in base units of an item and lot from `source`: one scan, or the rest of a line."""

    sku: str
    name: str
    source: str
    lot: str | None
    qty: Decimal


@dataclass(frozen=True, slots=True)
class LoadedLine:
    """A line of the transfer; `loaded` may be more than planned where the plan has changed meanwhile."""

    sku: str
    name: str
    source: str
    lot: str | None
    planned: Decimal
    loaded: Decimal

    @property
    def rest(self) -> Decimal:
        return max(self.planned - self.loaded, _ZERO)


class Loading(msgspec.Struct, frozen=True):
    """`puts` in the order in which they were made."""

    transfer: TransferToLoad
    puts: tuple[Put, ...] = ()

    def lines(self) -> tuple[LoadedLine, ...]:
        """Planned ones in their order, then what was loaded that is planned no more."""
        left: dict[tuple[str, str, str | None], Decimal] = {}
        names: dict[tuple[str, str, str | None], str] = {}
        for put in self.puts:
            key = (put.sku, put.source, put.lot)
            left[key] = left.get(key, _ZERO) + put.qty
            names[key] = put.name
        keys = [(line.sku, line.source, line.lot) for line in self.transfer.lines]
        found = []
        for n, (line, key) in enumerate(zip(self.transfer.lines, keys, strict=True)):
            there = left.get(key, _ZERO)
            part = there if key not in keys[n + 1 :] else min(there, line.qty)
            left[key] = there - part
            found.append(LoadedLine(line.sku, line.name, line.source, line.lot, line.qty, part))
        besides = [(key, qty) for key, qty in left.items() if qty > 0]
        return (*found, *(LoadedLine(k[0], names[k], k[1], k[2], _ZERO, qty) for k, qty in besides))

    def put(self, line: LoadedLine, qty: Decimal) -> Loading:
        one = Put(line.sku, line.name, line.source, line.lot, qty)
        return msgspec.structs.replace(self, puts=(*self.puts, one))

    def told(self, transfer: TransferToLoad) -> Loading:
        """The office has changed it."""
        return msgspec.structs.replace(self, transfer=transfer)

    def loads(self) -> list[Loaded]:
        """All of it, each item, lot and place once."""
        whole: dict[tuple[str, str, str | None], Decimal] = {}
        for put in self.puts:
            key = (put.sku, put.source, put.lot)
            whole[key] = whole.get(key, _ZERO) + put.qty
        return [Loaded(item=k[0], source=k[1], lot=k[2], qty=qty) for k, qty in whole.items()]


def write(loading: Loading | None, sent: tuple[str, ...]) -> bytes:
    return msgspec.json.encode((loading, sent))


def read(stored: bytes) -> tuple[Loading | None, tuple[str, ...]]:
    """Raises SnapshotError."""
    try:
        return msgspec.json.decode(stored, type=tuple[Loading | None, tuple[str, ...]])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SnapshotError(f"the transfer that was being loaded cannot be read: {error}") from error
