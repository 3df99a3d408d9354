"""What the demonstration site traded before its people begin: pure data, the same on every machine.

Without a past the first minutes' figures would be right and mean nothing: an average stock of thirty days of
which there was one minute makes a turnover of tens of thousands.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tallydock.demo.goods import GOODS
from tallydock.demo.world import Move

DAYS = 60
STORE = "STORE"
_LOT = 48
_LOW = 12


@dataclass(frozen=True, slots=True)
class Trade:
    """A move that happened so many days ago."""

    days_ago: int
    kind: str
    move: Move


def trades() -> list[Trade]:
    """Oldest first: an opening stock in the store, sales on every day, a delivery when little is left."""
    chance = random.Random("past")
    found: list[Trade] = []
    left = dict.fromkeys((good.sku for good in GOODS), 0)
    pace = {good.sku: chance.uniform(0.5, 3.0) for good in GOODS}
    for days_ago in range(DAYS, 0, -1):
        for good in GOODS:
            if left[good.sku] < _LOW:
                found.append(Trade(days_ago, "receipt", Move(good.sku, _LOT, "supplier", STORE)))
                left[good.sku] += _LOT
            sold = round(pace[good.sku] * chance.uniform(0.0, 2.0))
            if sold:
                found.append(Trade(days_ago, "shipment", Move(good.sku, sold, STORE, "customer")))
                left[good.sku] -= sold
    return found
