"""The carton in hand: which scans went into it, what is missing, what it must weigh. Immutable, pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

import msgspec

from edge.station.bench import BenchSettings, CatalogueHit, LineState, Suspect
from edge.weighing import UnitWeight
from gateway.wire.messages import Order, OrderLine
from gateway.wire.picking import PickFrom

MOST_SUSPECTED: Final = 3
"""More pieces too many than this are rather something else in the carton."""
_WIRE_PLACES: Final = Decimal("0.0001")


class Take(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a scan, `qty` base units: what it is booked as. `place`: where it was to be taken from.

    `booked_at`: see PickFrom.
    """

    qty: Decimal
    place: str | None = None
    booked_at: str | None = None
    lot: str | None = None
    expiry: date | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """One accepted scan: `qty` base units of the hit's SKU (the pack times the keyed quantity).

    `takes` add up to it. `reason`: why it was taken although another lot was told, or it had expired, and
    `answered_by` whom.
    """

    hit: CatalogueHit
    qty: Decimal
    takes: tuple[Take, ...]
    reason: str | None = None
    answered_by: str | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the carton must weigh, in grams; see WeightState for `unknown` and `indistinct`."""

    weight_g: Decimal
    tolerance_g: Decimal
    unknown: tuple[str, ...]
    indistinct: tuple[str, ...]

    def admits(self, measured_g: Decimal) -> bool:
        return abs(measured_g - self.weight_g) <= self.tolerance_g


@dataclass(frozen=True)
class Carton:
    """Without slots: what follows from the scans is worked out once, orders of a thousand lines are real."""

    order: Order
    scans: tuple[Packed, ...] = ()

    def with_scan(self, packed: Packed) -> Carton:
        return replace(self, scans=(*self.scans, packed))

    def without_last(self) -> Carton:
        return replace(self, scans=self.scans[:-1])

    def retold(self, order: Order) -> Carton:
        """With what is told now of where to take the goods; the order itself stays as it was begun."""
        picks = {line.line: line.picks for line in order.lines}
        lines = [
            msgspec.structs.replace(line, picks=picks.get(line.line, line.picks)) for line in self.order.lines
        ]
        return replace(self, order=msgspec.structs.replace(self.order, lines=lines))

    def has_serial(self, sku: str, serial: str) -> bool:
        return any(take.serial == serial for scan in self.scans if scan.hit.sku == sku for take in scan.takes)

    @cached_property
    def quantities(self) -> Mapping[str, Decimal]:
        """Scanned base units by SKU."""
        totals: defaultdict[str, Decimal] = defaultdict(Decimal)
        for scan in self.scans:
            totals[scan.hit.sku] += scan.qty
        return dict(totals)

    @cached_property
    def _wanted(self) -> Mapping[str, Decimal]:
        totals: defaultdict[str, Decimal] = defaultdict(Decimal)
        for line in self.order.lines:
            totals[line.sku] += line.qty
        return dict(totals)

    def ordered(self, sku: str) -> Decimal:
        return self._wanted.get(sku, Decimal(0))

    @cached_property
    def lines(self) -> tuple[LineState, ...]:
        """The order's lines; what was scanned of an SKU fills its lines in the order's sequence."""
        left = dict(self.quantities)
        taken = self._taken()
        states = []
        for line in self.order.lines:
            scanned = min(line.qty, left.get(line.sku, Decimal(0)))
            left[line.sku] = left.get(line.sku, Decimal(0)) - scanned
            still = _still(line, taken)
            picks = tuple(_at_most(line.qty - scanned, still))
            states.append(LineState(line.line, line.sku, line.name, line.qty, scanned, picks))
        return tuple(states)

    def to_take(self, sku: str) -> list[PickFrom]:
        """What is still to be taken of an item, by what was told, in its order."""
        return [pick for line in self.lines if line.sku == sku for pick in line.picks]

    def _taken(self) -> dict[tuple[str, str, str | None], Decimal]:
        """Base units by (SKU, place, lot)."""
        taken: defaultdict[tuple[str, str, str | None], Decimal] = defaultdict(Decimal)
        for scan in self.scans:
            for take in scan.takes:
                if take.place is not None:
                    taken[scan.hit.sku, take.place, take.lot] += take.qty
        return taken

    @cached_property
    def complete(self) -> bool:
        return all(self.quantities.get(sku, 0) == qty for sku, qty in self._wanted.items())

    def line_filled_last(self, sku: str) -> int | None:
        """The number of the line that the newest scan of this SKU went to."""
        left, last = self.quantities.get(sku, Decimal(0)), None
        for line in self.order.lines:
            if line.sku == sku and left > 0:
                left, last = left - line.qty, line.line
        return last

    def expectation(self, settings: BenchSettings) -> Expectation:
        """Σ n·w + carton, within z·√(Σ n·sd²) + one division: spreads of single pieces add as squares.

        The weight can tell n pieces from n±1 only while the windows around both do not meet:
        tolerance < w / 2.
        """
        hits = {scan.hit.sku: scan.hit for scan in self.scans}
        units = {sku: unit for sku, hit in hits.items() if (unit := _unit_weight(hit)) is not None}
        quantities = self.quantities
        known = [(quantities[sku], unit) for sku, unit in units.items()]
        weight_g = sum((qty * unit.mean_g for qty, unit in known), settings.tare_g)
        variance = sum((qty * unit.sd_g**2 for qty, unit in known), Decimal(0))
        tolerance_g = settings.z * variance.sqrt() + settings.division_g
        return Expectation(
            weight_g.quantize(_WIRE_PLACES),
            tolerance_g.quantize(_WIRE_PLACES),
            tuple(sku for sku in hits if sku not in units),
            tuple(sku for sku, unit in units.items() if tolerance_g * 2 >= unit.mean_g),
        )

    def suspect(self, measured_g: Decimal, settings: BenchSettings) -> Suspect | None:
        """The only item of which some pieces too few or too many would explain a wrong weight."""
        expected = self.expectation(settings)
        off_g = measured_g - expected.weight_g
        found = []
        for sku, qty in self.quantities.items():
            hit = next(scan.hit for scan in self.scans if scan.hit.sku == sku)
            unit = _unit_weight(hit)
            if unit is None:
                continue
            pieces = (off_g / unit.mean_g).to_integral_value()
            fits = abs(off_g - pieces * unit.mean_g) <= expected.tolerance_g
            if fits and pieces != 0 and -qty <= pieces <= MOST_SUSPECTED:
                found.append(Suspect(hit.name, int(pieces)))
        return found[0] if len(found) == 1 else None


def _still(line: OrderLine, taken: dict[tuple[str, str, str | None], Decimal]) -> Iterator[PickFrom]:
    """The line's picks without what was `taken`, which is used up by it."""
    for pick in line.picks:
        key = (line.sku, pick.place, pick.lot)
        used = min(pick.qty, taken.get(key, Decimal(0)))
        if used > 0:
            taken[key] -= used
        if pick.qty > used:
            yield msgspec.structs.replace(pick, qty=pick.qty - used)


def _at_most(qty: Decimal, picks: Iterable[PickFrom]) -> Iterator[PickFrom]:
    for pick in picks:
        part = min(qty, pick.qty)
        if part > 0:
            yield msgspec.structs.replace(pick, qty=part)
            qty -= part


def _unit_weight(hit: CatalogueHit) -> UnitWeight | None:
    """None when the catalogue has none, or one that no piece can have."""
    if hit.unit_weight_g is None or hit.unit_weight_g <= 0:
        return None
    sd_g = hit.unit_weight_sd_g
    return UnitWeight.of(hit.unit_weight_g, None if sd_g is None or sd_g < 0 else sd_g)
