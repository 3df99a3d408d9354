"""Goods in by the API: announced, received, decided on, put away, held, sent back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hub.store import pool
from tests.integration.test_api.house import House, furnish, open_house, problem, wrong_fields
from tests.integration.test_api.inbound_world import (
    announce,
    came,
    decide,
    furnish_dock,
    order,
    package,
    post,
    receive,
    stands,
    undecided,
)
from tests.integration.test_api.purchase_world import good


@pytest.fixture(scope="module")
def built(module_database: str) -> Iterator[House]:
    furnish(module_database, [f"{sku}{n}" for sku in ("TEA", "CUP") for n in range(12)])
    with open_house(module_database) as opened:
        furnish_dock(opened)
        yield opened


@pytest.fixture
def house(built: House) -> House:
    return built


def test_a_package_that_was_announced_is_received_whole(house: House) -> None:
    number = order(house, TEA0="10", CUP0="4")
    lines = [{"item": "TEA0", "qty": "10", "lot": "L7", "expiry": "2027-01-31"}, {"item": "CUP0", "qty": "4"}]
    notice = good(announce(house, number, (package(1), lines), due_on="2026-03-06"))
    assert (notice["state"], notice["supplier"], notice["packages"]) == ("announced", "ACME", 1)
    assert house.get(f"/packages/{package(1)}")["order"] == number
    (due,) = [row for row in house.get("/receipts/due", site="main")["items"] if row["number"] == number]
    assert (due["lines"], due["packages_underway"]) == (2, 1)

    made = came(house, number, packages=[package(1)])
    assert (len(made["movements"]), made["exceptions"]) == (2, [])
    assert stands(house, "TEA0") == {"DOCK-1": "10", "supplier": "-10"}
    movement = house.get(f"/movements/{made['movements'][0]}")
    assert (movement["lot"], movement["expiry"], movement["unit_cost"]) == ("L7", "2027-01-31", "2.00")
    assert movement["evidence"]["sscc"] == package(1)
    notice = house.get(f"/ship-notices/{notice['id']}")
    assert (notice["state"], notice["content"][0]["state"]) == ("arrived", "arrived")
    assert house.get(f"/purchase-orders/{number}")["state"] == "received"

    again = receive(house, number, packages=[package(1)])
    assert wrong_fields(again) == {"body.packages.0": "has arrived already"}


def test_everything_that_is_wrong_with_a_notice_is_said_at_once(house: House) -> None:
    number = order(house, TEA1="10")
    lines = [{"item": "TEA1", "qty": "1"}]
    answer = announce(
        house, number, ("123", lines), (package(2), [{"item": "NONE", "qty": "1"}]), (package(2), lines)
    )
    assert wrong_fields(answer) == {
        "body.packages.0.sscc": "an SSCC has 18 digits, this has 3",
        "body.packages.1.lines.0.item": "the code 'NONE' stands for no item",
        "body.packages.2.sscc": "stands twice in this notice",
    }
    good(announce(house, number, (package(3), lines)))
    problem(announce(house, number, (package(4), lines)), 409, "conflict")  # the same number again
    taken = problem(announce(house, number, (package(3), lines), number="other"), 409, "conflict")
    assert package(3) in taken["detail"]


def test_a_notice_that_is_ended_frees_its_numbers(house: House) -> None:
    number = order(house, TEA2="10")
    lines = [{"item": "TEA2", "qty": "1"}]
    notice = good(announce(house, number, (package(5), lines)))
    ended = house.ask("operator", "POST", f"/ship-notices/{notice['id']}/end", json={"state": "cancelled"})
    assert good(ended)["state"] == "cancelled"
    good(announce(house, number, (package(5), lines), number="again"))


def test_what_is_short_and_over_waits_for_a_decision_and_follows_what_comes(house: House) -> None:
    number = order(house, TEA3="10", CUP3="5")
    came(house, number, {"item": "TEA3", "qty": "7"}, {"item": "CUP3", "qty": "6"})
    found = undecided(house, number)
    assert {key: row["qty"] for key, row in found.items()} == {("TEA3", "short"): "3", ("CUP3", "over"): "1"}
    assert found["CUP3", "over"]["location"] == "DOCK-1"
    # the rest comes after all: nobody has to decide on it any more
    came(house, number, {"item": "TEA3", "qty": "3"})
    assert set(undecided(house, number)) == {("CUP3", "over")}
    decided = good(decide(house, found["CUP3", "over"], "return"))
    assert (decided["decision"], decided["decided_by"]) == ("return", "manager")
    assert undecided(house, number) == {}
    assert stands(house, "CUP3") == {"DOCK-1": "5", "supplier": "-5"}
    # it is decided, and stays so when more comes
    came(house, number, {"item": "CUP3", "qty": "2"})
    assert {key: row["qty"] for key, row in undecided(house, number).items()} == {("CUP3", "over"): "2"}
    problem(decide(house, found["CUP3", "over"], "accept"), 409, "conflict")


def test_a_part_can_be_decided_on_and_nonsense_cannot(house: House) -> None:
    number = order(house, TEA4="10")
    came(house, number, {"item": "TEA4", "qty": "6"})
    short = undecided(house, number)["TEA4", "short"]
    assert "accept or claim" in problem(decide(house, short, "scrap"), 422, "validation")["detail"]
    good(decide(house, short, "claim", qty="1"))
    left = undecided(house, number)["TEA4", "short"]
    assert left["qty"] == "3"
    good(decide(house, left, "accept"))
    assert undecided(house, number) == {}
    problem(house.ask("operator", "POST", f"/receipt-exceptions/{left['id']}/decision",
                      json={"decision": "accept", "reason": "so"}), 403, "forbidden")  # fmt: skip


def test_what_was_not_ordered_is_booked_and_asked_about(house: House) -> None:
    number = order(house, TEA5="2")
    came(house, number, {"item": "TEA5", "qty": "2"}, {"item": "CUP5", "qty": "3"})
    wrong = undecided(house, number)["CUP5", "wrong_item"]
    assert (wrong["qty"], stands(house, "CUP5")) == ("3", {"DOCK-1": "3", "supplier": "-3"})
    good(decide(house, wrong, "scrap"))
    assert stands(house, "CUP5") == {"scrap": "3", "supplier": "-3"}


def test_damaged_goods_stand_apart_are_not_available_and_are_decided_on(house: House) -> None:
    number = order(house, TEA6="10")
    came(house, number, {"item": "TEA6", "qty": "8"}, {"item": "TEA6", "qty": "2", "damaged": True})
    assert stands(house, "TEA6") == {"BROKEN": "2", "DOCK-1": "8", "supplier": "-10"}
    assert available(house, "TEA6") == ("10", "2", "8")
    damaged = undecided(house, number)["TEA6", "damaged"]
    assert damaged["location"] == "BROKEN"
    good(decide(house, damaged, "return", qty="1"))
    left = undecided(house, number)["TEA6", "damaged"]
    good(decide(house, left, "accept", place="SHELF-1"))
    assert stands(house, "TEA6") == {"DOCK-1": "8", "SHELF-1": "1", "supplier": "-9"}
    (paper,) = [row for row in house.walk("/supplier-returns") if row["order"] == number]
    (line,) = house.get(f"/supplier-returns/{paper['number']}")["lines"]
    assert (line["sku"], line["qty"], paper["supplier"]) == ("TEA6", "1", "ACME")


def available(house: House, sku: str) -> tuple[str, str, str]:
    (row,) = house.get("/stock/available", sku=sku)["items"]
    return row["qty"], row["held"], row["available"]


def test_what_is_not_free_is_told_apart(house: House) -> None:
    number = order(house, CUP6="10")
    came(house, number, {"item": "CUP6", "qty": "7"}, {"item": "CUP6", "qty": "3", "damaged": True})
    good(post(house, "/holds", sku="CUP6", qty="2", source="DOCK-1", reason="to be looked at"))
    good(post(house, "/reservations", document="SO-6", lines=[{"sku": "CUP6", "qty": "4"}]))
    (row,) = house.get("/stock/available", sku="CUP6")["items"]
    told = {name: row[name] for name in ("qty", "on_hold", "damaged", "in_transit", "reserved", "available")}
    assert told == {
        "qty": "10",
        "on_hold": "2",
        "damaged": "3",
        "in_transit": "0",
        "reserved": "4",
        "available": "1",
    }
    assert row["held"] == "5"


def test_what_is_on_hold_cannot_be_promised_until_it_is_released(house: House) -> None:
    house.receive("TEA7", "10", "STORE")
    held = good(post(house, "/holds", sku="TEA7", qty="6", source="STORE", reason="smells of smoke"))
    assert held["destination"] == "HOLD"
    assert available(house, "TEA7") == ("10", "6", "4")
    (row,) = [row for row in house.get("/holds", site="main")["items"] if row["sku"] == "TEA7"]
    assert (row["qty"], row["reason"], row["kind"]) == ("6", "smells of smoke", "hold")
    wanted = {"document": "SO-7", "lines": [{"sku": "TEA7", "qty": "5"}]}
    short = problem(post(house, "/reservations", **wanted), 409, "insufficient-stock")
    assert short["short"] == [{"sku": "TEA7", "available": "4", "requested": "5"}]

    release = {
        "sku": "TEA7",
        "qty": "6",
        "source": "HOLD",
        "destination": "STORE",
        "reason": "it was the lorry",
    }
    problem(post(house, "/holds/release", **release), 403, "forbidden")
    too_many = post(house, "/holds/release", "manager", **(release | {"qty": "7"}))
    assert problem(too_many, 409, "insufficient-stock")["available"] == "6"
    good(post(house, "/holds/release", "manager", **release))
    assert available(house, "TEA7") == ("10", "0", "10")
    good(post(house, "/reservations", **wanted))


def test_goods_at_the_dock_are_put_where_their_like_stands_or_a_reason_is_given(house: House) -> None:
    house.receive("TEA8", "2", "SHELF-1")
    number = order(house, TEA8="10")
    came(house, number, {"item": "TEA8", "qty": "10", "lot": "L1"})
    (task,) = [row for row in house.get("/putaway", site="main")["items"] if row["sku"] == "TEA8"]
    assert (task["location"], task["lot"], task["qty"]) == ("DOCK-1", "L1", "10")
    assert (task["suggested"], task["why"]) == ("SHELF-1", "same_item")
    body = {"sku": "TEA8", "lot": "L1", "qty": "4", "source": "DOCK-1"}
    refused = problem(post(house, "/putaway", **body, destination="STORE"), 409, "conflict")
    assert refused["suggested"] == "SHELF-1"
    why = {"override_reason": "the shelf is full"}
    done = good(post(house, "/putaway", **body, destination="STORE", **why))
    assert done["overridden"]
    assert house.get(f"/movements/{done['movement_id']}")["evidence"]["override"] == "the shelf is full"
    good(post(house, "/putaway", **(body | {"qty": "6"}), destination="SHELF-1"))
    assert stands(house, "TEA8") == {"SHELF-1": "8", "STORE": "4", "supplier": "-12"}
    problem(post(house, "/putaway", **body, destination="SHELF-1"), 409, "insufficient-stock")


def test_the_items_own_place_comes_before_any_other(house: House) -> None:
    with pool.connect(house.dsn) as conn:
        conn.execute(
            "insert into item_place (item_id, location_id, max_qty) select i.id, l.id, 3 "
            "from item i, location l where i.sku = 'CUP8' and l.code = 'STORE'"
        )
    came(house, order(house, CUP8="5"), {"item": "CUP8", "qty": "5"})
    (task,) = [row for row in house.get("/putaway", site="main")["items"] if row["sku"] == "CUP8"]
    assert (task["suggested"], task["suggested_qty"], task["why"]) == ("STORE", "3", "fixed")


def test_goods_go_back_to_their_supplier_with_a_paper(house: House) -> None:
    number = order(house, TEA9="10")
    came(house, number, {"item": "TEA9", "qty": "10"})
    lines = [{"item": "TEA9", "qty": "4", "source": "DOCK-1"}]
    paper = good(
        post(house, "/supplier-returns", "manager", order=number, reason="wrong colour", lines=lines)
    )
    assert (paper["supplier"], paper["lines"][0]["qty"]) == ("ACME", "4")
    (movement,) = house.walk("/movements", document=paper["number"])
    assert (movement["kind"], movement["destination"]) == ("supplier_return", "supplier")
    lines[0]["qty"] = "7"
    again = post(house, "/supplier-returns", "manager", order=number, reason="wrong colour", lines=lines)
    problem(again, 409, "conflict")  # six of them are left of what came on it
    of_none = post(house, "/supplier-returns", "manager", reason="wrong colour", lines=lines)
    problem(of_none, 409, "insufficient-stock")
    assert len(list(house.walk("/supplier-returns"))) == len(
        {r["number"] for r in house.walk("/supplier-returns")}
    )


def test_dock_to_stock_runs_from_the_first_read_until_it_can_be_picked(house: House) -> None:
    day = str(house.clock.now.date())
    before = house.get("/dock-to-stock", **{"from": day, "to": day, "site": "main"})
    number = order(house, CUP9="3")
    first = house.clock.now.isoformat()
    house.clock.tick(minutes=10)
    came(house, number, {"item": "CUP9", "qty": "3"}, first_read_at=first)
    house.clock.tick(minutes=20)
    good(post(house, "/putaway", sku="CUP9", qty="3", source="DOCK-1", destination="SHELF-1",
              override_reason="to have it near"))  # fmt: skip
    found = house.get("/dock-to-stock", **{"from": day, "to": day, "site": "main"})
    assert found["all"]["receipts"] == before["all"]["receipts"] + 1
    assert found["all"]["p95_s"] == 1800
    assert {row["supplier"] for row in found["by_supplier"]} >= {"ACME"}
    assert [row["day"] for row in found["by_day"]] == [day]


def test_a_site_may_receive_blind(house: House) -> None:
    assert house.get("/receiving/main") == {"site": "main", "blind": False}
    blind = house.ask("manager", "PUT", "/receiving/main", json={"blind": True})
    assert blind.json() == {"site": "main", "blind": True}
    number = order(house, CUP7="3")
    came(house, number, {"item": "CUP7", "qty": "3"})
    (row,) = house.walk("/receipts", document=number)
    assert (row["blind"], row["supplier"], row["operator"]) == (True, "ACME", "operator")
    assert row["closed_at"] is not None
    house.ask("manager", "PUT", "/receiving/main", json={"blind": False})
