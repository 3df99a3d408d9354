"""What of a packing session outlives a power cut, as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import msgspec

from edge.station.bench import CatalogueHit
from edge.station.carton import Carton, Packed, Take
from gateway.wire.messages import Detail, Order


class SnapshotError(ValueError):
    """A stored snapshot that cannot be read. The session it was to restore is unchanged."""


@dataclass(frozen=True, slots=True)
class Kept:
    """`closed` are the numbers of orders closed here, oldest first."""

    carton: Carton | None
    next_qty: Decimal
    closed: tuple[str, ...]
    operator: str | None


class _Scan(msgspec.Struct):
    sku: str
    qty: Decimal
    packed: Decimal
    name: str
    unit_weight_g: Decimal | None = None
    unit_weight_sd_g: Decimal | None = None
    wants: list[Detail] = []
    takes: list[Take] = []
    reason: str | None = None
    answered_by: str | None = None


class _Document(msgspec.Struct):
    order: Order | None
    scans: list[_Scan]
    next_qty: Decimal
    closed: list[str]
    operator: str | None


def write(kept: Kept) -> bytes:
    scans = [
        _Scan(
            scan.hit.sku,
            scan.hit.qty,
            scan.qty,
            scan.hit.name,
            scan.hit.unit_weight_g,
            scan.hit.unit_weight_sd_g,
            list(scan.hit.wants),
            list(scan.takes),
            scan.reason,
            scan.answered_by,
        )
        for scan in (kept.carton.scans if kept.carton else ())
    ]
    order = kept.carton.order if kept.carton else None
    return msgspec.json.encode(_Document(order, scans, kept.next_qty, list(kept.closed), kept.operator))


def read(snapshot: bytes) -> Kept:
    """Raises SnapshotError."""
    try:
        document = msgspec.json.decode(snapshot, type=_Document)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SnapshotError(f"the stored packing session cannot be read: {error}") from error
    carton = Carton(document.order) if document.order else None
    for scan in document.scans:
        if carton is None:
            raise SnapshotError("the stored packing session has scans, but no order")
        hit = CatalogueHit(
            scan.sku, scan.qty, scan.name, scan.unit_weight_g, scan.unit_weight_sd_g, tuple(scan.wants)
        )
        # an older agent kept no takes
        takes = tuple(scan.takes) or (Take(qty=scan.packed),)
        carton = carton.with_scan(Packed(hit, scan.packed, takes, scan.reason, scan.answered_by))
    return Kept(carton, document.next_qty, tuple(document.closed), document.operator)
