"""Lots, serial numbers and days of expiry that items demand: refused without, all faults at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import pytest

from gateway.applier import Applier
from gateway.reception import Delivery
from gateway.wire import codec, topics
from gateway.wire.messages import Batch, Movement
from hub.store import agents, pool
from tests.integration.gateway_world import now
from tests.integration.test_api.house import SITE, House, problem, wrong_fields
from tests.integration.test_api.inbound_world import announce, came, furnish_dock, order, package, receive
from tests.integration.test_api.purchase_world import good, key


@pytest.fixture
def tracked(house: House) -> House:
    """TEA wants lot and expiry, CUP lot and serial number."""
    furnish_dock(house)
    for sku, what in (
        ("TEA", {"tracking": "lot", "tracks_expiry": True}),
        ("CUP", {"tracking": "lot_serial"}),
    ):
        good(house.ask("manager", "PATCH", f"/items/{sku}", json=what))
    return house


def cup(serial: str, **more: Any) -> dict[str, Any]:
    return {"item": "CUP", "qty": "1", "lot": "L1", "serial": serial} | more


def faults(house: House, document: str, *lines: dict[str, Any], **more: Any) -> set[tuple[str, str]]:
    answer = receive(house, document, *lines, **more)
    assert answer.status_code == 422, answer.text
    return {(error["where"], error["what"]) for error in answer.json()["errors"]}


def test_whatever_is_missing_of_all_lines_is_said_at_once_and_nothing_is_booked(tracked: House) -> None:
    number = order(tracked, TEA="10", CUP="4")
    good(announce(tracked, number, (package(1), [{"item": "TEA", "qty": "2", "lot": "L7"}])))
    said = faults(
        tracked, number, {"item": "TEA", "qty": "3"}, {"item": "CUP", "qty": "2", "serial": "S-1"},
        packages=[package(1)],
    )  # fmt: skip
    assert {where for where, _ in said} == {
        "body.lines.0.lot", "body.lines.0.expiry", "body.lines.1.lot", "body.lines.1.serial",
        "body.packages.0",
    }  # fmt: skip
    assert list(tracked.walk("/movements", document=number)) == []
    came(tracked, number, {"item": "TEA", "qty": "3", "lot": "L7", "expiry": "2027-01-31"})


def test_a_serial_number_in_stock_is_refused_and_may_come_again_when_it_has_left(tracked: House) -> None:
    number = order(tracked, CUP="4")
    assert faults(tracked, number, cup("S-1"), cup("S-1")) == {
        ("body.lines.1.serial", "S-1 stands twice in this receipt")
    }
    came(tracked, number, cup("S-1"))
    assert faults(tracked, number, cup("S-1"), cup("S-2")) == {
        ("body.lines.0.serial", f"S-1 is in stock already, at {SITE}/DOCK-1")
    }
    (movement,) = tracked.walk("/movements", document=number)
    path = f"/movements/{movement['id']}/reverse"
    good(tracked.ask("manager", "POST", path, json={"reason": "wrong order"}, headers=key()))
    came(tracked, number, cup("S-1"))


def movement(kind: Any, source: str, destination: str, serial: str, **more: Any) -> Movement:
    """Of a cup, as a device tells it."""
    said = {"lot": "L1"} | more
    return Movement(
        at=now(), device="scanner", kind=kind, item="CUP", qty=Decimal(1), source=source,
        destination=destination, serial=serial, **said,
    )  # fmt: skip


def told_by_a_device(house: House, *seen: Movement) -> int:
    """How many movements were booked of it; nothing may be held."""
    with pool.connect(house.dsn) as conn:
        _, secret = agents.create(conn, SITE, "door-1")
    topic = topics.events(SITE, "door-1")
    batch = Batch(v=1, agent="door-1", epoch="01JTRACKED", seq=1, sent=now(), events=list(seen))
    applier = Applier(house.dsn)
    applied = applier.apply([Delivery(topic, codec.encode(batch, topic, secret))])
    applier.close()
    assert dict(applied.quarantined) == {}
    return applied.movements


def test_what_a_device_saw_is_booked_all_the_same_and_told(tracked: House) -> None:
    number = order(tracked, CUP="4")
    came(tracked, number, cup("S-1"))
    seen = movement("receipt", "supplier", "DOCK-1", "S-1", lot=None, document=number)
    assert told_by_a_device(tracked, seen) == 1
    alarms = {one["subject"]: one["detail"] for one in tracked.walk("/alarms") if one["kind"] == "tracking"}
    assert alarms == {
        f"{number}/CUP": "CUP came without: lot",
        f"{number}/CUP/S-1": f"CUP with serial number S-1 came, and it is in stock already, at {SITE}/DOCK-1",
    }


MISSING = "must be given: the item is tracked by "


def desk(house: House, kind: str, sku: str, source: str, destination: str, **more: Any) -> httpx.Response:
    """What a person says has happened, of one piece unless more is said."""
    body = {
        "site": SITE, "sku": sku, "kind": kind, "qty": "1", "source": source, "destination": destination,
        "reason": "as it happened",
    }  # fmt: skip
    return house.ask("manager", "POST", "/movements", json=body | more, headers=key())


def test_a_desk_says_all_that_an_item_demands_of_what_comes_in(tracked: House) -> None:
    came_in = desk(tracked, "receipt", "TEA", "supplier", "DOCK-1", qty="1.5")
    assert wrong_fields(came_in) == {
        "body.qty": "item TEA is counted with 0 decimals",
        "body.lot": MISSING + "lot",
        "body.expiry": MISSING + "day of expiry",
    }
    found = desk(tracked, "adjustment", "CUP", "loss_gain", "DOCK-1", qty="2", lot="L1")
    assert wrong_fields(found) == {"body.serial": MISSING + "serial number"}
    two = desk(tracked, "customer_return", "CUP", "customer", "DOCK-1", qty="2", lot="L1", serial="S-1")
    assert wrong_fields(two) == {"body.serial": "a serial number is one piece, not 2"}
    assert list(tracked.walk("/movements")) == []
    made = good(desk(tracked, "receipt", "TEA", "supplier", "DOCK-1", lot="L7", expiry="2027-01-31"))
    assert (made["lot"], made["serial"], made["expiry"]) == ("L7", None, "2027-01-31")


def test_a_desk_names_the_lot_and_the_piece_that_leave_and_the_lot_that_is_carried(tracked: House) -> None:
    good(desk(tracked, "receipt", "CUP", "supplier", "STORE", lot="L1", serial="S-1"))
    for kind, destination in (("shipment", "customer"), ("scrap", "scrap"), ("adjustment", "loss_gain")):
        said = wrong_fields(desk(tracked, kind, "CUP", "STORE", destination))
        assert said == {"body.lot": MISSING + "lot", "body.serial": MISSING + "serial number"}
    assert wrong_fields(desk(tracked, "move", "CUP", "STORE", "SHELF-1")) == {"body.lot": MISSING + "lot"}
    good(desk(tracked, "move", "CUP", "STORE", "SHELF-1", lot="L1"))
    good(desk(tracked, "receipt", "TEA", "supplier", "STORE", lot="L7", expiry="2027-01-31"))
    good(desk(tracked, "shipment", "TEA", "STORE", "customer", lot="L7"))
    gone = good(desk(tracked, "shipment", "CUP", "SHELF-1", "customer", lot="L1", serial="S-1"))
    assert (gone["lot"], gone["serial"]) == ("L1", "S-1")


def test_a_desk_brings_in_no_serial_number_that_is_in_stock(tracked: House) -> None:
    came(tracked, order(tracked, CUP="1"), cup("S-1"))
    again = desk(tracked, "receipt", "CUP", "supplier", "STORE", lot="L2", serial="S-1")
    assert wrong_fields(again) == {"body.serial": f"S-1 is in stock already, at {SITE}/DOCK-1"}
    good(desk(tracked, "shipment", "CUP", "DOCK-1", "customer", lot="L1", serial="S-1"))
    good(desk(tracked, "customer_return", "CUP", "customer", "STORE", lot="L1", serial="S-1"))


def test_a_piece_that_has_left_leaves_no_second_time_and_whatever_else_is_wrong_is_said_too(
    tracked: House,
) -> None:
    came(tracked, order(tracked, CUP="2"), cup("S-1"), cup("S-2"))
    gone = good(
        desk(tracked, "shipment", "CUP", "DOCK-1", "customer", lot="L1", serial="S-1", document="D-7")
    )
    left = f"S-1 has left already: to customer on D-7, {gone['occurred_at'][:10]}"
    for kind, destination in (("shipment", "customer"), ("scrap", "scrap"), ("move", "STORE")):
        again = wrong_fields(desk(tracked, kind, "CUP", "DOCK-1", destination, lot="L1", serial="S-1"))
        assert again.keys() == {"body.serial"}
        assert again["body.serial"].startswith(left)
    both = desk(
        tracked, "shipment", "CUP", "DOCK-1", "customer", serial="S-1", occurred_at="2999-01-01T00:00:00Z"
    )
    assert wrong_fields(both).keys() == {"body.serial", "body.lot", "body.occurred_at"}
    good(desk(tracked, "shipment", "CUP", "DOCK-1", "customer", lot="L1", serial="S-2"))


def test_what_a_piece_did_is_not_taken_back_once_it_has_gone_on(tracked: House) -> None:
    number = order(tracked, CUP="1")
    came(tracked, number, cup("S-1"))
    (receipt,) = tracked.walk("/movements", document=number)
    good(desk(tracked, "shipment", "CUP", "DOCK-1", "customer", lot="L1", serial="S-1"))
    path = f"/movements/{receipt['id']}/reverse"
    refused = tracked.ask("manager", "POST", path, json={"reason": "wrong order"}, headers=key())
    assert "S-1 has left already" in problem(refused, 409, "conflict")["detail"]


def test_a_piece_that_devices_saw_leave_twice_or_come_twice_is_booked_and_told(tracked: House) -> None:
    """What happened in their order is no contradiction."""
    told = told_by_a_device(
        tracked,
        movement("receipt", "supplier", "DOCK-1", "S-1"),
        movement("putaway", "DOCK-1", "SHELF-1", "S-1"),
        movement("shipment", "SHELF-1", "customer", "S-1", document="SO-8"),
        movement("customer_return", "customer", "DOCK-1", "S-1"),
        movement("receipt", "supplier", "DOCK-1", "S-2"),
        movement("customer_return", "customer", "DOCK-1", "S-2", document="R-1"),
        movement("shipment", "SHELF-1", "customer", "S-3", document="SO-9"),
        movement("shipment", "SHELF-1", "customer", "S-3", document="SO-9"),
    )
    assert told == 8
    day = now().date()
    alarms = {one["subject"]: one["detail"] for one in tracked.walk("/alarms") if one["kind"] == "tracking"}
    assert alarms == {
        "R-1/CUP/S-2": f"CUP with serial number S-2 came, and it is in stock already, at {SITE}/DOCK-1",
        "SO-9/CUP/S-3": "CUP with serial number S-3 was taken, and it has left already: to customer on SO-9, "
        f"{day}",
    }


def test_what_a_device_booked_without_its_lot_a_desk_may_put_right(tracked: House) -> None:
    """Three came without a lot, one left a shelf without: neither may stay in the books for ever."""
    tracked.receive("TEA", "3", "STORE")
    tracked.move(tracked.entry("TEA", "shipment", "1", "SHELF-1", "customer"))
    assert wrong_fields(desk(tracked, "scrap", "TEA", "STORE", "scrap", qty="4")) == {
        "body.lot": MISSING + "lot"
    }
    good(desk(tracked, "scrap", "TEA", "STORE", "scrap", qty="3"))
    back = desk(tracked, "adjustment", "TEA", "loss_gain", "SHELF-1", qty="2", expiry="2027-01-31")
    assert wrong_fields(back) == {"body.lot": MISSING + "lot"}
    good(desk(tracked, "adjustment", "TEA", "loss_gain", "SHELF-1", expiry="2027-01-31"))
    assert list(tracked.walk("/stock", sku="TEA")) == []
    problem(desk(tracked, "scrap", "TEA", "STORE", "scrap", lot="L7"), 409, "insufficient-stock")
