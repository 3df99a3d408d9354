"""Goods that came and did not come as ordered, for the browser's tests and the pictures."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import httpx

from gateway.applier import Applier
from gateway.reception import Delivery
from gateway.wire import codec, topics
from gateway.wire.messages import AnyEvent, Batch, Movement, Receipt, UnplacedScan
from hub.api.auth.secrets import hash_secret
from hub.domain.ledger import Entry
from hub.store import agents, items, ledger, locations, pool, sites, users
from tests.browser.house import PASSWORD, PLACES, House


def bare(dsn: str) -> None:
    """A site with its places, five items and a manager, and no trade yet: for the picture."""
    with pool.connect(dsn) as conn:
        secret = hash_secret(PASSWORD)
        users.create(conn, login="mei", name="Mei Lin", role="manager", language="en", password_hash=secret)
        sites.create(conn, "main", "Main warehouse", "UTC", "EUR")
        for code, kind in PLACES.items():
            locations.create(conn, "main", code, kind)
        names = ("Enamel mug", "Tea towel", "Cast iron pan", "Bread box", "Spice rack")
        items.put_many(conn, [items.NewItem(sku=f"TD-{1001 + n}", name=name) for n, name in enumerate(names)])


def _good(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    document: dict[str, Any] = answer.json()
    return document


def _key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def furnish(house: House, dsn: str) -> str:
    """The number of an order of which something is too much, something missing, something damaged."""
    with pool.connect(dsn) as conn:
        for code, kind in (("HOLD", "hold"), ("BROKEN", "damaged")):
            locations.create(conn, "main", code, kind)
    with house.api() as api:
        supplier = {"code": "NB-POT", "name": "宁波陶瓷厂", "currency": "EUR"}
        _good(api.post("/suppliers", json=supplier))
        early = _order(api, [("TD-1004", "60")])
        with pool.connect(dsn) as conn:
            _history(conn, early)
        number = _order(api, [("TD-1001", "48"), ("TD-1002", "24"), ("TD-1003", "12")])
        lines = [
            {"item": "TD-1001", "qty": "50"},
            {"item": "TD-1002", "qty": "20"},
            {"item": "TD-1003", "qty": "10"},
            {"item": "TD-1003", "qty": "2", "damaged": True},
        ]
        body = {"site": "main", "document": number, "location": "DOCK-1", "lines": lines}
        _good(api.post("/receipts", json=body, headers=_key()))
        _unloading(dsn)
        hold = {"site": "main", "sku": "TD-1001", "qty": "6", "source": "DOCK-1", "reason": "glaze cracked"}
        _good(api.post("/holds", json=hold, headers=_key()))
    return number


def _unloading(dsn: str) -> None:
    """Going on at a terminal: the portal has read two pans, one of which was scanned too, and an odd tag."""
    with pool.connect(dsn) as conn:
        _, key = agents.create(conn, "main", "dock-9")
    at = dt.datetime.now(dt.UTC)

    def pan(serial: str, **evidence: str) -> Movement:
        return Movement(
            at=at, device="portal", kind="receipt", item="TD-1003", qty=Decimal(1), source="supplier",
            destination="DOCK-1", serial=serial, document="LOOSE-7", evidence=evidence,
        )  # fmt: skip

    events: list[AnyEvent] = [
        Receipt(
            at=at, device="scanner", document="LOOSE-7", action="opened", location="DOCK-1", session="S-7"
        ),
        pan("T-1", epc="E1"),
        pan("T-2", epc="E2"),
        pan("T-2", receipt="S-7"),
        UnplacedScan(at=at, device="portal", data="E2801160", why="names no trade item", location="DOCK-1"),
    ]
    batch = Batch(v=1, agent="dock-9", epoch="01JINBOUND", seq=1, sent=at, events=events)
    topic = topics.events("main", "dock-9")
    applier = Applier(dsn)
    applier.apply([Delivery(topic, codec.encode(batch, topic, key))])
    applier.close()


def _order(api: httpx.Client, lines: list[tuple[str, str]]) -> str:
    wanted = [{"sku": sku, "qty": qty, "unit_price": "2.50"} for sku, qty in lines]
    body = {"site": "main", "supplier": "NB-POT", "lines": wanted}
    order = _good(api.post("/purchase-orders", json=body, headers=_key()))
    for step in ("approve", "send"):
        path, seen = f"/purchase-orders/{order['number']}/{step}", {"If-Match": str(order["version"])}
        order = _good(api.post(path, headers=seen))
    return str(order["number"])


def _history(conn: Any, document: str) -> None:
    """Two weeks of receipts that were put away within the hour, some of them later."""
    site = sites.get(conn, "main")
    place = {one.code: one.id for one in locations.list_page(conn, site="main")}
    item = items.get(conn, "TD-1005").id
    now = dt.datetime.now(dt.UTC)
    for day in range(14, 0, -1):
        for nth in range(5):
            at = now - dt.timedelta(days=day, minutes=180 - 30 * nth)
            late = 60 if nth == 4 and day % 3 == 0 else 0
            waits = dt.timedelta(minutes=12 + 5 * nth + (day * 7) % 11 + late)
            first = {"first_read": (at - dt.timedelta(minutes=4)).isoformat()}
            came = Entry(
                site.id, item, "receipt", Decimal(12), place["supplier"], place["DOCK-1"], at,
                unit_cost=Decimal(2), document=document, evidence=first,
            )  # fmt: skip
            away = Entry(site.id, item, "putaway", Decimal(12), place["DOCK-1"], place["SHELF-1"], at + waits)
            ledger.post(conn, [came], recorded_at=at)
            ledger.post(conn, [away], recorded_at=at + waits)
