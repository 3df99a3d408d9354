"""A lot with its whole way, and places with positions, for the browser's tests and the pictures."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from decimal import Decimal
from typing import Any

import httpx
import psycopg

from hub.domain.ledger import Entry
from hub.store import items, ledger, locations, sites
from tests.browser.house import House

POSITIONS = (
    "site,code,kind,max_pieces,x_m,y_m,width_m,depth_m\n"
    "main,DOCK-1,dock,400,0,0,4,2\nmain,PACK-1,bench,200,12,0,3,2\nmain,STORE,storage,2000,0,8,15,4\n"
    "main,SHELF-1,shelf,9000,1,4,3,1.5\nmain,SHELF-2,shelf,2900,6,4,3,1.5\nmain,SHELF-3,shelf,4000,11,4,3,1.5\n"
)


def furnish(house: House, dsn: str, customer: str = "Okoro") -> None:
    """After `tests.browser.house.fill`: of lot L7 20 came, 12 went to SHELF-2, 9 of them to the customer."""
    with psycopg.connect(dsn) as conn:
        items.create(conn, items.NewItem(sku="TEA-01", name="Green tea", price=Decimal(4)))
    with house.api() as api:
        _positions(api)
        _received(api)
        sold = {
            "site": "main",
            "number": "SO-77",
            "customer": customer,
            "lines": [{"sku": "TEA-01", "qty": "9"}],
        }
        _good(api.post("/orders", json=sold))
    with psycopg.connect(dsn) as conn:
        _left(conn, dt.datetime.now(dt.UTC))


def _good(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    document: dict[str, Any] = answer.json()
    return document


def _positions(api: httpx.Client) -> None:
    """The import is done, not only taken: a page that is open does not look again."""
    job = _good(api.post("/sheets/places/imports", content=POSITIONS.encode()))
    until = time.monotonic() + 120
    while job["state"] in ("waiting", "running") and time.monotonic() < until:
        time.sleep(0.1)
        job = _good(api.get(f"/imports/{job['id']}"))
    assert job["state"] == "done", job


def _received(api: httpx.Client) -> None:
    def key() -> dict[str, str]:
        return {"Idempotency-Key": str(uuid.uuid4())}

    _good(api.post("/suppliers", json={"code": "HZ-TEA", "name": "杭州茶厂", "currency": "EUR"}))
    lines = [{"sku": "TEA-01", "qty": "20", "unit_price": "2.50"}]
    wanted = {"site": "main", "supplier": "HZ-TEA", "lines": lines}
    order = _good(api.post("/purchase-orders", json=wanted, headers=key()))
    for step in ("approve", "send"):
        seen = {"If-Match": str(order["version"])}
        order = _good(api.post(f"/purchase-orders/{order['number']}/{step}", headers=seen))
    came = {"item": "TEA-01", "qty": "20", "lot": "L7", "expiry": "2031-01-31"}
    receipt = {"site": "main", "document": order["number"], "location": "DOCK-1", "lines": [came]}
    _good(api.post("/receipts", json=receipt, headers=key()))


def _left(conn: psycopg.Connection, now: dt.datetime) -> None:
    site, item = sites.get(conn, "main").id, items.get(conn, "TEA-01").id
    place = {one.code: one.id for one in locations.list_page(conn, site="main")}
    steps = (("putaway", 12, "DOCK-1", "SHELF-2", None), ("shipment", 9, "SHELF-2", "customer", "SO-77"))
    moved = [
        Entry(
            site,
            item,
            kind,
            Decimal(qty),
            place[source],
            place[destination],
            now,
            lot="L7",
            document=document,
        )
        for kind, qty, source, destination, document in steps
    ]
    ledger.post(conn, moved, recorded_at=now)
