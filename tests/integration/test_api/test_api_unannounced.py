"""Goods that came without an order: booked all the same, asked about, put onto an order once it is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hub.store import items, pool
from tests.integration.test_api.house import House, furnish, open_house, problem, wrong_fields
from tests.integration.test_api.inbound_world import (
    came,
    decide,
    furnish_dock,
    order,
    post,
    receive,
    stands,
    undecided,
)
from tests.integration.test_api.purchase_world import good, key


@pytest.fixture(scope="module")
def dock(module_database: str) -> Iterator[House]:
    """One for all: each test has items of its own."""
    furnish(module_database, [f"{sku}{n}" for sku in ("TEA", "CUP") for n in range(6)])
    with open_house(module_database) as opened:
        furnish_dock(opened)
        yield opened


def lines_of(house: House, number: str) -> dict[str, str]:
    return {row["sku"]: row["received_qty"] for row in house.get(f"/purchase-orders/{number}")["lines"]}


def test_what_nobody_ordered_is_booked_and_asked_about(dock: House) -> None:
    body = {
        "site": "main",
        "location": "DOCK-1",
        "lines": [{"item": "TEA0", "qty": "5"}, {"item": "CUP0", "qty": "2"}],
    }
    made = good(dock.ask("operator", "POST", "/receipts", json=body, headers=key()))
    assert made["document"].startswith("UD-")
    assert stands(dock, "TEA0") == {"DOCK-1": "5", "supplier": "-5"}
    asked = undecided(dock, made["document"])
    assert {sku_kind: row["qty"] for sku_kind, row in asked.items()} == {
        ("TEA0", "unannounced"): "5",
        ("CUP0", "unannounced"): "2",
    }
    tea = asked["TEA0", "unannounced"]
    assert (tea["location"], tea["supplier"], tea["decision"]) == ("DOCK-1", None, None)
    # it can be kept, and no supplier owes anything for it
    problem(decide(dock, tea, "claim"), 422, "validation")
    assert good(decide(dock, tea, "accept"))["decision"] == "accept"
    assert stands(dock, "TEA0") == {"DOCK-1": "5", "supplier": "-5"}
    assert list(undecided(dock, made["document"])) == [("CUP0", "unannounced")]


def test_more_of_the_same_delivery_is_one_question(dock: House) -> None:
    for qty in ("5", "3"):
        came(dock, "UD-7", {"item": "TEA1", "qty": qty}, supplier="ACME")
    (row,) = undecided(dock, "UD-7").values()
    assert (row["qty"], row["supplier"]) == ("8", "ACME")
    (newer, _older) = dock.get("/movements", document="UD-7")["items"]
    back = {"reason": "scanned twice"}
    answer = dock.ask("manager", "POST", f"/movements/{newer['id']}/reverse", json=back, headers=key())
    assert answer.status_code == 201
    (row,) = undecided(dock, "UD-7").values()
    assert row["qty"] == "5"
    good(decide(dock, row, "return"))
    assert stands(dock, "TEA1") == {}
    (paper,) = dock.walk("/supplier-returns")
    assert paper["supplier"] == "ACME"


def test_goods_are_put_onto_the_order_that_they_belong_to(dock: House) -> None:
    """After they were put away: nothing moves, the order has them, at its price, by the day they came."""
    came(dock, "UD-8", {"item": "TEA2", "qty": "12", "lot": "L1"})
    moved = {"sku": "TEA2", "qty": "12", "lot": "L1", "source": "DOCK-1", "destination": "SHELF-1"}
    good(post(dock, "/putaway", **moved))
    number = order(dock, TEA2="10", CUP2="4")
    before = stands(dock, "TEA2")
    dock.clock.tick(days=3)
    (row,) = undecided(dock, "UD-8").values()
    decided = good(decide(dock, row, "match", order=number))
    assert (decided["decision"], decided["qty"]) == ("match", "12")
    assert stands(dock, "TEA2") == before == {"SHELF-1": "12", "supplier": "-12"}
    assert lines_of(dock, number) == {"TEA2": "12", "CUP2": "0"}
    assert undecided(dock, "UD-8") == {}
    assert undecided(dock, number)["TEA2", "over"]["qty"] == "2"
    assert dock.get("/stock", sku="TEA2")["items"][0]["unit_cost"] == "2.00"
    (receipt,) = dock.get("/movements", document=number, kind="receipt")["items"]
    assert (receipt["lot"], receipt["id"]) == ("L1", decided["movement_id"])
    assert receipt["occurred_at"] == dock.get("/movements", document="UD-8")["items"][-1]["occurred_at"]
    problem(decide(dock, row, "match", order=number), 409, "conflict")


def test_a_piece_stands_where_it_stood_when_it_is_put_onto_an_order(dock: House) -> None:
    with pool.connect(dock.dsn) as conn:
        items.update(conn, "CUP0", {"tracking": "serial"})
    came(dock, "UD-11", {"item": "CUP0", "qty": "1", "serial": "S-1"})
    (row,) = undecided(dock, "UD-11").values()
    good(decide(dock, row, "match", order=order(dock, CUP0="1")))
    (piece,) = dock.get("/lookup", text="S-1")["found"]
    assert [(stand["location"], stand["qty"]) for stand in piece["stands"]] == [("DOCK-1", "1")]
    # and the same piece cannot come a second time
    again = receive(dock, "UD-12", {"item": "CUP0", "qty": "1", "serial": "S-1"})
    assert "in stock" in " ".join(wrong_fields(again).values())


def test_only_an_order_that_expects_them_takes_them(dock: House) -> None:
    came(dock, "UD-9", {"item": "TEA3", "qty": "3"})
    (row,) = undecided(dock, "UD-9").values()
    other = order(dock, CUP3="4")
    for number in (None, "NOBODY", other):
        more = {} if number is None else {"order": number}
        assert list(wrong_fields(decide(dock, row, "match", **more))) == ["body.order"]
    good(decide(dock, row, "scrap", qty="1"))
    (row,) = undecided(dock, "UD-9").values()
    assert row["qty"] == "2"
    problem(decide(dock, row, "match", order=order(dock, TEA3="3")), 409, "conflict")
    assert stands(dock, "TEA3") == {"DOCK-1": "2", "scrap": "1", "supplier": "-3"}


def test_broken_goods_of_such_a_delivery_are_asked_about_as_broken(dock: House) -> None:
    came(dock, "UD-10", {"item": "TEA4", "qty": "3"}, {"item": "TEA4", "qty": "1", "damaged": True})
    assert {kind: row["qty"] for (_, kind), row in undecided(dock, "UD-10").items()} == {
        "unannounced": "3",
        "damaged": "1",
    }


def test_another_papers_number_is_no_unannounced_delivery(dock: House) -> None:
    assert came(dock, "OLD-STOCK-1", {"item": "TEA5", "qty": "3"})["exceptions"] == []
    answer = post(
        dock, "/receipts", location="DOCK-1", supplier="NOBODY", lines=[{"item": "TEA5", "qty": "1"}]
    )
    assert list(wrong_fields(answer)) == ["body.supplier"]
