"""A quantity that was typed, or scanned from a quantity card. Pure."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

SMALLEST_QTY: Final = Decimal("0.000001")
MAX_QTY: Final = Decimal(1_000_000)


def keyed_qty(text: str) -> Decimal | None:
    """0 or more, at most six decimals; None for anything else."""
    try:
        qty = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not qty.is_finite() or not 0 <= qty <= MAX_QTY:
        return None
    return qty.quantize(SMALLEST_QTY).normalize()
