"""Who may approve how much, and when an approval has to be given again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from hub.domain.valuation import ZERO, times

OTHER_CURRENCIES: Final = ""


class Limit(NamedTuple):
    """``amount`` of one order that the role may approve; None: any."""

    role: str
    currency: str
    amount: Decimal | None


def amount(lines: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """What lines of (quantity, unit price) come to, in the order's currency."""
    return sum((times(qty, unit_price) for qty, unit_price in lines), ZERO)


def limit_of(limits: Iterable[Limit], role: str, currency: str) -> Decimal | None:
    """The role's limit in this currency, else its limit for all others, else nothing; None: no limit."""
    own: Mapping[str, Decimal | None] = {one.currency: one.amount for one in limits if one.role == role}
    return own.get(currency, own.get(OTHER_CURRENCIES, ZERO))


def covers(limit: Decimal | None, wanted: Decimal) -> bool:
    return limit is None or wanted <= limit


def is_needed_again(approved: Decimal | None, wanted: Decimal) -> bool:
    """Whether an order that was approved up to ``approved`` (None: never) goes beyond it."""
    return approved is not None and wanted > approved
