"""Sales orders: one to pack from two lots, one that left with another lot, and another weight, than told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx

from gateway.applier import Applier
from gateway.reception import Delivery
from gateway.wire import codec, topics
from gateway.wire.messages import AnyEvent, Batch, Movement, Pack
from gateway.wire.picking import PackedLot, PackLine
from hub.domain.ledger import Entry
from hub.store import agents, items, ledger, locations, pool, sites
from tests.browser.house import House

TO_PACK, LEFT = "SO-2042", "SO-2041"
CARTON = "340123450000002041"
EARLY, LATE = "S2604", "S2701"
LOT_REASON = "the lot that was told is not at its place"
WEIGHT_REASON = "another carton or more filling than usual"


def furnish(house: House, dsn: str, now: dt.datetime, say: Callable[[str], str] = str) -> None:
    """After `tests.browser.house.fill`; `say` gives the customers' names in another language."""
    with pool.connect(dsn) as conn:
        for code in ("COLD-1", "COLD-2"):
            locations.create(conn, "main", code, "shelf")
        items.create(conn, items.NewItem(sku="SERUM", name="Serum, 10 ml", price=Decimal(12), tracking="lot"))
        items.create(
            conn, items.NewItem(sku="CLOCK", name="Desk clock", price=Decimal(30), tracking="serial")
        )
        _stock(conn, now)
        _, key = agents.create(conn, "main", "bench-9")
    with house.api() as api:
        _ordered(api, LEFT, say("Teahouse Lin"), {"SERUM": "3", "CLOCK": "1"})
        _ordered(api, TO_PACK, say("Clinic Okoro"), {"SERUM": "7", "TD-1002": "2"})
    _packed(dsn, key, dt.datetime.now(dt.UTC))


def _stock(conn: Any, now: dt.datetime) -> None:
    """Four serums of the lot that expires first, and five that keep longer."""
    site = sites.get(conn, "main")
    place = {one.code: one.id for one in locations.list_page(conn, site="main")}
    came = now - dt.timedelta(days=3)

    def receipt(sku: str, qty: int, where: str, **more: Any) -> Entry:
        item = items.get(conn, sku).id
        return Entry(
            site.id, item, "receipt", Decimal(qty), place["supplier"], place[where], came,
            unit_cost=Decimal(6), **more,
        )  # fmt: skip

    def day(days: int) -> dt.date:
        return (now + dt.timedelta(days=days)).date()

    stock = [
        receipt("SERUM", 4, "COLD-1", lot=EARLY, expiry=day(60)),
        receipt("SERUM", 5, "COLD-2", lot=LATE, expiry=day(300)),
        receipt("CLOCK", 1, "COLD-2", serial="C-1"),
    ]
    ledger.post(conn, stock, recorded_at=came)


def _ordered(api: httpx.Client, number: str, customer: str, lines: dict[str, str]) -> None:
    wanted = [{"sku": sku, "qty": qty} for sku, qty in lines.items()]
    body = {"site": "main", "number": number, "customer": customer, "lines": wanted}
    answer = api.post("/orders", json=body)
    assert answer.is_success, answer.text


def _packed(dsn: str, key: bytes, now: dt.datetime) -> None:
    """As a terminal tells of it: two lots of serum, one of which was not told, and a clock."""
    parcels: tuple[tuple[str, str, str, str | None, int, str | None, dict[str, str]], ...] = (
        ("SERUM", "2", "COLD-1", EARLY, 60, None, {}),
        ("SERUM", "1", "COLD-2", LATE, 300, None, {"lot_override": LOT_REASON, "lot_override_by": "mei"}),
        ("CLOCK", "1", "COLD-2", None, 0, "C-1", {}),
    )
    evidence = {"carton": CARTON, "verdict": "overridden", "operator": "ann", "override": WEIGHT_REASON}
    shipments = [
        Movement(
            at=now, device="scanner", kind="shipment", item=sku, qty=Decimal(qty), source=source,
            destination="customer", lot=lot, serial=serial, document=LEFT, evidence=evidence | more,
            expiry=(now + dt.timedelta(days=days)).date() if days else None,
        )
        for sku, qty, source, lot, days, serial, more in parcels
    ]  # fmt: skip
    serums = [PackedLot(qty=m.qty, lot=m.lot, expiry=m.expiry) for m in shipments if m.lot]
    pack = Pack(
        at=now, device="scale", order=LEFT, carton=CARTON,
        lines=[
            PackLine(line=1, item="SERUM", qty=Decimal(3), lots=serums),
            PackLine(line=2, item="CLOCK", qty=Decimal(1), lots=[PackedLot(qty=Decimal(1), serial="C-1")]),
        ],
        expected_weight_g=Decimal(742), measured_weight_g=Decimal(796), tolerance_g=Decimal(9),
        verdict="overridden", operator="ann",
    )  # fmt: skip
    events: list[AnyEvent] = [*shipments, pack]
    batch = Batch(v=1, agent="bench-9", epoch="01JSALES", seq=1, sent=now, events=events)
    topic = topics.events("main", "bench-9")
    applier = Applier(dsn)
    applier.apply([Delivery(topic, codec.encode(batch, topic, key))])
    applier.close()
