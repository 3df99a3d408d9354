"""What one piece weighs, learnt from some pieces on a scale, several times. Grams are Decimal.

A weighing of n pieces is n·mean, and varies by what n independent pieces add (n·sd²) and by what a scale with
division d rounds (d²/12, the variance of a value spread evenly over d). So
  mean = Σw ÷ Σn, and
  sd² = (Σ (w - n·mean)² ÷ n - d²/12 · (Σ 1/n - k ÷ Σn)) ÷ (k - 1) for k weighings,
whose expectation is the pieces' own variance: the rounding's share is taken off. The result is never below
what the rounding could hide, since a scale cannot show that pieces are more alike than it can see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

WEIGHINGS: Final = 3
LEAST_DIVISIONS: Final = 50
"""A weighing must be so many divisions of the scale, or its rounding alone is more than 1 %."""
MISCOUNTED: Final = Decimal("0.15")
"""A weighing whose pieces differ so much from the others' was more likely counted wrong."""
_TO_G: Final = Decimal("0.0001")


class Weighing(NamedTuple):
    pieces: int
    weight_g: Decimal


@dataclass(frozen=True, slots=True)
class PieceWeight:
    """`sd_g` is the standard deviation from piece to piece; `pieces` how many it was learnt from."""

    mean_g: Decimal
    sd_g: Decimal
    pieces: int


def fault(weighing: Weighing, division_g: Decimal) -> str:
    """Why nothing can be learnt from this weighing; '' if it can."""
    if weighing.weight_g <= 0:
        return "the scale shows nothing more than when it was empty"
    if weighing.weight_g < LEAST_DIVISIONS * division_g:
        least_g = LEAST_DIVISIONS * division_g
        return f"{weighing.weight_g} g is too light for this scale: put on more pieces, at least {least_g} g"
    return ""


def doubt(weighings: Sequence[Weighing]) -> str:
    """Why these weighings cannot all be right; '' if they can."""
    if len(weighings) < 2:
        return ""
    for number, one in enumerate(weighings, 1):
        others = [other for other in weighings if other is not one]
        expected_g = _mean_g(others)
        apiece_g = one.weight_g / one.pieces
        if abs(apiece_g - expected_g) > MISCOUNTED * expected_g:
            return (
                f"weighing {number} says {_short(apiece_g)} g a piece, the others say {_short(expected_g)} g:"
                " count again"
            )
    return ""


def learnt(weighings: Sequence[Weighing], division_g: Decimal) -> PieceWeight | None:
    """The weight of a piece; None while there are too few weighings, or a doubt about them."""
    if len(weighings) < WEIGHINGS or doubt(weighings):
        return None
    mean_g = _mean_g(weighings)
    pieces = sum(one.pieces for one in weighings)
    squares = sum(((w - n * mean_g) ** 2 / n for n, w in weighings), Decimal(0))
    rounding = division_g**2 / 12
    hidden = rounding * (sum(Decimal(1) / n for n, _ in weighings) - Decimal(len(weighings)) / pieces)
    degrees = len(weighings) - 1
    variance = max(squares - hidden, hidden) / degrees
    return PieceWeight(_round(mean_g), _round(variance.sqrt()), pieces)


def _mean_g(weighings: Sequence[Weighing]) -> Decimal:
    return sum((one.weight_g for one in weighings), Decimal(0)) / sum(one.pieces for one in weighings)


def _round(value: Decimal) -> Decimal:
    return value.quantize(_TO_G)


def _short(value: Decimal) -> str:
    return f"{value:.2f}"
