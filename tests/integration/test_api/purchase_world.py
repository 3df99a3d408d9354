"""A buyer's steps, as the tests of purchasing take them."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from tests.integration.test_api.house import House


def supplier(house: House, code: str = "ACME", **more: Any) -> dict[str, Any]:
    body = {"code": code, "name": f"{code} Trading", "currency": "EUR", "lead_time_days": 14} | more
    answer = house.ask("manager", "POST", "/suppliers", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def delivers(house: House, sku: str, *prices: dict[str, str], code: str = "ACME", **more: Any) -> None:
    body = {"sku": sku, "prices": list(prices)} | more
    answer = house.ask("manager", "POST", f"/suppliers/{code}/items", json=body)
    assert answer.status_code == 200, answer.text


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def draft(house: House, *lines: dict[str, Any], role: str = "operator", **more: Any) -> httpx.Response:
    body = {"site": "main", "supplier": "ACME", "lines": list(lines)} | more
    return house.ask(role, "POST", "/purchase-orders", json=body, headers=key())


def step(house: House, order: dict[str, Any], what: str, role: str = "manager") -> httpx.Response:
    """On the order as it was seen."""
    body = {"reason": "because of the test"} if what in ("close", "cancel") else None
    headers = {"If-Match": str(order["version"])}
    path = f"/purchase-orders/{order['number']}/{what}"
    return house.ask(role, "POST", path, headers=headers, **({"json": body} if body else {}))


def change(house: House, order: dict[str, Any], role: str = "manager", **changes: Any) -> httpx.Response:
    headers = {"If-Match": str(order["version"])}
    return house.ask(role, "PATCH", f"/purchase-orders/{order['number']}", json=changes, headers=headers)


def good(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    document: dict[str, Any] = answer.json()
    return document


def ordered(house: House, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An order that is sent."""
    order = good(draft(house, *lines, **more))
    return good(step(house, good(step(house, order, "approve", "admin")), "send"))


def receive(house: House, number: str, sku: str, qty: str, **more: Any) -> httpx.Response:
    """A person says that it has come; a device says it by its events."""
    body = {
        "site": "main",
        "sku": sku,
        "kind": "receipt",
        "qty": qty,
        "source": "supplier",
        "destination": "DOCK-1",
        "document": number,
        "reason": "it stands at the dock",
    }
    return house.ask("manager", "POST", "/movements", json=body | more, headers=key())


def lines_of(order: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(line[name] for name in names) for line in order["lines"]]
