"""A transfer that is being loaded: what was put on the lorry, beside what is planned. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import msgspec

from edge.station.snapshot import SnapshotError
from gateway.wire.outbound import Loaded, TransferToLoad

_ZERO = Decimal(0)
# item, place, lot
_Key = tuple[str, str, str | None]


class Put(msgspec.Struct, frozen=True):
    """`qty` in base units of an item and lot from `source`: one scan, or the rest of a line; `serial`: of the
    piece, where its item is followed so."""

    sku: str
    name: str
    source: str
    lot: str | None
    qty: Decimal
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class LoadedLine:
    """A line of the transfer; `loaded` may be more than planned where the plan has changed meanwhile.

    `serials`: the pieces that the office wants; empty where it has not said.
    """

    sku: str
    name: str
    source: str
    lot: str | None
    planned: Decimal
    loaded: Decimal
    serials: tuple[str, ...] = ()

    @property
    def rest(self) -> Decimal:
        return max(self.planned - self.loaded, _ZERO)


class Loading(msgspec.Struct, frozen=True):
    """`puts` in the order in which they were made."""

    transfer: TransferToLoad
    puts: tuple[Put, ...] = ()

    def lines(self) -> tuple[LoadedLine, ...]:
        """Planned ones in their order, then what was loaded that is planned no more.

        A piece is on the line that names it; of the rest, lines that name no pieces take theirs first.
        """
        planned = self.transfer.lines
        keys: list[_Key] = [(line.sku, line.source, line.lot) for line in planned]
        wanted = {(keys[n], serial): n for n, line in enumerate(planned) for serial in line.serials}
        loaded = [_ZERO for _ in planned]
        left: dict[_Key, Decimal] = {}
        names: dict[_Key, str] = {}
        for put in self.puts:
            key = (put.sku, put.source, put.lot)
            names[key] = put.name
            named = wanted.get((key, put.serial)) if put.serial else None
            if named is None:
                left[key] = left.get(key, _ZERO) + put.qty
            else:
                loaded[named] += put.qty
        order = sorted(range(len(planned)), key=lambda n: bool(planned[n].serials))
        for at, n in enumerate(order, start=1):
            there, is_last = left.get(keys[n], _ZERO), all(keys[n] != keys[other] for other in order[at:])
            part = there if is_last else min(there, max(planned[n].qty - loaded[n], _ZERO))
            left[keys[n]] = there - part
            loaded[n] += part
        found = [
            LoadedLine(line.sku, line.name, line.source, line.lot, line.qty, qty, tuple(line.serials))
            for line, qty in zip(planned, loaded, strict=True)
        ]
        besides = [(key, qty) for key, qty in left.items() if qty > 0]
        return (*found, *(LoadedLine(k[0], names[k], k[1], k[2], _ZERO, qty) for k, qty in besides))

    def has(self, sku: str, serial: str) -> bool:
        return any((put.sku, put.serial) == (sku, serial) for put in self.puts)

    def put(self, line: LoadedLine, qty: Decimal, serial: str | None = None) -> Loading:
        one = Put(line.sku, line.name, line.source, line.lot, qty, serial)
        return msgspec.structs.replace(self, puts=(*self.puts, one))

    def told(self, transfer: TransferToLoad) -> Loading:
        """The office has changed it."""
        return msgspec.structs.replace(self, transfer=transfer)

    def loads(self) -> list[Loaded]:
        """All of it, each item, lot and place once."""
        whole: dict[tuple[str, str, str | None], Loaded] = {}
        for put in self.puts:
            key = (put.sku, put.source, put.lot)
            was = whole.get(key) or Loaded(item=put.sku, source=put.source, lot=put.lot, qty=_ZERO)
            serials = [*was.serials, *([put.serial] if put.serial else [])]
            whole[key] = msgspec.structs.replace(was, qty=was.qty + put.qty, serials=serials)
        return list(whole.values())


def write(loading: Loading | None, sent: tuple[str, ...]) -> bytes:
    return msgspec.json.encode((loading, sent))


def read(stored: bytes) -> tuple[Loading | None, tuple[str, ...]]:
    """Raises SnapshotError."""
    try:
        return msgspec.json.decode(stored, type=tuple[Loading | None, tuple[str, ...]])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SnapshotError(f"the transfer that was being loaded cannot be read: {error}") from error
