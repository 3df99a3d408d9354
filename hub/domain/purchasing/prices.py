"""What a supplier asks for how many, and how many it delivers at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from hub.domain.valuation import ZERO


class Price(NamedTuple):
    """``unit_price`` of a base unit for ``from_qty`` and more, from ``valid_from`` to ``valid_to``."""

    valid_from: date
    from_qty: Decimal
    valid_to: date | None
    unit_price: Decimal


def price_for(prices: Iterable[Price], qty: Decimal, on: date) -> Decimal | None:
    """What a unit costs when so many are ordered on that day; None without a price.

    Of the prices that hold, the one that came into force last counts; of those of a day, the highest break
    that is reached.
    """
    held = [
        price
        for price in prices
        if price.valid_from <= on
        and (price.valid_to is None or on <= price.valid_to)
        and price.from_qty <= qty
    ]
    return max(held, key=lambda price: (price.valid_from, price.from_qty)).unit_price if held else None


def deliverable(qty: Decimal, *, min_qty: Decimal = ZERO, pack_qty: Decimal = ZERO) -> Decimal:
    """The least quantity of at least ``qty`` that the supplier delivers: its minimum, and whole packs."""
    wanted = max(qty, min_qty)
    if pack_qty <= 0:
        return wanted
    return (wanted / pack_qty).to_integral_value(ROUND_CEILING) * pack_qty


def is_deliverable(qty: Decimal, *, min_qty: Decimal = ZERO, pack_qty: Decimal = ZERO) -> bool:
    return qty >= min_qty and (pack_qty <= 0 or qty % pack_qty == 0)
