"""What the file tells of its items: name, price, and what stands in for what it does not tell (pure)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from .classify import MOVES_STOCK, LineClass, Row

MICRO = Decimal("0.000001")
DEFAULT_COST_RATIO = Decimal("0.6")


class Article(NamedTuple):
    """An item as it will stand in the catalogue; price and cost in GBP a unit."""

    sku: str
    name: str
    category: str
    price: Decimal | None
    standard_cost: Decimal


def category_of(stock_code: str) -> str:
    """The range of stock codes an item is from: '22423' -> '22xxx'. The file names no categories."""
    head = stock_code[:5]
    return f"{head[:2]}xxx" if len(head) == 5 and head.isdigit() else "other"


def articles(rows: Iterable[tuple[Row, LineClass]], cost_ratio: Decimal) -> list[Article]:
    """One article per stock code (exact, case kept) that moves stock, in the order of the codes.

    Name: the most frequent description, on sales and returns where there are any (on a correction it is a
    remark such as 'damaged'). Price: the median of what was charged for a unit on sales (of an even number
    the lower, so that it is a price of the file). Standard cost: price x `cost_ratio`.
    """
    names: dict[str, Counter[str]] = defaultdict(Counter)
    remarks: dict[str, Counter[str]] = defaultdict(Counter)
    prices: dict[str, list[Decimal]] = {}
    for row, what in rows:
        if what not in MOVES_STOCK:
            continue
        charged = prices.setdefault(row.stock_code, [])
        if what is LineClass.SALE:
            charged.append(row.unit_price)
        if row.description and (text := row.description.strip()):
            (names if row.unit_price else remarks)[row.stock_code][text] += 1
    return [_article(sku, names[sku] or remarks[sku], prices[sku], cost_ratio) for sku in sorted(prices)]


def _article(sku: str, names: Counter[str], charged: list[Decimal], cost_ratio: Decimal) -> Article:
    price = sorted(charged)[(len(charged) - 1) // 2] if charged else None
    # ties are broken by the text, so that the same file always gives the same names
    name = min(names, key=lambda text: (-names[text], text)) if names else ""
    cost = ((price or Decimal(0)) * cost_ratio).quantize(MICRO)
    return Article(sku, name[:200], category_of(sku), price, cost)
