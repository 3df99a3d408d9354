"""A closed carton as the wire's events: one shipment a line, then the carton itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from edge.station.bench import BenchSettings
from edge.station.carton import Carton
from gateway.wire.messages import AnyEvent, Movement, Pack
from gateway.wire.picking import PackLine

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


def carton_code(order_number: str, at: datetime) -> str:
    """The order's own number is no key: an order given back and packed anew makes another carton."""
    return f"{order_number[:40]}-{at:%y%m%d%H%M%S}"


def events(carton: Carton, code: str, closing: Closing, settings: BenchSettings) -> list[AnyEvent]:
    evidence = {"carton": code, "verdict": closing.verdict}
    if closing.operator:
        evidence["operator"] = closing.operator
    if closing.override_reason:
        evidence["override"] = closing.override_reason
    lines = carton.lines
    shipments: list[AnyEvent] = [
        Movement(
            at=closing.at,
            device=settings.scanner,
            kind="shipment",
            item=line.sku,
            qty=line.scanned,
            source=settings.location,
            destination=CUSTOMER,
            document=carton.order.number,
            evidence=evidence | {"line": str(line.line)},
        )
        for line in lines
    ]
    expected = carton.expectation(settings)
    pack = Pack(
        at=closing.at,
        device=settings.scale or settings.scanner,
        order=carton.order.number,
        carton=code,
        lines=[PackLine(line=line.line, item=line.sku, qty=line.scanned) for line in lines],
        expected_weight_g=expected.weight_g,
        measured_weight_g=closing.measured_g,
        tolerance_g=expected.tolerance_g,
        verdict=closing.verdict,
        operator=closing.operator,
    )
    return [*shipments, pack]
