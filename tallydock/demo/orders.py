"""Orders for the packer, drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tallydock.demo.goods import GOODS

CUSTOMERS = (
    "Ada's Gifts",
    "Brook & Son",
    "Corner Shop 21",
    "Dahlia Home",
    "Elm Street Toys",
    "Fern Garden Centre",
)


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """What the packer has on paper."""

    number: str
    lines: tuple[tuple[str, int], ...]


def draw(seed: int, first: int, count: int) -> list[tuple[DemoOrder, str]]:
    """`count` orders with the customer of each, numbered from `first` on; the seed decides them."""
    orders = []
    for number in range(first, first + count):
        rng = random.Random(f"{seed}/order/{number}")
        goods = rng.sample(GOODS, k=rng.choice((1, 1, 2, 2, 3)))
        lines = tuple((good.sku, rng.randint(1, 3)) for good in goods)
        orders.append((DemoOrder(f"SO-{number:05d}", lines), rng.choice(CUSTOMERS)))
    return orders
