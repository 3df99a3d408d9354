"""A shelf that stands on a scale: settled weights -> how many pieces came or went. Pure.

A key pressed at a scale (zero, tare) is told by no protocol here but as another mode or a sudden weight. So a
weight that jumps with nothing seen in between is the scale's own until somebody has counted; see `_jumped`.

Two levels are kept: `counted_g`, the weight that all counted pieces explain, and `settled_g`, the last weight
at rest. They differ while something lies there (or is missing) that is no whole number of pieces.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal

from devices.events import DeviceEvent, DeviceInfo, ScaleStatus, Weight
from edge.doubt import carried_over
from edge.moment import Moment
from edge.weighing import Estimate, Passage, Settling, UnitWeight, distinguishable, pieces_from, settle
from gateway.wire.messages import AnyEvent, Fault, Movement, Reading

UNEXPLAINED = "unexplained-weight"
RESTARTED = "scale-restarted"
JUMPED = "weight-jumped"


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
    """What must survive a restart is all but `settling`, `passage` and `carried`; see `edge.agent` for how.

    `rebase`: the scale's zero is not what it was, so the next settled weight is a new beginning and counts
    nothing. `faulty`: an unexplained weight has been told and not taken back. `mode`: gross or net, by the
    scale's own word. `shows_motion`: it has shown weights that were on their way, so it will again.
    `carried`: the weights are from before the agent's start.
    """

    counted_g: Decimal | None = None
    settled_g: Decimal | None = None
    tare_g: Decimal | None = None
    rebase: bool = False
    faulty: bool = False
    mode: Literal["gross", "net"] | None = None
    shows_motion: bool = False
    settling: Settling = field(default_factory=Settling)
    passage: Passage = field(default_factory=Passage)
    carried: bool = False

    def at_rest(self) -> ShelfState:
        """To be kept: a rest that was under way begins anew after a restart."""
        return replace(self, settling=Settling(), passage=Passage(), carried=False)

    def after_a_stop(self) -> ShelfState:
        """What was kept, taken up again."""
        return replace(self, carried=self.counted_g is not None)


def shelf(
    state: ShelfState, settings: ShelfSettings, event: DeviceEvent, moment: Moment
) -> tuple[ShelfState, list[AnyEvent]]:
    """The next state, and what happened. The two belong into one transaction."""
    match event:
        case Weight():
            state = _noted(state, settings, event)
            settling, grams = settle(state.settling, event, moment, settings.division_g, settings.hold_s)
            state = replace(state, settling=settling)
            if grams is None:
                return state, []
            after, events = _settled(state, settings, grams, moment)
            return after, [carried_over(event) for event in events] if state.carried else events
        case DeviceInfo(key="restarted") | ScaleStatus(code="zero_ok" | "tare_ok"):
            return replace(state, rebase=True, settling=Settling()), []
        case DeviceInfo(key="tare", value=value):
            return _tare(state, value), []
        case _:
            return state, []


def _noted(state: ShelfState, settings: ShelfSettings, weight: Weight) -> ShelfState:
    """What a weight tells before it is settled: where it passes, and gross or net once that is confirmed."""
    if state.settled_g is not None:
        passage = state.passage.seen(weight.grams, state.settled_g, settings.division_g)
        state = replace(state, passage=passage)
    if not weight.stable or weight.mode is None or weight.mode == state.mode:
        return state
    return replace(state, mode=weight.mode, rebase=state.rebase or state.mode is not None)


def _tare(state: ShelfState, value: str) -> ShelfState:
    """The scale tells its tare: only another one than before moves the zero."""
    digits = value.partition(" ")[0]
    tare_g = Decimal(digits) if digits.replace(".", "", 1).lstrip("-").isdigit() else None
    changed = tare_g != state.tare_g and state.tare_g is not None
    return replace(state, tare_g=tare_g, rebase=state.rebase or changed)


def _settled(
    state: ShelfState, settings: ShelfSettings, grams: Decimal, moment: Moment
) -> tuple[ShelfState, list[AnyEvent]]:
    counted_g, settled_g = state.counted_g, state.settled_g
    if counted_g is None or settled_g is None:
        return _at(state, grams), []  # a shelf's first weight is what it begins with, not a movement
    if state.rebase:
        return _rebased(state, settings, grams, moment)
    if _jumped(state, settings, grams):
        return _not_booked(state, settings, grams, moment, JUMPED)
    if state.passage.led_to(grams, settings.division_g):
        state = replace(state, shows_motion=True)
    state = replace(state, passage=Passage(watched=True))
    whole = _explain(grams - counted_g, settings)
    if whole is not None:
        events = _moved(whole, grams - counted_g, settings, grams, moment)
        if state.faulty:
            events.append(
                _fault(settings, UNEXPLAINED, "the weight is whole pieces again", moment, cleared=True)
            )
        return _at(state, grams), events
    change_g = grams - settled_g
    step = _explain(change_g, settings)
    if step is None:
        return replace(state, settled_g=grams, faulty=True), _unexplained(state, settings, grams, moment)
    # what lies there besides stays where it is; the pieces that came or went on top of it are counted
    moved_to_g = counted_g + change_g
    return (
        replace(state, counted_g=moved_to_g, settled_g=grams),
        _moved(step, change_g, settings, grams, moment),
    )


def _at(state: ShelfState, grams: Decimal) -> ShelfState:
    return replace(
        state,
        counted_g=grams,
        settled_g=grams,
        rebase=False,
        carried=False,
        faulty=False,
        passage=Passage(watched=True),
    )


def _jumped(state: ShelfState, settings: ShelfSettings, grams: Decimal) -> bool:
    """May the scale have got another zero or tare, untold? Nothing was seen between the weights, and the new
    one is zero, or the scale shows what moves and was watched. A shelf that was really emptied like this is
    counted by a person; one that was not would be short of everything on it."""
    change_g = grams - (state.settled_g or Decimal(0))
    if pieces_from(change_g, settings.unit, settings.division_g).pieces == 0:
        return False
    if state.passage.led_to(grams, settings.division_g):
        return False
    return abs(grams) <= settings.division_g or (state.shows_motion and state.passage.watched)


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
        return replace(state, rebase=False, passage=Passage(watched=True)), []
    return _not_booked(state, settings, grams, moment, RESTARTED)


_WHY: Final = {
    RESTARTED: "the scale began anew at {grams} g (before: {before_g} g); what came or went is not counted.",
    JUMPED: "{before_g} g became {grams} g at once: zeroed, tared, or moved unseen; nothing is counted.",
}


def _not_booked(
    state: ShelfState, settings: ShelfSettings, grams: Decimal, moment: Moment, code: str
) -> tuple[ShelfState, list[AnyEvent]]:
    """A new beginning, and the reading and the reason for whoever is sent to count."""
    before_g = state.settled_g if state.settled_g is not None else grams
    why = _WHY[code].format(grams=grams, before_g=before_g)
    evidence = {"before_g": str(before_g), "fault": code}
    return _at(state, grams), [
        _reading(settings, grams, evidence, moment),
        _fault(settings, code, f"{settings.location}: {why} Count the shelf.", moment),
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
