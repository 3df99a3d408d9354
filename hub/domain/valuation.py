"""What stock is worth: the moving weighted average (IAS 2 paragraph 27, applied at every movement).

The state of an item at a site is what stands inside the walls: its quantity and its value. Value goes out
in proportion, so that nothing drifts: with the last piece goes what is left, to the last millionth. Stock
may be negative, since what a device saw has happened; then its value is minus what those pieces left at.
Goods that come in onto negative stock first cover it at that cost, and the difference to their own is the
cost variance: the cost of goods sold was fixed when they left.

Amounts of a stock are whole millionths (hub.domain.millionths).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import partial
from typing import Final, NamedTuple

from hub.domain.millionths import per_unit, share
from hub.domain.millionths import times as cost_of

ZERO: Final = Decimal(0)
MICRO: Final = Decimal("0.000001")
# quantities have 18 digits, values 20: products and quotients of them lose nothing here
EXACT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
_multiply = EXACT.multiply
_quantize = EXACT.quantize


def rounded(amount: Decimal) -> Decimal:
    """To the millionth, halves to even."""
    return _quantize(amount, MICRO)


def times(qty: Decimal, unit_cost: Decimal) -> Decimal:
    return _quantize(_multiply(qty, unit_cost), MICRO)


class Stock(NamedTuple):
    """Base units, their value, and what a unit was worth when there last were any (0: never known)."""

    qty: int = 0
    value: int = 0
    last_unit_cost: int = 0


class Received(NamedTuple):
    """``change`` of the stock's value, and what the goods cost beyond it."""

    stock: Stock
    change: int
    variance: int


class Issued(NamedTuple):
    """``value`` (>= 0 as a rule) is what the stock's value went down by."""

    stock: Stock
    value: int


# as their _make, without its look at the length: these are made for every movement
_stock: Callable[[tuple[int, int, int]], Stock] = partial(tuple.__new__, Stock)
_received: Callable[[tuple[Stock, int, int]], Received] = partial(tuple.__new__, Received)
_issued: Callable[[tuple[Stock, int]], Issued] = partial(tuple.__new__, Issued)


def average(stock: Stock) -> int:
    """What a unit is worth now; of stock that is not there, what it was worth last."""
    return per_unit(stock.value, stock.qty) if stock.qty > 0 else stock.last_unit_cost


def receive(stock: Stock, qty: int, cost: int) -> Received:
    """``qty`` (> 0) came in, which cost ``cost`` together."""
    on_hand = stock.qty
    if on_hand >= 0:
        new_qty = on_hand + qty
        new_value = stock.value + cost
        after = _stock((new_qty, new_value, per_unit(new_value, new_qty)))
        return _received((after, cost, 0))
    missing = -on_hand
    if qty < missing:
        covered = share(-stock.value, qty, missing)
        after = Stock(on_hand + qty, stock.value + covered, per_unit(cost, qty))
        return Received(after, covered, cost - covered)
    covered = -stock.value
    rest = qty - missing
    if rest == 0:
        return Received(Stock(0, 0, per_unit(cost, qty)), covered, cost - covered)
    rest_value = share(cost, rest, qty)
    change = covered + rest_value
    return Received(Stock(rest, rest_value, per_unit(rest_value, rest)), change, cost - change)


def issue(stock: Stock, qty: int, fallback_cost: int = 0, cost: int | None = None) -> Issued:
    """``qty`` (> 0) went out at the average; what was not there, at the last known cost of a unit.

    ``fallback_cost`` of a unit stands in where none was ever known. ``cost``, of all of it together, is given
    when goods leave at what they came for (a receipt is reversed); it holds while there is as much value.
    """
    on_hand, value, last = stock
    if qty < on_hand:
        if cost is not None and cost <= value:
            rest, left = on_hand - qty, value - cost
            return Issued(Stock(rest, left, per_unit(left, rest)), cost)
        out = share(value, qty, on_hand)
        return _issued((_stock((on_hand - qty, value - out, last)), out))
    if qty == on_hand:
        return Issued(Stock(0, 0, last), value)
    unit_cost = last or fallback_cost
    here = on_hand if on_hand > 0 else 0
    short = cost_of(qty - here, unit_cost)
    # what stood here goes at its value; below zero the value is minus what went out
    out = value + short if here else short
    return Issued(Stock(on_hand - qty, value - out, unit_cost), out)
