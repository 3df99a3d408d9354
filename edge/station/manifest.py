"""A closed carton as the wire's events: one shipment a line and lot, then the carton itself. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from edge.station.bench import BenchSettings, LineState
from edge.station.carton import Carton
from gateway.wire.evidence import CARTON
from gateway.wire.messages import AnyEvent, Movement, Pack, UnplacedScan
from gateway.wire.picking import PackedLot, PackLine

CUSTOMER: Final = "customer"
"""The virtual location outside the walls to which a shipment goes."""

PackVerdict = Literal["verified", "unweighed", "overridden"]


@dataclass(frozen=True, slots=True)
class Closing:
    """How and by whom a carton was closed. `measured_g` is None without a settled weight."""

    at: datetime
    verdict: PackVerdict
    measured_g: Decimal | None
    operator: str | None = None
    override_reason: str | None = None


class _Parcel(NamedTuple):
    place: str | None
    by_scale: bool
    lot: str | None
    expiry: date | None
    serial: str | None
    override: tuple[tuple[str, str], ...]
    qty: Decimal


def unplaced(text: str, at: datetime, settings: BenchSettings) -> UnplacedScan:
    return UnplacedScan(
        at=at,
        device=settings.scanner,
        data=text,
        why="unknown code at the packing bench",
        location=settings.location,
    )


def carton_code(order_number: str, at: datetime) -> str:
    """The order's own number is no key: an order given back and packed anew makes another carton."""
    return f"{order_number[:40]}-{at:%y%m%d%H%M%S}"


def events(carton: Carton, code: str, closing: Closing, settings: BenchSettings) -> list[AnyEvent]:
    """Goods leave from where they were told to be taken, unless they have been brought to the bench: that the
    hub decides, which knows all scans. What was told to be taken from the bench itself comes first, or its
    like would be taken for it.
    """
    evidence = {CARTON: code, "verdict": closing.verdict}
    if closing.operator:
        evidence["operator"] = closing.operator
    if closing.override_reason:
        evidence["override"] = closing.override_reason
    shipments: list[Movement] = []
    packed: list[PackLine] = []
    for line, parcels in _by_line(carton):
        shipments += [
            Movement(
                at=closing.at,
                device=settings.scanner,
                kind="shipment",
                item=line.sku,
                qty=parcel.qty,
                source=parcel.place or settings.location,
                destination=CUSTOMER,
                via=_via(parcel, settings.location),
                lot=parcel.lot,
                expiry=parcel.expiry,
                serial=parcel.serial,
                document=carton.order.number,
                evidence=evidence | {"line": str(line.line)} | dict(parcel.override),
            )
            for parcel in parcels
        ]
        lots = [
            PackedLot(qty=parcel.qty, lot=parcel.lot, expiry=parcel.expiry, serial=parcel.serial)
            for parcel in parcels
            if parcel.lot or parcel.serial
        ]
        packed.append(PackLine(line=line.line, item=line.sku, qty=line.scanned, lots=lots))
    expected = carton.expectation(settings)
    pack = Pack(
        at=closing.at,
        device=settings.scale or settings.scanner,
        order=carton.order.number,
        carton=code,
        lines=packed,
        expected_weight_g=expected.weight_g,
        measured_weight_g=closing.measured_g,
        tolerance_g=expected.tolerance_g,
        verdict=closing.verdict,
        operator=closing.operator,
    )
    shipments.sort(key=lambda shipment: shipment.source != settings.location)
    return [*shipments, pack]


def _via(parcel: _Parcel, bench: str) -> str | None:
    """None where nobody told a place, and where a shelf scale has booked the goods to the bench."""
    if parcel.place is None or (parcel.by_scale and parcel.place == bench):
        return None
    return bench


def _by_line(carton: Carton) -> Iterator[tuple[LineState, list[_Parcel]]]:
    """What was scanned fills the lines in the order's sequence; alike parts of a line are one parcel."""
    left: dict[str, list[_Parcel]] = {}
    for scan in carton.scans:
        said = {"lot_override": scan.reason, "lot_override_by": scan.answered_by}
        override = tuple((name, value) for name, value in said.items() if value)
        for take in scan.takes:
            place, by_scale = take.booked_at or take.place, take.booked_at is not None
            part = _Parcel(place, by_scale, take.lot, take.expiry, take.serial, override, take.qty)
            left.setdefault(scan.hit.sku, []).append(part)
    for line in carton.lines:
        parcels: dict[_Parcel, Decimal] = {}
        missing, source = line.scanned, left.get(line.sku, [])
        while missing > 0 and source:
            first = source[0]
            qty = min(missing, first.qty)
            key = first._replace(qty=Decimal(0))
            parcels[key] = parcels.get(key, Decimal(0)) + qty
            missing -= qty
            if qty == first.qty:
                source.pop(0)
            else:
                source[0] = first._replace(qty=first.qty - qty)
        yield line, [key._replace(qty=qty) for key, qty in parcels.items()]
