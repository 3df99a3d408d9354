"""Amounts as the books keep them, written as people write them."""

from __future__ import annotations

from decimal import Decimal

from hub.domain.millionths import millionths


def amount(text: str | int) -> int:
    return millionths(Decimal(text))
