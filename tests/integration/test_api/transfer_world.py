"""A sender's and a receiver's steps, as the tests of transfers take them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx

from hub.domain.ledger import Entry
from hub.store import items, ledger, locations, pool, sites
from tests.integration.test_api.house import SITE, House
from tests.integration.test_api.purchase_world import good, key

OTHER = "north"


def furnish_other(house: House) -> None:
    """Another site with a dock, a shelf and a place for what is damaged; one that pays in another money."""
    with pool.connect(house.dsn) as conn:
        sites.create(conn, OTHER, "North", "Europe/Berlin", "EUR")
        sites.create(conn, "far", "Far away", "Asia/Shanghai", "CNY")
        for code, kind in (("N-DOCK", "dock"), ("N-SHELF", "shelf"), ("N-BROKEN", "damaged")):
            locations.create(conn, OTHER, code, kind)
        locations.create(conn, SITE, "HOLD", "hold")
    house.__dict__.pop("ids", None)


def line(item: str, qty: str, source: str = "STORE", **more: Any) -> dict[str, Any]:
    return {"item": item, "qty": qty, "source": source} | more


def draft(house: House, *lines: dict[str, Any], to: str = OTHER, **more: Any) -> httpx.Response:
    body = {"from_site": SITE, "to_site": to, "lines": list(lines)} | more
    return house.ask("operator", "POST", "/transfers", json=body, headers=key())


def send(house: House, transfer: dict[str, Any], **more: str) -> httpx.Response:
    headers = key() | {"If-Match": str(transfer["version"])} | more
    return house.ask("operator", "POST", f"/transfers/{transfer['number']}/send", headers=headers)


def sent(house: House, *lines: dict[str, Any], **more: Any) -> str:
    """The number of a transfer that is under way."""
    return str(good(send(house, good(draft(house, *lines, **more))))["number"])


def receive(house: House, number: str, *lines: dict[str, Any], **more: Any) -> httpx.Response:
    body = {"location": "N-DOCK", "lines": list(lines)} | more
    return house.ask("operator", "POST", f"/transfers/{number}/receive", json=body, headers=key())


def step(house: House, number: str, what: str) -> httpx.Response:
    body = {"reason": "because of the test"}
    return house.ask("operator", "POST", f"/transfers/{number}/{what}", json=body, headers=key())


def decide(house: House, difference: dict[str, Any], decision: str, **more: Any) -> httpx.Response:
    body = {"decision": decision, "reason": "looked at twice"} | more
    return house.ask("manager", "POST", f"/transfer-differences/{difference['id']}/decision", json=body)


def undecided(house: House, number: str) -> dict[tuple[str, str], dict[str, Any]]:
    """By (SKU, kind)."""
    rows = house.walk("/transfer-differences", transfer=number, undecided="true")
    return {(row["sku"], row["kind"]): row for row in rows}


def stands(house: House, sku: str) -> dict[str, str]:
    """Quantities by site and place, inside and outside, but for none; they sum up to nothing."""
    found: dict[str, Decimal] = {}
    for row in house.walk("/stock", sku=sku, outside="true"):
        place = f"{row['site']}/{row['location']}"
        found[place] = found.get(place, Decimal(0)) + Decimal(row["qty"])
    assert sum(found.values()) == 0
    return {place: str(qty) for place, qty in found.items() if qty}


def worth(house: House, sku: str) -> Decimal:
    """The value of what stands at all sites."""
    return sum((Decimal(row["value"]) for row in house.walk("/stock", sku=sku)), Decimal(0))


def stock(house: House, sku: str, qty: str, cost: str = "2.50", lot: str = "") -> None:
    house.receive(sku, qty, "STORE", cost, lot=lot)


def stock_other(house: House, sku: str, qty: str, cost: str) -> None:
    with pool.connect(house.dsn) as conn:
        site = sites.get(conn, OTHER)
        ids = {place.code: place.id for place in locations.list_page(conn, site=OTHER)}
        entry = Entry(
            site.id, items.get(conn, sku).id, "receipt", Decimal(qty), ids["supplier"], ids["N-SHELF"],
            house.clock(), unit_cost=Decimal(cost),
        )  # fmt: skip
        ledger.post(conn, [entry], recorded_at=house.clock())
