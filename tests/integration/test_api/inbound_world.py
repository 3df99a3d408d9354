"""A receiver's steps, as the tests of goods in take them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx

from hub.domain.inbound import sscc
from hub.store import locations, pool
from tests.integration.test_api.house import SITE, House
from tests.integration.test_api.purchase_world import good, key, ordered, supplier


def package(number: int) -> str:
    digits = f"{340123450000000 * 100 + number:017}"
    return digits + str(sscc.check_digit(digits))


def furnish_dock(house: House) -> None:
    """A supplier, and places for what waits for somebody's word."""
    supplier(house)
    with pool.connect(house.dsn) as conn:
        locations.create(conn, SITE, "HOLD", "hold")
        locations.create(conn, SITE, "BROKEN", "damaged")
    house.__dict__.pop("ids", None)


def order(house: House, **qtys: str) -> str:
    """Its number; it is with its supplier. Keywords are SKUs."""
    lines = [{"sku": sku, "qty": qty, "unit_price": "2.00"} for sku, qty in qtys.items()]
    return str(ordered(house, *lines)["number"])


def announce(
    house: House, order_number: str, /, *packages: tuple[str, list[dict[str, Any]]], **more: Any
) -> httpx.Response:
    body = {
        "order": order_number,
        "number": f"DN-{order_number}",
        "packages": [{"sscc": code, "lines": lines} for code, lines in packages],
    } | more
    return house.ask("operator", "POST", "/ship-notices", json=body)


def receive(house: House, document: str, *lines: dict[str, Any], **more: Any) -> httpx.Response:
    body = {"site": SITE, "document": document, "location": "DOCK-1", "lines": list(lines)} | more
    return house.ask("operator", "POST", "/receipts", json=body, headers=key())


def came(house: House, document: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return good(receive(house, document, *lines, **more))


def decide(house: House, exception: dict[str, Any], decision: str, **more: Any) -> httpx.Response:
    body = {"decision": decision, "reason": "as agreed by telephone"} | more
    return house.ask("manager", "POST", f"/receipt-exceptions/{exception['id']}/decision", json=body)


def undecided(house: House, document: str) -> dict[tuple[str, str], dict[str, Any]]:
    """By (SKU, kind)."""
    rows = house.walk("/receipt-exceptions", order=document, undecided="true")
    return {(row["sku"], row["kind"]): row for row in rows}


def stands(house: House, sku: str) -> dict[str, str]:
    """Quantities by place, inside and outside; they sum up to nothing."""
    found: dict[str, Decimal] = {}
    for row in house.walk("/stock", sku=sku, outside="true"):
        found[row["location"]] = found.get(row["location"], Decimal(0)) + Decimal(row["qty"])
    assert sum(found.values()) == 0
    return {place: str(qty) for place, qty in found.items()}


def post(house: House, path: str, role: str = "operator", **body: Any) -> httpx.Response:
    return house.ask(role, "POST", path, json={"site": SITE} | body, headers=key())
