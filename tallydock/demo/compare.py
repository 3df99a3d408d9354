"""The truth beside the ledger, place by place. It reads the hub as anybody does: over HTTP."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx

from tallydock.demo.world import Truth


@dataclass(frozen=True, slots=True)
class Difference:
    sku: str
    place: str
    truth: int
    ledger: str


def everything(client: httpx.Client, path: str, **query: Any) -> list[dict[str, Any]]:
    """All pages of a list."""
    rows: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = client.get(path, params={**query, "limit": 1000} | ({"after": after} if after else {}))
        page.raise_for_status()
        document = page.json()
        rows += document["items"]
        after = document["next"]
        if after is None:
            return rows


def ledger_stock(client: httpx.Client, site: str) -> dict[tuple[str, str], Decimal]:
    """Units by (SKU, place), the places outside the walls too."""
    stock: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in everything(client, "/api/v1/stock", site=site, outside="true"):
        stock[row["sku"], row["location"]] += Decimal(row["qty"])
    return dict(stock)


def differences(truth: Truth, ledger: dict[tuple[str, str], Decimal]) -> list[Difference]:
    """Where the two disagree, by SKU and place; what neither names is zero in both."""
    found = []
    for sku, place in sorted(set(truth.stock) | set(ledger)):
        real, booked = truth.stock.get((sku, place), 0), ledger.get((sku, place), Decimal(0))
        if real != booked:
            found.append(Difference(sku, place, real, str(booked.normalize())))
    return found
