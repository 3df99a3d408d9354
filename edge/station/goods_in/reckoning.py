"""What follows from an unloading and from codes: lines to show, marks, numbers that check themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec

from devices.codes.gs1 import ScannedCode
from edge.station.bench import BenchSettings, CatalogueHit, Feedback, stop
from edge.station.goods_in.unannounced import is_unannounced
from edge.station.goods_in.unloading import Goods, Got, Unloading
from edge.weighing import UnitWeight, pieces_from
from gateway.wire.inbound import DuePackage, Place
from gateway.wire.messages import UnplacedScan

_SSCC_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """An item: `due` is still to come by the order, None where the site receives blind or it is not on it.

    `seen` of what has been `got` were read by the portal.
    """

    sku: str
    name: str
    due: Decimal | None
    got: Decimal
    ordered: bool
    seen: int = 0


def lines(hand: Unloading) -> tuple[ReceivedLine, ...]:
    """The order's items, then what came besides."""
    found = [
        ReceivedLine(
            line.sku,
            line.name,
            None if line.qty is None else max(line.qty - line.received_qty, Decimal(0)),
            hand.qty(line.sku),
            True,
            hand.by_door(line.sku),
        )
        for line in hand.due.lines
    ]
    known = {line.sku for line in found}
    besides = [(goods.sku, goods.name) for goods in hand.goods]
    besides += [(one.sku, one.name) for one in hand.door.seen]
    for sku, name in besides:
        if sku not in known:
            known.add(sku)
            right = is_unannounced(hand.due.number)  # nothing is wrong where nothing was ordered
            found.append(ReceivedLine(sku, name, None, hand.qty(sku), right, hand.by_door(sku)))
    return tuple(found)


def dock_of(places: Sequence[Place], bench: str) -> str:
    """Where one unloads at a terminal: its own place if that is a dock, else the first dock there is."""
    docks = [place.code for place in places if place.kind == "dock"]
    return bench if bench in docks or not docks else docks[0]


def fit(value: str | None) -> str | None:
    """As much of it as the wire takes."""
    return value[:64] if value else None


def unit_weight(hit: CatalogueHit | None) -> UnitWeight | None:
    if hit is None or hit.unit_weight_g is None or hit.unit_weight_g <= 0:
        return None
    return UnitWeight.of(hit.unit_weight_g, hit.unit_weight_sd_g)


def is_sscc(text: str) -> bool:
    """18 digits whose last one checks the others (GS1 General Specifications 7.9)."""
    if len(text) != _SSCC_DIGITS or not (text.isascii() and text.isdigit()):
        return False
    others = reversed(text[:-1])
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(others))
    return -weighted % 10 == int(text[-1])


def weigh_in(
    scanned: Got, hit: CatalogueHit | None, steady_g: Decimal | None, bench: BenchSettings
) -> Got | Feedback:
    """As many of what was scanned as lie on the scale (grams, with its tare), or why that is not known."""
    last = scanned.goods[0]
    unit = unit_weight(hit)
    if steady_g is None:
        return stop("weigh_unsteady")
    if unit is None:
        return stop("weigh_no_unit", name=last.name)
    if hit is not None and "serial" in hit.wants:
        return stop("serial_one_by_one", name=last.name)
    found = pieces_from(steady_g - bench.tare_g, unit, bench.division_g)
    if not found.certain or found.pieces < 1:
        return stop("weigh_unsure", name=last.name)
    goods = msgspec.structs.replace(last, qty=Decimal(found.pieces), serial=None)
    return Got(goods=(goods,), at=scanned.at, way="weight")


def packed(package: DuePackage, damaged: bool) -> tuple[Goods, ...]:
    """What its notice says is in it."""
    return tuple(
        Goods(
            sku=line.sku, name=line.name, qty=line.qty, lot=line.lot, expiry=line.expiry,
            sscc=package.sscc, damaged=damaged,
        )
        for line in package.lines
    )  # fmt: skip


def item_of(
    lookup: Callable[[str], CatalogueHit | None], code: ScannedCode, text: str
) -> CatalogueHit | None:
    """The item of a code: by its text, or by the GTIN in it. None for one that cannot be trusted."""
    if not code.trusted:
        return None
    return lookup(text) or (lookup(code.gtin) if code.gtin else None)


def unplaced_scan(
    code: ScannedCode, at: datetime, bench: BenchSettings, place: str, *, why: str
) -> UnplacedScan:
    return UnplacedScan(at=at, device=bench.scanner, data=code.raw[:512], why=why, location=place)
