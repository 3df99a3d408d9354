"""What a weight can tell, and what it cannot. Pure; grams are Decimal.

n pieces with unit weight w and standard deviation s weigh n·w ± z·s·√n, if the pieces vary independently.
A scale with division d rounds each reading by up to d/2, so a difference of two readings by up to d.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from devices.events import Weight
from edge.moment import Moment

Z = Decimal(3)
"""Three standard deviations: 1 of 370 right counts is doubted, which costs a look, not a wrong count."""

ASSUMED_SPREAD = Decimal("0.01")
"""Spread of pieces nobody has sampled, as a part of the unit weight."""


@dataclass(frozen=True, slots=True)
class UnitWeight:
    """Mean weight of one piece and its standard deviation, both in grams."""

    mean_g: Decimal
    sd_g: Decimal

    def __post_init__(self) -> None:
        if self.mean_g <= 0 or self.sd_g < 0:
            raise ValueError(f"a piece cannot weigh {self.mean_g} g with a spread of {self.sd_g} g")

    @classmethod
    def of(cls, mean_g: Decimal, sd_g: Decimal | None) -> UnitWeight:
        """With the assumed spread where none was measured."""
        return cls(mean_g, mean_g * ASSUMED_SPREAD if sd_g is None else sd_g)


@dataclass(frozen=True, slots=True)
class Estimate:
    """`pieces` is the nearest whole number; it may be believed only if `certain`."""

    pieces: int
    deviation_g: Decimal
    tolerance_g: Decimal
    certain: bool


def tolerance_g(pieces: int, unit: UnitWeight, division_g: Decimal, z: Decimal = Z) -> Decimal:
    """How far a change by `pieces` may honestly be from pieces · mean: z·sd·√pieces + division."""
    return z * unit.sd_g * Decimal(pieces).sqrt() + division_g


def distinguishable(pieces: int, unit: UnitWeight, division_g: Decimal, z: Decimal = Z) -> bool:
    """Can `pieces` be told from one more and from one less? Only while the tolerances do not meet."""
    return (
        tolerance_g(pieces, unit, division_g, z) + tolerance_g(pieces + 1, unit, division_g, z) < unit.mean_g
    )


def pieces_from(change_g: Decimal, unit: UnitWeight, division_g: Decimal, z: Decimal = Z) -> Estimate:
    """How many pieces a change of weight is. `pieces` is 0 or more: the sign is the caller's to read."""
    load_g = abs(change_g)
    pieces = int((load_g / unit.mean_g).to_integral_value())
    deviation_g = load_g - pieces * unit.mean_g
    allowed_g = tolerance_g(pieces, unit, division_g, z)
    certain = abs(deviation_g) <= allowed_g and distinguishable(pieces, unit, division_g, z)
    return Estimate(pieces, deviation_g, allowed_g, certain)


@dataclass(frozen=True, slots=True)
class Settling:
    """Where a stream of weights stands: the level it seems to hold, since when, and whether that was told."""

    level_g: Decimal | None = None
    since_ns: int = 0
    told: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """The lowest and the highest weight that a scale showed away from where it rested last, in grams.

    `watched` is False where the line was away or the agent off in between.
    """

    low_g: Decimal | None = None
    high_g: Decimal | None = None
    watched: bool = False

    def seen(self, grams: Decimal, rest_g: Decimal, division_g: Decimal) -> Passage:
        if abs(grams - rest_g) <= 2 * division_g:
            return self
        low_g = grams if self.low_g is None else min(self.low_g, grams)
        high_g = grams if self.high_g is None else max(self.high_g, grams)
        return replace(self, low_g=low_g, high_g=high_g)

    def led_to(self, grams: Decimal, division_g: Decimal) -> bool:
        """Was a weight seen that is neither that one nor this? Goods that come or go show some on their way;
        a scale that gets another zero shows none."""
        seen = [g for g in (self.low_g, self.high_g) if g is not None]
        return any(abs(g - grams) > 2 * division_g for g in seen)


def settle(
    state: Settling, weight: Weight, moment: Moment, division_g: Decimal, hold_s: float = 0.4
) -> tuple[Settling, Decimal | None]:
    """The settled weight in grams, once per rest: stable by the scale's own word, and within one division
    for `hold_s`. None while it is not settled, and while it stays where it was told to be."""
    if not weight.stable:
        return Settling(), None
    grams = weight.grams
    if state.level_g is None or abs(grams - state.level_g) > division_g:
        state = Settling(grams, moment.mono_ns)
    if state.told or (moment.mono_ns - state.since_ns) / 1e9 < hold_s:
        return state, None
    return replace(state, told=True), grams
