"""What a line of an Online Retail invoice did to the stock (pure).

The file mixes sales with cancellations, postage, fees, vouchers and stock corrections. Each line gets exactly
one class; the rules and their counts are in docs/reference/online-retail.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

# postage, carriage, manual entries, discounts, samples, fees, bad debt: charges, not things on a shelf
NON_GOODS_CODES = frozenset(
    {"POST", "DOT", "C2", "M", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK"},
)
VOUCHER_PREFIX = "GIFT_"


class Row(NamedTuple):
    """One line of the file, `number` from 1. `at` is London's wall clock, `unit_price` GBP."""

    number: int
    invoice: str
    stock_code: str
    description: str | None
    qty: int
    at: datetime
    unit_price: Decimal
    customer: int | None
    country: str


class LineClass(StrEnum):
    SALE = "sale"
    FREE_GOODS = "free_goods"
    RETURN = "customer_return"
    WRITE_UP = "stock_write_up"
    WRITE_OFF = "stock_write_off"
    NON_GOODS = "non_goods"
    BAD_DEBT = "bad_debt"


SHIPPED = frozenset({LineClass.SALE, LineClass.FREE_GOODS})
CORRECTED = frozenset({LineClass.WRITE_UP, LineClass.WRITE_OFF})
MOVES_STOCK = SHIPPED | CORRECTED | {LineClass.RETURN}


class UnknownLineError(ValueError):
    """A line that none of the rules is for."""


def is_goods(stock_code: str) -> bool:
    """Whether a stock code stands for a thing that can be counted."""
    code = stock_code.upper()
    return code not in NON_GOODS_CODES and not code.startswith(VOUCHER_PREFIX)


def priced_invoices(rows: Iterable[Row]) -> frozenset[str]:
    """Invoices with a line at a price: on these a line at zero is goods given away, not a correction."""
    return frozenset(row.invoice for row in rows if row.unit_price)


def classify(row: Row, priced: Set[str]) -> LineClass:
    """The class of a line; `priced` is from `priced_invoices` of the same file.

    Raises UnknownLineError, saying why, for a line that is none of them: it is never guessed at.
    """
    prefix = row.invoice[0]
    if prefix == "A":
        return LineClass.BAD_DEBT
    if not is_goods(row.stock_code):
        return LineClass.NON_GOODS
    if prefix != "C" and not prefix.isdigit():
        raise UnknownLineError(f"an invoice number that starts with {prefix!r}")
    if row.qty == 0:
        raise UnknownLineError("goods with a quantity of 0")
    if row.unit_price < 0:
        raise UnknownLineError("goods at a negative price")
    if prefix == "C":
        if row.qty > 0:
            raise UnknownLineError("a cancellation with a positive quantity")
        return LineClass.RETURN
    if row.unit_price > 0:
        if row.qty < 0:
            raise UnknownLineError("a negative quantity at a price on an invoice that is no cancellation")
        return LineClass.SALE
    if row.qty < 0:
        return LineClass.WRITE_OFF
    given_away = row.customer is not None or row.invoice in priced
    return LineClass.FREE_GOODS if given_away else LineClass.WRITE_UP
