"""A shelf that stands on a scale: settled weights -> how many pieces came or went. Pure.

Two levels are kept: `counted_g`, the weight that all counted pieces explain, and `settled_g`, the last weight
at rest. They differ while something lies there (or is missing) that is no whole number of pieces.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from devices.events import DeviceEvent, DeviceInfo, ScaleStatus, Weight
from edge.moment import Moment
from edge.weighing import Estimate, Settling, UnitWeight, distinguishable, pieces_from, settle
from gateway.wire.messages import AnyEvent, Fault, Movement, Reading

UNEXPLAINED = "unexplained-weight"
RESTARTED = "scale-restarted"


@dataclass(frozen=True, slots=True)
class ShelfSettings:
    """`location` holds pieces of `item` only.

    What comes is taken from `put_from`, what goes, goes to `pick_to`.
    """

    device: str
    location: str
    item: str
    unit: UnitWeight
    division_g: Decimal
    put_from: str
    pick_to: str
    hold_s: float = 0.4

    @property
    def countable(self) -> bool:
        """Can this scale tell at least one piece from none and from two?"""
        return distinguishable(1, self.unit, self.division_g)


@dataclass(frozen=True, slots=True)
class ShelfState:
    """What must survive a restart is all but `settling`; see `edge.agent` for how it does.

    `rebase`: the scale's zero is not what it was, so the next settled weight is a new beginning and counts
    nothing. `faulty`: an unexplained weight has been told and not taken back.
    """

    counted_g: Decimal | None = None
    settled_g: Decimal | None = None
    tare_g: Decimal | None = None
    rebase: bool = False
    faulty: bool = False
    settling: Settling = field(default_factory=Settling)

    def at_rest(self) -> ShelfState:
        """To be kept: a rest that was under way begins anew after a restart."""
        return replace(self, settling=Settling())


def shelf(
    state: ShelfState, settings: ShelfSettings, event: DeviceEvent, moment: Moment
) -> tuple[ShelfState, list[AnyEvent]]:
    """The next state, and what happened. The two belong into one transaction."""
    match event:
        case Weight():
            settling, grams = settle(state.settling, event, moment, settings.division_g, settings.hold_s)
            state = replace(state, settling=settling)
            return (state, []) if grams is None else _settled(state, settings, grams, moment)
        case DeviceInfo(key="restarted") | ScaleStatus(code="zero_ok" | "tare_ok"):
            return replace(state, rebase=True, settling=Settling()), []
        case DeviceInfo(key="tare", value=value):
            return _tare(state, value), []
        case _:
            return state, []


def _tare(state: ShelfState, value: str) -> ShelfState:
    """The scale tells its tare: only another one than before moves the zero."""
    digits = value.partition(" ")[0]
    tare_g = Decimal(digits) if digits.replace(".", "", 1).lstrip("-").isdigit() else None
    changed = tare_g != state.tare_g and state.tare_g is not None
    return replace(state, tare_g=tare_g, rebase=state.rebase or changed)


def _settled(
    state: ShelfState, settings: ShelfSettings, grams: Decimal, moment: Moment
) -> tuple[ShelfState, list[AnyEvent]]:
    if state.counted_g is None or state.settled_g is None:
        return _at(state, grams), []  # a shelf's first weight is what it begins with, not a movement
    if state.rebase:
        return _rebased(state, settings, grams, moment)
    whole = _explain(grams - state.counted_g, settings)
    if whole is not None:
        events = _moved(whole, grams - state.counted_g, settings, grams, moment)
        if state.faulty:
            events.append(
                _fault(settings, UNEXPLAINED, "the weight is whole pieces again", moment, cleared=True)
            )
        return _at(state, grams), events
    change_g = grams - state.settled_g
    step = _explain(change_g, settings)
    if step is None:
        return replace(state, settled_g=grams, faulty=True), _unexplained(state, settings, grams, moment)
    # what lies there besides stays where it is; the pieces that came or went on top of it are counted
    moved_to_g = state.counted_g + change_g
    return (
        replace(state, counted_g=moved_to_g, settled_g=grams),
        _moved(step, change_g, settings, grams, moment),
    )


def _at(state: ShelfState, grams: Decimal) -> ShelfState:
    return replace(state, counted_g=grams, settled_g=grams, rebase=False, faulty=False)


def _explain(change_g: Decimal, settings: ShelfSettings) -> Estimate | None:
    """Whole pieces (0 for drift), or None."""
    estimate = pieces_from(change_g, settings.unit, settings.division_g)
    if estimate.pieces == 0:
        # drift of a quarter piece at most follows the scale; with two divisions it is the scale's own play
        drift_g = max(2 * settings.division_g, settings.unit.mean_g / 50)
        return estimate if abs(change_g) <= min(drift_g, settings.unit.mean_g / 4) else None
    return estimate if estimate.certain else None


def _moved(
    estimate: Estimate, change_g: Decimal, settings: ShelfSettings, grams: Decimal, moment: Moment
) -> list[AnyEvent]:
    if estimate.pieces == 0:
        return []
    came = change_g > 0
    return [
        Movement(
            at=moment.at,
            boot=moment.boot,
            mono_ns=moment.mono_ns,
            device=settings.device,
            kind="putaway" if came else "pick",
            item=settings.item,
            qty=Decimal(estimate.pieces),
            source=settings.put_from if came else settings.location,
            destination=settings.location if came else settings.pick_to,
            evidence={
                "weight_g": str(grams),
                "change_g": str(change_g),
                "unit_weight_g": str(settings.unit.mean_g),
                "deviation_g": str(estimate.deviation_g),
                "tolerance_g": _short(estimate.tolerance_g),
            },
        )
    ]


def _unexplained(
    state: ShelfState, settings: ShelfSettings, grams: Decimal, moment: Moment
) -> list[AnyEvent]:
    """Evidence for whoever is sent to count: the reading, and why it is no count."""
    change_g = grams - (state.counted_g or Decimal(0))
    estimate = pieces_from(change_g, settings.unit, settings.division_g)
    detail = (
        f"{settings.location}: {change_g:+} g is no whole number of {settings.item}"
        f" ({settings.unit.mean_g} g each); nearest {estimate.pieces}, off by {estimate.deviation_g:+} g,"
        f" allowed {_short(estimate.tolerance_g)} g. Count the shelf."
    )
    evidence = {
        "change_g": str(change_g),
        "unit_weight_g": str(settings.unit.mean_g),
        "nearest_pieces": str(estimate.pieces),
        "tolerance_g": _short(estimate.tolerance_g),
        "fault": UNEXPLAINED,
    }
    return [_reading(settings, grams, evidence, moment), _fault(settings, UNEXPLAINED, detail, moment)]


def _rebased(
    state: ShelfState, settings: ShelfSettings, grams: Decimal, moment: Moment
) -> tuple[ShelfState, list[AnyEvent]]:
    """After a new zero, tare or a power loss of the scale: the difference is the scale's, not the shelf's."""
    before_g = state.settled_g if state.settled_g is not None else grams
    if abs(grams - before_g) <= 2 * settings.division_g:
        return replace(state, rebase=False), []
    detail = (
        f"{settings.location}: the scale began anew at {grams} g (before: {before_g} g);"
        " what came or went meanwhile is not counted. Count the shelf."
    )
    evidence = {"before_g": str(before_g), "fault": RESTARTED}
    return _at(state, grams), [
        _reading(settings, grams, evidence, moment),
        _fault(settings, RESTARTED, detail, moment),
    ]


def _short(grams: Decimal) -> str:
    return str(grams.quantize(Decimal("0.001")))


def _reading(settings: ShelfSettings, grams: Decimal, evidence: dict[str, str], moment: Moment) -> Reading:
    return Reading(
        at=moment.at,
        boot=moment.boot,
        mono_ns=moment.mono_ns,
        device=settings.device,
        quantity="weight",
        value=grams,
        unit="g",
        location=settings.location,
        evidence=evidence,
    )


def _fault(
    settings: ShelfSettings, code: str, detail: str, moment: Moment, *, cleared: bool = False
) -> Fault:
    return Fault(
        at=moment.at,
        boot=moment.boot,
        mono_ns=moment.mono_ns,
        device=settings.device,
        code=code,
        detail=detail[:200],
        cleared=cleared,
    )
