"""What stands between a carton and its closing, by what is in it and what the scale says. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from edge.station.bench import BenchSettings, Feedback, Trouble, Verdict, WeightState, stop
from edge.station.carton import Carton, Expectation


@dataclass(frozen=True, slots=True)
class OnScale:
    """Grams. `measured_g` is the settled weight since the content last changed; see WeightState."""

    live_g: Decimal | None = None
    stable: bool = False
    measured_g: Decimal | None = None
    trouble: Trouble | None = None

    def shows(self, grams: Decimal, *, stable: bool) -> OnScale:
        return OnScale(grams, stable, grams if stable else None, None)

    def content_changed(self) -> OnScale:
        return replace(self, measured_g=None)


def weighed(carton: Carton, measured_g: Decimal | None, settings: BenchSettings) -> Verdict:
    """Of a complete carton."""
    expected = carton.expectation(settings)
    if expected.unknown or settings.scale is None:
        return "ready_unweighed"
    if measured_g is None:
        return "weigh"
    if not expected.admits(measured_g):
        return "wrong_weight"
    return "ready_unweighed" if expected.indistinct else "ready"


def why_not(carton: Carton, verdict: Verdict, on_scale: OnScale, settings: BenchSettings) -> Feedback:
    """Why a carton with this verdict cannot be closed."""
    if verdict == "withdrawn":
        return stop("withdrawn", order=carton.order.number)
    if verdict == "packing":
        short = [line for line in carton.lines if line.missing > 0]
        return stop("short", lines=len(short), missing=short[0].missing, name=short[0].name)
    if on_scale.measured_g is None:
        return stop(f"scale_{on_scale.trouble}") if on_scale.trouble else stop("weight_missing")
    return _wrong_weight(carton.expectation(settings), on_scale.measured_g)


def _wrong_weight(expected: Expectation, measured_g: Decimal) -> Feedback:
    difference_g = measured_g - expected.weight_g
    return stop(
        "weight_too_high" if difference_g > 0 else "weight_too_low",
        measured=measured_g,
        expected=expected.weight_g,
        difference=abs(difference_g),
        tolerance=expected.tolerance_g,
    )


def weight_state(
    carton: Carton | None, verdict: Verdict, on_scale: OnScale, settings: BenchSettings
) -> WeightState:
    """Without a carton an empty one is expected."""
    expected = carton.expectation(settings) if carton else None
    suspect = None
    if carton and verdict == "wrong_weight" and on_scale.measured_g is not None:
        suspect = carton.suspect(on_scale.measured_g, settings)
    return WeightState(
        expected_g=expected.weight_g if expected else settings.tare_g,
        tolerance_g=expected.tolerance_g if expected else settings.division_g,
        live_g=on_scale.live_g,
        stable=on_scale.stable,
        measured_g=on_scale.measured_g,
        unknown=expected.unknown if expected else (),
        indistinct=expected.indistinct if expected else (),
        suspect=suspect,
        trouble=on_scale.trouble,
    )
