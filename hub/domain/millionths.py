"""Quantities, costs and values as whole millionths, the unit in which the books are kept.

The database keeps six decimals. On whole numbers the arithmetic of a movement is as exact as on Decimal and
takes a third of the time; a quotient is rounded once, halves to even. Decimal is what comes in and goes out.
"""

from __future__ import annotations

from decimal import Context, Decimal
from typing import Final

ONE: Final = 1_000_000
_scale = Context(prec=60).scaleb


def millionths(amount: Decimal) -> int:
    """Raises ValueError for what is finer than a millionth, or no number."""
    if not amount.is_finite():
        raise ValueError(f"{amount} is no amount")
    scaled = _scale(amount, 6)
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{amount} has more than 6 decimals")
    return whole


def decimal(amount: int) -> Decimal:
    return _scale(Decimal(amount), -6)


def quotient(dividend: int, divisor: int) -> int:
    """Halves to even; ``divisor`` > 0."""
    whole, rest = divmod(dividend, divisor)
    if rest == 0:
        return whole
    twice = 2 * rest
    return whole + 1 if twice > divisor or (twice == divisor and whole & 1) else whole


def times(qty: int, unit_cost: int) -> int:
    return quotient(qty * unit_cost, ONE)


def share(amount: int, part: int, whole: int) -> int:
    """The part of ``amount`` that falls to ``part`` of ``whole`` (> 0)."""
    return quotient(amount * part, whole)


def per_unit(amount: int, qty: int) -> int:
    """``qty`` > 0."""
    return quotient(amount * ONE, qty)
