"""A quantity that was typed, or scanned from a quantity card, and whether goods can come in it. Pure."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from edge.station.bench import CatalogueHit, Feedback, stop

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


def too_fine(hit: CatalogueHit | None, qty: Decimal) -> Feedback | None:
    """Why there cannot be ``qty`` base units of the item; None: there can, or nobody knows the item here."""
    if hit is None or qty == round(qty, hit.qty_decimals):
        return None
    if hit.qty_decimals == 0:
        return stop("qty_not_whole", name=hit.name, qty=qty)
    return stop("qty_too_fine", name=hit.name, qty=qty, decimals=hit.qty_decimals)
