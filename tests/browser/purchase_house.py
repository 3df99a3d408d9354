"""A supplier with prices, and orders in several states, for the browser's tests and the pictures."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from tests.browser.house import House


def _good(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    document: dict[str, Any] = answer.json()
    return document


def furnish(house: House) -> dict[str, str]:
    """By what they show: the numbers of orders."""
    with house.api() as api:
        _good(
            api.post(
                "/suppliers",
                json={
                    "code": "HZ-TEA",
                    "name": "杭州茶业有限公司",
                    "currency": "EUR",
                    "lead_time_days": 14,
                    "contact": "李伟",
                    "language": "zh_CN",
                },
            )
        )
        for sku, price in (("TD-1001", "4.20"), ("TD-1002", "1.80"), ("TD-1003", "9.50")):
            breaks = [{"unit_price": price}, {"unit_price": "1.50", "from_qty": "5000"}]
            wanted = {"sku": sku, "supplier_sku": f"HZ{sku[-2:]}", "pack_qty": "12", "prices": breaks}
            _good(api.post("/suppliers/HZ-TEA/items", json=wanted))
        return {
            "draft": _order(api, [("TD-1001", "96"), ("TD-1003", "24")])["number"],
            "partly": _partly(api),
            "blanket": _sent(api, [("TD-1002", "2400")], kind="blanket", valid_until="2030-12-31")["number"],
        }


def _order(api: httpx.Client, lines: list[tuple[str, str]], **more: Any) -> dict[str, Any]:
    body = {"site": "main", "supplier": "HZ-TEA", "lines": [{"sku": sku, "qty": qty} for sku, qty in lines]}
    return _good(api.post("/purchase-orders", json=body | more, headers=_key()))


def _sent(api: httpx.Client, lines: list[tuple[str, str]], **more: Any) -> dict[str, Any]:
    order = _order(api, lines, **more)
    for step in ("approve", "send"):
        path, seen = f"/purchase-orders/{order['number']}/{step}", {"If-Match": str(order["version"])}
        order = _good(api.post(path, headers=seen))
    return order


def _partly(api: httpx.Client) -> str:
    order = _sent(api, [("TD-1001", "480"), ("TD-1002", "240")])
    body = {
        "site": "main",
        "sku": "TD-1001",
        "kind": "receipt",
        "qty": "480",
        "source": "supplier",
        "destination": "DOCK-1",
        "document": order["number"],
        "reason": "counted at the dock",
    }
    _good(api.post("/movements", json=body, headers=_key()))
    return str(order["number"])


def _key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}
