"""Transfers by the API: drafted, sent, received, decided on, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from hub.store import pool
from tests.integration.test_api.house import House, furnish, open_house, problem, wrong_fields
from tests.integration.test_api.purchase_world import good, key
from tests.integration.test_api.transfer_world import (
    decide,
    draft,
    furnish_other,
    line,
    receive,
    send,
    sent,
    stands,
    step,
    stock,
    stock_other,
    undecided,
    worth,
)


@pytest.fixture(scope="module")
def house(module_database: str) -> Iterator[House]:
    furnish(module_database, [f"TEA{n}" for n in range(20)])
    with open_house(module_database) as opened:
        furnish_other(opened)
        yield opened


def test_goods_go_to_another_site_and_in_between_they_are_in_transit(house: House) -> None:
    stock(house, "TEA0", "10", cost="3.00")
    stock_other(house, "TEA0", "2", cost="1.00")
    made = good(draft(house, line("TEA0", "6"), due_on="2026-03-09", note="by the lorry at noon"))
    assert (made["state"], made["content"][0]["sent_qty"]) == ("draft", "0")
    assert stands(house, "TEA0")["main/STORE"] == "10"  # a draft moves nothing

    on_its_way = good(send(house, made))
    assert on_its_way["state"] == "in_transit"
    assert stands(house, "TEA0") == {
        "main/STORE": "4", "main/in_transit": "6", "main/supplier": "-10",
        "north/N-SHELF": "2", "north/supplier": "-2",
    }  # fmt: skip
    (row,) = [r for r in house.get("/transfers/under-way")["items"] if r["number"] == made["number"]]
    assert (row["from_site"], row["to_site"], row["sku"], row["qty"]) == ("main", "north", "TEA0", "6")
    (free,) = house.get("/stock/available", sku="TEA0", site="main")["items"]
    assert (free["qty"], free["held"], free["available"]) == ("10", "6", "4")

    part = good(receive(house, made["number"], {"item": "TEA0", "qty": "4"}))
    assert (part["state"], part["content"][0]["received_qty"]) == ("partly_received", "4")
    whole = good(receive(house, made["number"], {"item": "TEA0", "qty": "2"}, location="N-SHELF"))
    assert (whole["state"], whole["differences"]) == ("closed", [])
    assert whole["ended_at"] is not None
    assert stands(house, "TEA0") == {
        "main/STORE": "4", "main/supplier": "-10", "main/other_site": "6",
        "north/N-DOCK": "4", "north/N-SHELF": "4", "north/supplier": "-2", "north/other_site": "-6",
    }  # fmt: skip
    # what it was worth there it is worth here: 4 at 3.00, and 2 at 1.00 with 6 at 3.00
    assert worth(house, "TEA0") == 10 * 3 + 2 * 1
    assert [row["unit_cost"] for row in house.get("/stock", sku="TEA0", site="north")["items"]] == [
        "2.50", "2.50",
    ]  # fmt: skip


def test_what_leaves_one_sites_books_comes_into_the_others_to_the_millionth(house: House) -> None:
    """An average of eleven sevenths has no end."""
    stock(house, "TEA19", "3", cost="1.00")
    stock(house, "TEA19", "4", cost="2.00")
    number = sent(house, line("TEA19", "5"))
    for qty in ("2", "1", "2"):
        good(receive(house, number, {"item": "TEA19", "qty": qty}))
    with pool.connect(house.dsn) as conn:
        values = conn.execute(
            "select c.value from item_cost c join item i on i.id = c.item_id where i.sku = 'TEA19'"
        ).fetchall()
    assert len(values) == 2
    assert sum(value for (value,) in values) == 11


def test_goods_go_from_place_to_place_of_one_site(house: House) -> None:
    stock(house, "TEA1", "5", lot="L1")
    number = sent(house, line("TEA1", "5", lot="L1"), to="main", to_place="SHELF-1")
    assert stands(house, "TEA1") == {"main/in_transit": "5", "main/supplier": "-5"}
    # who scans no lot brings those that were sent; the place is the transfer's
    done = good(receive(house, number, {"item": "TEA1", "qty": "5"}, location=None))
    assert done["state"] == "closed"
    (row,) = house.get("/stock", sku="TEA1")["items"]
    assert (row["location"], row["lot"], row["qty"]) == ("SHELF-1", "L1", "5")


def test_everything_that_is_wrong_with_a_transfer_is_said_at_once(house: House) -> None:
    answer = draft(
        house, line("NONE", "1"), line("TEA2", "0.5"), line("TEA2", "1", "customer"), to="far",
        to_place="nowhere",
    )  # fmt: skip
    assert set(wrong_fields(answer)) == {
        "body.to_site", "body.to_place", "body.lines.0.item", "body.lines.1.qty", "body.lines.2.source",
    }  # fmt: skip
    assert set(wrong_fields(draft(house, line("TEA2", "1"), to="moon"))) == {"body.to_site"}


def test_a_draft_is_changed_and_cancelled_and_what_was_sent_is_not(house: House) -> None:
    stock(house, "TEA3", "9")
    made = good(draft(house, line("TEA3", "6")))
    path = f"/transfers/{made['number']}"
    seen = {"If-Match": str(made["version"])}
    changed = good(house.ask("operator", "PATCH", path, json={"lines": [line("TEA3", "2")]}, headers=seen))
    assert [one["qty"] for one in changed["content"]] == ["2"]
    problem(house.ask("operator", "PATCH", path, json={"note": "late"}, headers=seen), 412, "stale")
    problem(send(house, made), 412, "stale")  # not what he saw
    problem(receive(house, made["number"], {"item": "TEA3", "qty": "2"}), 409, "conflict")
    problem(step(house, made["number"], "take-back"), 409, "conflict")

    good(send(house, changed))
    now = house.get(path)
    seen = {"If-Match": str(now["version"])}
    problem(house.ask("operator", "PATCH", path, json={"note": "late"}, headers=seen), 409, "conflict")
    assert "take back" in problem(step(house, made["number"], "cancel"), 409, "conflict")["detail"]

    given_up = good(draft(house, line("TEA3", "6")))
    assert good(step(house, given_up["number"], "cancel"))["state"] == "cancelled"
    problem(send(house, house.get(f"/transfers/{given_up['number']}")), 409, "conflict")
    assert stands(house, "TEA3")["main/STORE"] == "7"


def test_what_is_under_way_is_taken_back_to_where_it_came_from(house: House) -> None:
    stock(house, "TEA4", "9")
    number = sent(house, line("TEA4", "6"))
    back = good(step(house, number, "take-back"))
    assert (back["state"], back["content"][0]["back_qty"]) == ("cancelled", "6")
    assert stands(house, "TEA4") == {"main/STORE": "9", "main/supplier": "-9"}
    problem(step(house, number, "take-back"), 409, "conflict")

    number = sent(house, line("TEA4", "6"))
    good(receive(house, number, {"item": "TEA4", "qty": "2"}))
    assert good(step(house, number, "take-back"))["state"] == "closed"
    assert stands(house, "TEA4")["main/STORE"] == "7"


def test_what_comes_after_it_was_taken_back_is_booked_and_asked_about(house: House) -> None:
    """Physics first: the lorry had left, whatever the sender thought."""
    stock(house, "TEA5", "9")
    number = sent(house, line("TEA5", "6"))
    good(step(house, number, "take-back"))
    body = {
        "site": "north",
        "document": number,
        "location": "N-DOCK",
        "lines": [{"item": "TEA5", "qty": "6"}],
    }
    good(house.ask("operator", "POST", "/receipts", json=body, headers=key()))
    assert house.get(f"/transfers/{number}")["state"] == "received"
    good(decide(house, undecided(house, number)["TEA5", "over"], "sent_more"))
    assert house.get(f"/transfers/{number}")["state"] == "closed"
    assert stands(house, "TEA5") == {
        "main/STORE": "3", "main/supplier": "-9", "main/other_site": "6",
        "north/N-DOCK": "6", "north/other_site": "-6",
    }  # fmt: skip


def test_what_is_short_is_lost_or_was_never_sent(house: House) -> None:
    stock(house, "TEA6", "10")
    number = sent(house, line("TEA6", "10"))
    assert good(receive(house, number, {"item": "TEA6", "qty": "7"}))["undecided"] == 0  # more may come
    assert good(receive(house, number, complete=True))["state"] == "received"
    short = undecided(house, number)["TEA6", "short"]
    assert (short["qty"], short["location"]) == ("3", None)
    good(decide(house, short, "lost", qty="1"))
    rest = undecided(house, number)["TEA6", "short"]
    assert rest["qty"] == "2"
    problem(decide(house, rest, "scrap"), 422, "validation")
    problem(decide(house, rest, "lost", qty="3"), 422, "validation")
    good(decide(house, rest, "take_back"))
    problem(decide(house, rest, "lost"), 409, "conflict")
    assert house.get(f"/transfers/{number}")["state"] == "closed"
    assert stands(house, "TEA6") == {
        "main/STORE": "2", "main/supplier": "-10", "main/loss_gain": "1", "main/other_site": "7",
        "north/N-DOCK": "7", "north/other_site": "-7",
    }  # fmt: skip


def test_what_was_short_and_comes_later_need_not_be_decided(house: House) -> None:
    stock(house, "TEA7", "10")
    number = sent(house, line("TEA7", "10"))
    good(receive(house, number, {"item": "TEA7", "qty": "7"}, complete=True))
    assert undecided(house, number)["TEA7", "short"]["qty"] == "3"
    done = good(receive(house, number, {"item": "TEA7", "qty": "3"}))
    assert (done["state"], done["differences"]) == ("closed", [])


@pytest.mark.parametrize(
    ("sku", "decision", "left"),
    [
        ("TEA8", "sent_more", {"main/STORE": "4", "main/other_site": "6"}),
        ("TEA9", "found", {"main/STORE": "5", "main/other_site": "6", "main/loss_gain": "-1"}),
        ("TEA10", "miscounted", {"main/STORE": "5", "main/other_site": "5"}),
    ],
)
def test_what_is_over_is_booked_and_somebody_says_where_it_came_from(
    house: House, sku: str, decision: str, left: dict[str, str]
) -> None:
    stock(house, sku, "10")
    number = sent(house, line(sku, "5"))
    came = good(receive(house, number, {"item": sku, "qty": "6"}))
    assert came["state"] == "received"
    over = undecided(house, number)[sku, "over"]
    assert (over["qty"], over["location"], over["to_site"]) == ("1", "N-DOCK", "north")
    good(decide(house, over, decision))
    assert house.get(f"/transfers/{number}")["state"] == "closed"
    found = stands(house, sku)
    assert {place: qty for place, qty in found.items() if place in left} == left
    # what the one site gave the other has
    assert found["north/N-DOCK"] == found["main/other_site"]
    assert Decimal(found["north/other_site"]) == -Decimal(found["main/other_site"])


def test_an_item_that_was_not_sent_is_over_too(house: House) -> None:
    stock(house, "TEA11", "10")
    stock(house, "TEA12", "10")
    number = sent(house, line("TEA11", "5"))
    good(receive(house, number, {"item": "TEA12", "qty": "5"}, complete=True))
    open_ = undecided(house, number)
    assert set(open_) == {("TEA12", "over"), ("TEA11", "short")}
    good(decide(house, open_["TEA12", "over"], "sent_more"))
    good(decide(house, open_["TEA11", "short"], "take_back"))
    assert house.get(f"/transfers/{number}")["state"] == "closed"
    assert (stands(house, "TEA11")["main/STORE"], stands(house, "TEA12")["main/STORE"]) == ("10", "5")


def test_what_comes_damaged_waits_where_damaged_goods_stand(house: House) -> None:
    stock(house, "TEA13", "10")
    number = sent(house, line("TEA13", "5"))
    lines = [{"item": "TEA13", "qty": "3"}, {"item": "TEA13", "qty": "2", "damaged": True}]
    assert good(receive(house, number, *lines))["state"] == "received"
    assert stands(house, "TEA13")["north/N-BROKEN"] == "2"
    good(decide(house, undecided(house, number)["TEA13", "damaged"], "keep", qty="1", place="N-SHELF"))
    good(decide(house, undecided(house, number)["TEA13", "damaged"], "scrap"))
    found = stands(house, "TEA13")
    assert (found["north/N-SHELF"], found["north/scrap"]) == ("1", "1")
    assert house.get(f"/transfers/{number}")["state"] == "closed"


def test_what_is_not_there_or_is_reserved_is_not_sent(house: House) -> None:
    stock(house, "TEA14", "10")
    problem(send(house, good(draft(house, line("TEA14", "11")))), 409, "insufficient-stock")
    body = {"site": "main", "document": "SO-14", "lines": [{"sku": "TEA14", "qty": "8"}]}
    good(house.ask("operator", "POST", "/reservations", json=body, headers=key()))
    refused = problem(send(house, good(draft(house, line("TEA14", "3")))), 409, "insufficient-stock")
    assert (refused["available"], refused["requested"]) == ("2", "3")
    assert "reserved" in refused["detail"]
    good(send(house, good(draft(house, line("TEA14", "2")))))


def test_a_step_that_is_sent_again_moves_nothing_again(house: House) -> None:
    stock(house, "TEA15", "10")
    made = good(draft(house, line("TEA15", "5")))
    header = key()
    assert good(send(house, made, **header)) == good(send(house, made, **header))
    path, body = f"/transfers/{made['number']}/receive", {
        "location": "N-DOCK", "lines": [{"item": "TEA15", "qty": "5"}],
    }  # fmt: skip
    for _ in range(2):
        good(house.ask("operator", "POST", path, json=body, headers=header | {"Idempotency-Key": "once"}))
    assert stands(house, "TEA15")["north/N-DOCK"] == "5"


def test_a_leg_of_a_transfer_is_not_reversed_behind_its_back(house: House) -> None:
    stock(house, "TEA16", "10")
    number = sent(house, line("TEA16", "5"))
    (row,) = house.get("/movements", document=number, kind="transfer")["items"]
    answer = house.ask(
        "manager", "POST", f"/movements/{row['id']}/reverse", json={"reason": "wrong"}, headers=key()
    )
    assert number in problem(answer, 409, "conflict")["detail"]
    body = {
        "site": "main", "sku": "TEA16", "kind": "adjustment", "qty": "1", "source": "in_transit",
        "destination": "loss_gain", "reason": "fell off the lorry",
    }  # fmt: skip
    lost = house.ask("manager", "POST", "/movements", json=body, headers=key())
    assert set(wrong_fields(lost)) == {"body.source"}
    back = {
        "site": "main",
        "reason": "broken",
        "lines": [{"item": "TEA16", "qty": "1", "source": "in_transit"}],
    }
    sent_back = house.ask("manager", "POST", "/supplier-returns", json=back, headers=key())
    assert set(wrong_fields(sent_back)) == {"body.lines.0.source"}


def test_a_lot_that_was_sent_to_another_site_is_traced_there_and_came_once(house: House) -> None:
    stock(house, "TEA18", "10", lot="L1")
    number = sent(house, line("TEA18", "6", lot="L1"))
    good(receive(house, number, {"item": "TEA18", "qty": "6"}))
    found = house.get("/trace", item="TEA18", lot="L1")
    assert (found["qty_in"], found["qty_out"], found["qty_left"]) == ("10", "0", "10")
    between = [(row["site"], row["document"], row["qty_in"], row["qty_out"]) for row in found["others"]]
    assert between == [("main", number, "0", "6"), ("north", number, "6", "0")]
    assert {row["location"]: row["qty_left"] for row in found["places"]} == {
        "STORE": "4", "in_transit": "0", "N-DOCK": "6",
    }  # fmt: skip


def test_transfers_are_listed_by_site_and_state(house: House) -> None:
    stock(house, "TEA17", "10")
    number = sent(house, line("TEA17", "1"))

    def numbers(**query: str) -> list[str]:
        return [row["number"] for row in house.walk("/transfers", limit=3, **query)]

    assert number in numbers(open="true")
    assert number in numbers(site="north", state="in_transit")
    assert number not in numbers(from_site="north")
    good(receive(house, number, {"item": "TEA17", "qty": "1"}))
    assert number not in numbers(open="true")
    assert number in numbers(to_site="north", state="closed")
