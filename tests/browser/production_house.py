"""A kit and what it is made of, for the browser's tests and the pictures."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import httpx

from hub.domain.ledger import Entry
from hub.store import items, ledger, locations, pool, sites
from tests.browser.house import House

PARTS = {
    "GS-MUG": ("Mug, blue", "24", "3.20"),
    "GS-TEA": ("Green tea tin", "15", "4.10"),
    "GS-BOX": ("Box", "9", "0.90"),
}


def furnish(house: House, dsn: str) -> None:
    """The kit GS-01 is made of two mugs, a tin of tea of one of two lots, and a box; nine could be built."""
    with pool.connect(dsn) as conn:
        site = sites.get(conn, "main")
        place = {one.code: one.id for one in locations.list_page(conn, site="main")}
        now = dt.datetime.now(dt.UTC) - dt.timedelta(hours=2)
        items.create(
            conn, items.NewItem(sku="GS-01", name="Gift set for two", category="Gifts", tracking="lot")
        )
        for sku, (name, qty, cost) in PARTS.items():
            item = items.create(conn, items.NewItem(sku=sku, name=name, category="Gifts"))
            lots = [("L-0117", "6", 90), ("L-0203", "9", 300)] if sku == "GS-TEA" else [("", qty, 0)]
            entries = [
                Entry(
                    site.id, item.id, "receipt", Decimal(part), place["supplier"], place["SHELF-1"], now,
                    unit_cost=Decimal(cost), lot=lot,
                    expiry=(now + dt.timedelta(days=days)).date() if days else None,
                )
                for lot, part, days in lots
            ]  # fmt: skip
            ledger.post(conn, entries, recorded_at=now)
    with house.api() as api:
        bom = {
            "sku": "GS-01",
            "kind": "kit",
            "components": [
                {"sku": "GS-MUG", "qty": "2"},
                {"sku": "GS-TEA", "qty": "1"},
                {"sku": "GS-BOX", "qty": "1", "scrap_percent": "2"},
            ],
        }
        good(api.post("/boms", json=bom, headers=key()))


def ordered(house: House, qty: str, made: str = "") -> str:
    """The number of a released order, on which so many were made."""
    with house.api() as api:
        body = {"site": "main", "sku": "GS-01", "qty": qty, "destination": "STORE"}
        order = good(api.post("/production-orders", json=body, headers=key()))
        path = f"/production-orders/{order['number']}"
        good(api.post(f"{path}/release", json={}, headers={"If-Match": str(order["version"])}))
        if made:
            said = {"produced_qty": made, "lot": "G-1"}
            good(api.post(f"{path}/reports", json=said, headers=key()))
    return str(order["number"])


def good(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    document: dict[str, Any] = answer.json()
    return document


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}
