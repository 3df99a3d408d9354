"""A second site, and transfers on their way to it, for the browser's tests and the pictures."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from hub.store import locations, pool, sites
from tests.browser.house import House


def furnish(house: House, dsn: str) -> dict[str, str]:
    """Numbers: of one that is under way, and of one that came short with one too many of another item."""
    with pool.connect(dsn) as conn:
        sites.create(conn, "north", "North shop", "UTC", "EUR")
        for code, kind in (("N-DOCK", "dock"), ("N-SHELF", "shelf"), ("N-BROKEN", "damaged")):
            locations.create(conn, "north", code, kind)
    with house.api() as api:
        return {
            "under_way": _sent(api, ["TD-1001", "TD-1002"]),
            "differs": _arrived(api, _sent(api, ["TD-1003", "TD-1004"])),
        }


def good(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    document: dict[str, Any] = answer.json()
    return document


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def _sent(api: httpx.Client, skus: list[str]) -> str:
    """Six of each, from where there are most."""
    lines = []
    for sku in skus:
        rows = good(api.get("/stock", params={"sku": sku, "site": "main"}))["items"]
        best = max(rows, key=lambda row: float(row["qty"]))
        lines.append({"item": sku, "qty": "6", "source": best["location"]})
    body = {"from_site": "main", "to_site": "north", "to_place": "N-DOCK", "lines": lines}
    made = good(api.post("/transfers", json=body, headers=key()))
    headers = key() | {"If-Match": str(made["version"])}
    return str(good(api.post(f"/transfers/{made['number']}/send", headers=headers))["number"])


def _arrived(api: httpx.Client, number: str) -> str:
    """Two of the first are missing, one of the second is too many."""
    content = good(api.get(f"/transfers/{number}"))["content"]
    lines = [{"item": content[0]["sku"], "qty": "4"}, {"item": content[1]["sku"], "qty": "7"}]
    body = {"lines": lines, "complete": True}
    good(api.post(f"/transfers/{number}/receive", json=body, headers=key()))
    return number
