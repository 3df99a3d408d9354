"""Steps of those who make goods, as the tests of production take them."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from hub.store import items, pool
from tests.integration.test_api.house import SITE, House


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def good(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    document: dict[str, Any] = answer.json()
    return document


def item(house: House, sku: str, **more: Any) -> None:
    with pool.connect(house.dsn) as conn:
        items.create(conn, items.NewItem(sku=sku, name=f"{sku.title()} of the house", **more))


def ask_bom(house: House, sku: str, parts: dict[str, str], **more: Any) -> httpx.Response:
    body = {"sku": sku, "components": [{"sku": one, "qty": qty} for one, qty in parts.items()]} | more
    return house.ask("manager", "POST", "/boms", json=body, headers=key())


def bom(house: House, sku: str, parts: dict[str, str], **more: Any) -> dict[str, Any]:
    return good(ask_bom(house, sku, parts, **more))


def draft(house: House, sku: str, qty: str, role: str = "operator", **more: Any) -> dict[str, Any]:
    body = {"site": SITE, "sku": sku, "qty": qty, "destination": "SHELF-1"} | more
    return good(house.ask(role, "POST", "/production-orders", json=body, headers=key()))


def step(
    house: House, order: dict[str, Any], what: str, role: str = "manager", **body: Any
) -> httpx.Response:
    """On the order as it was seen."""
    if what in ("close", "cancel"):
        body.setdefault("reason", "because of the test")
    path = f"/production-orders/{order['number']}/{what}"
    return house.ask(role, "POST", path, headers={"If-Match": str(order["version"])}, json=body)


def released(house: House, sku: str, qty: str, **more: Any) -> dict[str, Any]:
    return good(step(house, draft(house, sku, qty, **more), "release", "operator"))


def ask_report(house: House, number: str, *, role: str = "operator", **body: Any) -> httpx.Response:
    return house.ask(role, "POST", f"/production-orders/{number}/reports", json=body, headers=key())


def report(house: House, number: str, **body: Any) -> dict[str, Any]:
    return good(ask_report(house, number, **body))


def undo(house: House, number: str, report_id: int) -> httpx.Response:
    path = f"/production-orders/{number}/reports/{report_id}/undo"
    return house.ask("manager", "POST", path, json={"reason": "it was another one"}, headers=key())


def seen(house: House, number: str) -> dict[str, Any]:
    answer: dict[str, Any] = house.get(f"/production-orders/{number}")
    return answer


def stands(house: House, sku: str) -> dict[tuple[str, str], str]:
    """By place and lot."""
    rows = house.get("/stock", sku=sku)["items"]
    return {(row["location"], row["lot"]): row["qty"] for row in rows}


def account(order: dict[str, Any]) -> tuple[str, ...]:
    names = ("consumed_value", "produced_value", "scrapped_value", "in_work_value")
    return tuple(order[name] for name in names)


def lines(report: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(line[name] for name in names) for line in report["lines"]]
