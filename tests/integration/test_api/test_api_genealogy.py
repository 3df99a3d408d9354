"""A lot is traced through production: to its parts' suppliers, and on to who bought what is of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.test_api.house import House, furnish, open_house
from tests.integration.test_api.inbound_world import came, furnish_dock, order, post
from tests.integration.test_api.production_world import bom, good, item, released, report, undo


@pytest.fixture(scope="module")
def house(module_database: str) -> Iterator[House]:
    """MILK of two lots, from ACME; cheese C1 is of M1, C2 of M1 and M2; pizza P1 of C2 and of flour."""
    furnish(module_database, ["MILK0", "FLOUR0"])
    with open_house(module_database) as opened:
        furnish_dock(opened)
        for sku in ("CHEESE", "PIZZA"):
            item(opened, sku)
        bom(opened, "CHEESE", {"MILK0": "10"})
        bom(opened, "PIZZA", {"CHEESE": "1", "FLOUR0": "2"}, output_qty="4")
        number = order(opened, MILK0="100", FLOUR0="10")
        came(
            opened,
            number,
            {"item": "MILK0", "qty": "15", "lot": "M1", "expiry": "2027-01-01"},
            {"item": "MILK0", "qty": "85", "lot": "M2", "expiry": "2027-02-01"},
            {"item": "FLOUR0", "qty": "10"},
        )
        for sku, qty, lot in (("MILK0", "15", "M1"), ("MILK0", "85", "M2"), ("FLOUR0", "10", "")):
            opened.move(opened.entry(sku, "putaway", qty, "DOCK-1", "STORE", lot=lot))
        yield opened


@pytest.fixture(scope="module")
def orders(house: House) -> tuple[str, str]:
    """The numbers of the orders of cheese and of pizza. Of P1, 3 were sold to Lin; of C1, 1 to Okoro."""
    cheese = released(house, "CHEESE", "4", destination="STORE")["number"]
    report(house, cheese, produced_qty="1", lot="C1")
    wrong = report(house, cheese, produced_qty="1", lot="C9")
    good(undo(house, cheese, wrong["report"]["id"]))
    report(house, cheese, produced_qty="2", lot="C2")
    pizza = released(house, "PIZZA", "4")["number"]
    taken = [{"item": "FLOUR0", "qty": "2", "source": "STORE"}]
    report(house, pizza, taken=taken)  # the dough is made the day before
    house.clock.tick(hours=12)
    taken = [{"item": "CHEESE", "qty": "1", "source": "STORE", "lot": "C2"}]
    report(house, pizza, produced_qty="4", lot="P1", taken=taken)
    for number, sku, lot, qty, customer in (
        ("S-1", "PIZZA", "P1", "3", "Lin"),
        ("S-2", "CHEESE", "C1", "1", "Okoro"),
    ):
        lines = [{"sku": sku, "qty": qty, "unit_price": "4.00"}]
        good(post(house, "/orders", "manager", number=number, customer=customer, lines=lines))
        place = "SHELF-1" if sku == "PIZZA" else "STORE"
        house.move(house.entry(sku, "shipment", qty, place, "customer", lot=lot, document=number))
    return cheese, pizza


def told(steps: list[dict[str, Any]], whom: str) -> list[tuple[Any, ...]]:
    return [
        (one["level"], one["sku"], one["lot"], one["qty"], one["order"], [d["partner"] for d in one[whom]])
        for one in steps
    ]


def test_a_bought_lot_leads_on_to_all_customers_of_what_was_made_of_it(
    house: House, orders: tuple[str, str]
) -> None:
    cheese, pizza = orders
    found = house.get("/trace", item="MILK0", lot="M1")
    assert [one["partner"] for one in found["suppliers"]] == ["ACME"]
    assert [one["document"] for one in found["others"]] == [cheese]
    assert told(found["went_into"], "customers") == [
        (1, "CHEESE", "C1", "1", cheese, ["Okoro"]),
        (1, "CHEESE", "C2", "2", cheese, []),
        (2, "PIZZA", "P1", "4", pizza, ["Lin"]),
    ]
    assert found["made_of"] == []
    # of the other lot only the later cheese was made; what was undone never was
    other = house.get("/trace", item="MILK0", lot="M2")
    assert [one["lot"] for one in other["went_into"]] == ["C2", "P1"]


def test_a_made_lot_leads_back_to_all_suppliers_of_its_parts(house: House, orders: tuple[str, str]) -> None:
    cheese, pizza = orders
    found = house.get("/trace", item="PIZZA", lot="P1")
    assert [one["partner"] for one in found["customers"]] == ["Lin"]
    assert sorted(told(found["made_of"], "suppliers")) == [
        (1, "CHEESE", "C2", "1", pizza, []),
        (1, "FLOUR0", "", "2", pizza, []),
        (2, "MILK0", "M1", "5", cheese, ["ACME"]),
        (2, "MILK0", "M2", "15", cheese, ["ACME"]),
    ]
    first = house.get("/trace", item="CHEESE", lot="C1")
    assert told(first["made_of"], "suppliers") == [(1, "MILK0", "M1", "10", cheese, ["ACME"])]
    assert first["went_into"] == []


def test_what_was_undone_was_made_of_nothing(house: House, orders: tuple[str, str]) -> None:
    found = house.get("/trace", item="CHEESE", lot="C9")
    assert (found["made_of"], found["went_into"], found["qty_left"]) == ([], [], "0")


def test_a_piece_is_traced_by_its_serial_number(house: House) -> None:
    for sku in ("CLOCK", "TOWER"):
        item(house, sku, tracking="serial")
    item(house, "HAND")
    house.receive("HAND", "4", lot="H1")
    bom(house, "CLOCK", {"HAND": "2"})
    bom(house, "TOWER", {"CLOCK": "1"})
    clocks = released(house, "CLOCK", "2", destination="STORE")["number"]
    report(house, clocks, produced_qty="2", serials=["K1", "K2"])
    tower = released(house, "TOWER", "1")["number"]
    taken = [{"item": "CLOCK", "qty": "1", "source": "STORE", "serial": "K2"}]
    report(house, tower, produced_qty="1", serials=["T1"], taken=taken)
    steps = house.get("/trace", item="HAND", lot="H1")["went_into"]
    assert [(one["level"], one["sku"], one["serial"]) for one in steps] == [
        (1, "CLOCK", "K1"),
        (1, "CLOCK", "K2"),
        (2, "TOWER", "T1"),
    ]
    back = house.get("/trace", item="TOWER", serial="T1")["made_of"]
    assert [(one["sku"], one["serial"], one["lot"]) for one in back] == [
        ("CLOCK", "K2", ""),
        ("HAND", None, "H1"),
    ]
