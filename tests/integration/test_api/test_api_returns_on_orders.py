"""Goods of an order that go back to the supplier: replaced, or credited."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.test_api.house import House, problem
from tests.integration.test_api.inbound_world import came, decide, furnish_dock, order, post, undecided
from tests.integration.test_api.purchase_world import good


@pytest.fixture
def number(house: House) -> str:
    """Ten tea and four cups were ordered, and have come."""
    furnish_dock(house)
    made = order(house, TEA="10", CUP="4")
    came(house, made, {"item": "TEA", "qty": "10"}, {"item": "CUP", "qty": "4"})
    return made


def send_back(house: House, number: str, qty: str, **more: Any) -> httpx.Response:
    lines = [{"item": "TEA", "qty": qty, "source": "DOCK-1"}]
    return post(house, "/supplier-returns", "manager", order=number, reason="stale", lines=lines, **more)


def tea(house: House, number: str) -> tuple[str, str, str]:
    """The order's state, how much of the tea is ordered and has come."""
    found = house.get(f"/purchase-orders/{number}")
    (line,) = [line for line in found["lines"] if line["sku"] == "TEA"]
    return found["state"], line["qty"], line["received_qty"]


def test_what_is_to_be_replaced_is_open_again_and_may_come_again(house: House, number: str) -> None:
    assert tea(house, number) == ("received", "10", "10")
    made = good(send_back(house, number, "3"))
    assert (made["settlement"], [line["qty"] for line in made["lines"]]) == ("replace", ["3"])
    assert tea(house, number) == ("partly_received", "10", "7")
    (due,) = house.get("/receipts/due")["items"]
    assert (due["number"], due["lines_received"], due["lines"]) == (number, 1, 2)
    came(house, number, {"item": "TEA", "qty": "3"})
    assert tea(house, number) == ("received", "10", "10")
    assert undecided(house, number) == {}


def test_what_is_credited_lowers_the_order_on_record(house: House, number: str) -> None:
    good(send_back(house, number, "3", settlement="credit"))
    assert tea(house, number) == ("received", "7", "7")
    (event,) = [e for e in house.walk(f"/purchase-orders/{number}/history") if e["kind"] == "returned"]
    assert (event["before"]["lines"]["1"]["qty"], event["after"]["lines"]["1"]["qty"]) == ("10", "7")
    assert "stale" in event["reason"]
    good(send_back(house, number, "7", settlement="credit"))
    assert tea(house, number) == ("received", "0", "0")


def test_more_than_has_come_does_not_go_back_and_a_closed_order_takes_no_replacement(
    house: House, number: str
) -> None:
    assert "1 TEA" in problem(send_back(house, number, "11"), 409, "conflict")["detail"]
    found = house.get(f"/purchase-orders/{number}")
    seen = {"If-Match": str(found["version"])}
    good(
        house.ask(
            "manager", "POST", f"/purchase-orders/{number}/close", json={"reason": "done"}, headers=seen
        )
    )
    problem(send_back(house, number, "1"), 409, "conflict")
    good(send_back(house, number, "1", settlement="credit"))
    assert tea(house, number) == ("closed", "9", "9")


def test_a_decision_to_send_back_says_how_it_is_settled(house: House, number: str) -> None:
    came(house, number, {"item": "TEA", "qty": "2"}, {"item": "CUP", "qty": "1", "damaged": True})
    over = undecided(house, number)
    good(decide(house, over["TEA", "over"], "return"))
    # what was too much goes first: nothing is to be replaced
    assert tea(house, number) == ("received", "10", "10")
    good(decide(house, over["CUP", "damaged"], "return", settlement="credit"))
    assert house.get(f"/purchase-orders/{number}")["state"] == "received"
    assert list(undecided(house, number)) in ([], [("CUP", "over")])
