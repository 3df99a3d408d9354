"""The common workload W, the same for every stock system that is set beside this one (pure).

1,000 items, 50 locations; 10,000 receipts supplier -> location (10 rounds over all items, 100 pieces each, at
1.00 to 9.99), then 20,000 issues location -> customer (1 to 5 pieces). Each round puts an item into another
location, so that it stands in ten; an issue leaves one of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, NamedTuple

ITEMS: Final = 1_000
LOCATIONS: Final = 50
ROUNDS: Final = 10
RECEIVED_QTY: Final = 100
ISSUES_AN_ITEM: Final = 20


class Step(NamedTuple):
    """One movement of W. ``unit_cost`` is that of a receipt."""

    kind: Literal["receipt", "shipment"]
    sku: str
    qty: Decimal
    source: str
    destination: str
    unit_cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Workload:
    """``items`` of 1,000, and so many steps less: all else stays in proportion."""

    items: int = ITEMS
    seed: int = 7

    @property
    def skus(self) -> list[str]:
        return [f"W-{number:04}" for number in range(self.items)]

    @property
    def locations(self) -> list[str]:
        return [f"W-{number:02}" for number in range(LOCATIONS)]

    def standard_costs(self) -> dict[str, Decimal]:
        """1.00 to 9.99, by SKU."""
        chance = random.Random(self.seed)
        return {sku: Decimal(chance.randint(100, 999)) / 100 for sku in self.skus}

    def steps(self) -> list[Step]:
        """All of them, in their order."""
        return [*self._receipts(), *self._issues()]

    def _location(self, item: int, round_: int) -> str:
        return self.locations[(item * 7 + round_ * 11) % LOCATIONS]

    def _receipts(self) -> Iterator[Step]:
        costs, skus = self.standard_costs(), self.skus
        for round_ in range(ROUNDS):
            for item, sku in enumerate(skus):
                place = self._location(item, round_)
                yield Step("receipt", sku, Decimal(RECEIVED_QTY), "supplier", place, costs[sku])

    def _issues(self) -> Iterator[Step]:
        chance, skus = random.Random(self.seed + 1), self.skus
        for _ in range(ISSUES_AN_ITEM * self.items):
            item = chance.randrange(self.items)
            place = self._location(item, chance.randrange(ROUNDS))
            yield Step("shipment", skus[item], Decimal(chance.randint(1, 5)), place, "customer", None)


def left(steps: list[Step]) -> dict[tuple[str, str], Decimal]:
    """What must stand where after these steps, by (SKU, location), by plain addition."""
    stock: dict[tuple[str, str], Decimal] = {}
    for step in steps:
        receipt = step.kind == "receipt"
        key = (step.sku, step.destination if receipt else step.source)
        stock[key] = stock.get(key, Decimal(0)) + (step.qty if receipt else -step.qty)
    return stock
