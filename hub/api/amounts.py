"""What the amounts in a request must keep to."""

from __future__ import annotations

from decimal import Decimal


def has_decimals(value: Decimal, at_most: int) -> bool:
    """Whether a finite number needs no more than so many decimals: 3.10 needs one."""
    return value == round(value, at_most)
