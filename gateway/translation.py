"""From an agent's event to what the ledger and the store take, or the reason why not. Pure.

Reasons: unknown-item, unknown-location, quantity, unit, places. (`gateway.ingest` adds: document.)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

import msgspec

from gateway.directory import Directory
from gateway.wire.counting import NothingHere
from gateway.wire.messages import Count, CountWork, Fault, Movement, Pack, Reading, Receipt, UnplacedScan
from gateway.wire.outbound import Departure, Loaded
from gateway.wire.picking import PackLine
from gateway.wire.production import Production
from hub.domain.evidence import PACKED_AT, TOLD_FROM
from hub.domain.ledger import MAX_QTY, Entry
from hub.domain.places import fits, is_outside
from hub.domain.transfers.departures import Load
from hub.domain.valuation import EXACT, rounded
from hub.store.agents import TrustedAgent
from hub.store.count_empty import FoundEmpty
from hub.store.inbound.receipts import SaidOfReceipt
from hub.store.items import KnownCode
from hub.store.locations import KnownPlace
from hub.store.production.said import NewSaid
from hub.store.readings import NewCarton, NewCount, NewCountWork, NewDeviceEvent, NewReading
from hub.store.transfers.departures import SaidOfDeparture

OLDEST: Final = timedelta(days=366)
# two clocks that follow the same time servers differ by less
TOLERANCE: Final = timedelta(seconds=2)
_QUANTA: Final = tuple(Decimal(1).scaleb(-decimals) for decimals in range(7))
_MAX_READING: Final = Decimal(10**12)
_SAID_OF_PRODUCTION: Final = (
    "made_qty", "spoilt_qty", "lot", "expiry", "serials", "taken", "scrapped", "came", "broken",
)  # fmt: skip
_quantize = EXACT.quantize
_multiply = EXACT.multiply
# as Entry._make, without its look at the length
_entry: Callable[[tuple[object, ...]], Entry] = partial(tuple.__new__, Entry)
_ZERO = Decimal(0)
_ONE = Decimal(1)


class UnfitError(ValueError):
    """An event that cannot be applied."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def clock_error_ms(at: datetime, recorded_at: datetime) -> int:
    """How wrong a device time surely is: above 0 ahead of the hub, below 0 absurdly old, 0 plausible."""
    if at > recorded_at + TOLERANCE or at < recorded_at - OLDEST:
        return round((at - recorded_at) / timedelta(milliseconds=1))
    return 0


def occurred(at: datetime, recorded_at: datetime) -> tuple[datetime, dict[str, str] | None]:
    """The time an event is booked under, and evidence when that is not the agent's."""
    if recorded_at - OLDEST <= at <= recorded_at:
        return at, None
    error_ms = clock_error_ms(at, recorded_at)
    if error_ms == 0:
        return recorded_at, None
    name = "clock_ahead_ms" if error_ms > 0 else "clock_behind_ms"
    return recorded_at, {name: str(abs(error_ms)), "device_time": at.isoformat()}


def _weight_g(weight: Decimal) -> Decimal:
    if not weight.is_finite() or abs(weight) >= MAX_QTY:
        raise UnfitError("quantity", f"{weight} g is no weight")
    return rounded(weight)


class Translator:
    """Events of one agent, recorded at one time."""

    def __init__(self, agent: TrustedAgent, directory: Directory, recorded_at: datetime) -> None:
        self._agent = agent
        self._site_id = agent.site_id
        self._codes = directory.codes
        self._places = directory.places
        self._recorded_at = recorded_at
        self._oldest = recorded_at - OLDEST
        self._ways: dict[tuple[str, str, str], tuple[int, int]] = {}

    def entry(self, event: Movement, epoch_id: int, seq: int, idx: int) -> Entry:
        """Raises UnfitError."""
        way = self._ways.get((event.kind, event.source, event.destination)) or self._way(event)
        known = self._item(event.item)
        qty = self.base_qty(event.qty, known, event.unit)
        at, clock = event.at, None
        if not self._oldest <= at <= self._recorded_at:
            at, clock = occurred(at, self._recorded_at)
        evidence = event.evidence | clock if clock else event.evidence or None
        via_id = None
        if event.via is not None:
            via_id = self._bench(event.via)
            evidence = {**(evidence or {}), TOLD_FROM: event.source, PACKED_AT: event.via}
        return _entry((
            self._site_id, known.item_id, event.kind, qty, way[0], way[1], at, None, None, None,
            event.lot or "", event.serial, event.expiry, event.document, epoch_id, seq, idx, event.device,
            None, None, evidence, None, via_id,
        ))  # fmt: skip

    def _bench(self, code: str) -> int:
        """Raises UnfitError."""
        place = self._place(code)
        if is_outside(place.kind) or place.kind == "in_transit":
            raise UnfitError("places", f"nothing is packed at {place.code!r} ({place.kind})")
        return place.id

    def _way(self, event: Movement) -> tuple[int, int]:
        """Ids of its places. Raises UnfitError when no such movement goes between them."""
        source = self._place(event.source)
        destination = self._place(event.destination)
        if source.id == destination.id:
            raise UnfitError("places", f"source and destination are both {source.code!r}")
        if "in_transit" in (source.kind, destination.kind):
            raise UnfitError(
                "places",
                f"no {event.kind} goes from {source.code!r} to {destination.code!r}: goods go into transit, "
                "and out of it, on a transfer",
            )
        if event.kind == "production":
            raise UnfitError("document", "goods go into production, and come out of it, by an order's report")
        if not fits(event.kind, source.kind, destination.kind):
            raise UnfitError(
                "places",
                f"no {event.kind} goes from {source.code!r} ({source.kind}) to {destination.code!r} "
                f"({destination.kind})",
            )
        way = (source.id, destination.id)
        self._ways[event.kind, event.source, event.destination] = way
        return way

    def reading(self, event: Reading) -> NewReading:
        """Raises UnfitError."""
        if not event.value.is_finite() or abs(event.value) >= _MAX_READING:
            raise UnfitError("quantity", f"a value of {event.value} cannot be kept")
        location_id = None if event.location is None else self._place(event.location).id
        at, clock = occurred(event.at, self._recorded_at)
        evidence = event.evidence | clock if clock else event.evidence or None
        return NewReading(
            at,
            self._agent.id,
            event.device,
            location_id,
            event.quantity,
            rounded(event.value),
            event.unit,
            evidence,
        )

    def count(self, event: Count) -> NewCount:
        """With ``ledger_qty`` still to be filled in. Raises UnfitError."""
        known = self._item(event.item)
        place = self._counted_place(event.location)
        # finding nothing is a count too
        qty = _ZERO if event.qty.is_zero() else self.base_qty(event.qty, known, None)
        at, clock = occurred(event.at, self._recorded_at)
        evidence = event.evidence | clock if clock else event.evidence or None
        return NewCount(
            at, self._agent.id, event.device, known.item_id, place.id, event.lot or "", qty, _ZERO,
            event.method, evidence, event.document, event.round if event.document else None, event.operator,
        )  # fmt: skip

    def _counted_place(self, code: str) -> KnownPlace:
        place = self._place(code)
        if is_outside(place.kind) or place.kind == "in_transit":
            raise UnfitError("places", f"nothing can be counted at {place.code!r} ({place.kind})")
        return place

    def nothing_here(self, event: NothingHere) -> FoundEmpty:
        """Raises UnfitError."""
        at, _ = occurred(event.at, self._recorded_at)
        place, agent = self._counted_place(event.location), self._agent
        return FoundEmpty(
            at, agent.id, agent.code, event.device, agent.site_id, agent.site, place.id, place.code,
            event.document,
        )  # fmt: skip

    def count_work(self, event: CountWork) -> NewCountWork:
        """Raises UnfitError."""
        self._place(event.location)
        at, _ = occurred(event.at, self._recorded_at)
        return NewCountWork(
            at, self._agent.id, event.device, event.document, event.round, event.action, event.lines,
            event.operator,
        )  # fmt: skip

    def carton(self, event: Pack) -> NewCarton:
        """Raises UnfitError."""
        at, _ = occurred(event.at, self._recorded_at)
        lines = [self._packed(line) for line in event.lines]
        measured = event.measured_weight_g
        return NewCarton(
            self._agent.site_id, self._agent.id, event.order, event.carton, at, event.operator, lines,
            _weight_g(event.expected_weight_g), None if measured is None else _weight_g(measured),
            _weight_g(event.tolerance_g), event.verdict,
        )  # fmt: skip

    def _packed(self, line: PackLine) -> dict[str, object]:
        known = self._item(line.item)
        told: dict[str, object] = {
            "line": line.line,
            "item": line.item,
            "qty": f"{self.base_qty(line.qty, known, None):f}",
        }
        if line.lots:
            told["lots"] = [
                {
                    "qty": f"{self.base_qty(one.qty, known, None):f}",
                    "lot": one.lot,
                    "expiry": one.expiry.isoformat() if one.expiry else None,
                    "serial": one.serial,
                }
                for one in line.lots
            ]
        return told

    def unloading(self, event: Receipt) -> SaidOfReceipt:
        """Raises UnfitError."""
        at, _ = occurred(event.at, self._recorded_at)
        place = self._place(event.location)
        session = event.session or f"{event.device}/{event.document}"
        action = "given_back" if event.given_back else event.action
        return SaidOfReceipt(
            self._agent.site_id, event.document, action, place.id, at, self._agent.id, session, event.operator
        )

    def departure(self, event: Departure) -> SaidOfDeparture:
        """Raises UnfitError."""
        at, clock = occurred(event.at, self._recorded_at)
        evidence = dict(clock or {}) | ({"operator": event.operator} if event.operator else {})
        loads = tuple(self._load(line) for line in event.lines)
        return SaidOfDeparture(
            self._site_id, event.document, at, event.device, event.operator, loads, evidence or None
        )

    def production(self, event: Production) -> NewSaid:
        at, _ = occurred(event.at, self._recorded_at)
        lines = {name: msgspec.to_builtins(getattr(event, name)) for name in _SAID_OF_PRODUCTION}
        return NewSaid(at, event.at, self._agent.id, event.device, event.document, event.operator, lines)

    def _load(self, line: Loaded) -> Load:
        known, place = self._item(line.item), self._place(line.source)
        if is_outside(place.kind) or place.kind == "in_transit":
            raise UnfitError("places", f"nothing is loaded at {place.code!r} ({place.kind})")
        qty, pieces = self.base_qty(line.qty, known, None), tuple(dict.fromkeys(line.serials))
        if len(pieces) > qty:
            raise UnfitError("quantity", f"{len(pieces)} serial numbers are said of {qty} pieces")
        return Load(known.item_id, line.lot or "", place.id, qty, pieces)

    def device_event(self, event: Receipt | Fault | UnplacedScan) -> NewDeviceEvent:
        at, clock = occurred(event.at, self._recorded_at)
        said: dict[str, object] = dict(clock or {})
        kind, code, detail = "receipt", "", ""
        match event:
            case Receipt():
                said |= {"action": event.action, "location": event.location, "operator": event.operator}
                code, detail = event.document, event.action
            case Fault():
                said |= {"cleared": event.cleared}
                kind, code, detail = "fault", event.code, event.detail
            case UnplacedScan():
                said |= {"data": event.data, "location": event.location}
                kind, code, detail = "scan", event.data, event.why
        return NewDeviceEvent(at, self._agent.id, event.device, kind, code, detail, said)

    def base_qty(self, qty: Decimal, known: KnownCode, unit: str | None) -> Decimal:
        """Base units: a pack's code counts as many as it holds. Raises UnfitError."""
        if not qty.is_finite() or qty <= _ZERO:
            raise UnfitError("quantity", f"{qty} is no quantity: it must be above 0")
        if unit is not None and unit != known.unit:
            raise UnfitError("unit", f"the event counts in {unit!r}, and {known.code!r} in {known.unit!r}")
        if qty > MAX_QTY:
            raise UnfitError("quantity", f"{qty} is above {MAX_QTY}")
        base = qty if known.qty == _ONE else _multiply(qty, known.qty)
        if base > MAX_QTY:
            raise UnfitError("quantity", f"{qty} times {known.qty} is above {MAX_QTY}")
        if _quantize(base, _QUANTA[known.qty_decimals]) != base:
            raise UnfitError(
                "quantity", f"{qty} times {known.qty}: the item has {known.qty_decimals} decimals"
            )
        return base

    def _item(self, code: str) -> KnownCode:
        known = self._codes.get(code)
        if known is None:
            raise UnfitError("unknown-item", f"the code {code!r} stands for no item")
        return known

    def _place(self, code: str) -> KnownPlace:
        place = self._places.get((self._agent.site_id, code))
        if place is None:
            raise UnfitError("unknown-location", f"site {self._agent.site!r} has no location {code!r}")
        return place
