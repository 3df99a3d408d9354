"""A person's correction: posted once, whatever the network does; refused where it cannot be; undone once."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.integration.test_api.house import House, problem, wrong_fields

FOUND = {
    "site": "main",
    "sku": "TEA",
    "kind": "adjustment",
    "qty": "3",
    "source": "loss_gain",
    "destination": "SHELF-1",
    "reason": "found behind the shelf",
}


@pytest.fixture
def stocked(house: House) -> Iterator[House]:
    house.receive("TEA", "10", "SHELF-1")
    yield house


def correct(house: House, role: str = "operator", key: str | None = None, **changes: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return house.ask(role, "POST", "/movements", json=FOUND | changes, headers=headers)


def on_shelf(house: House, sku: str = "TEA") -> Decimal:
    return sum((Decimal(row["qty"]) for row in house.walk("/stock", sku=sku, location="SHELF-1")), Decimal(0))


def test_what_was_found_is_in_the_stock_with_its_reason(stocked: House) -> None:
    answer = correct(stocked)
    assert answer.status_code == 201, answer.text
    movement = answer.json()
    assert movement["evidence"] == {"reason": "found behind the shelf"}
    assert (movement["user"], movement["agent"], movement["device"]) == ("operator", None, None)
    assert (movement["qty"], movement["unit_cost"], movement["value"]) == ("3", "2.50", "7.50")
    assert on_shelf(stocked) == 13
    assert stocked.get(f"/movements/{movement['id']}") == movement
    assert stocked.get("/movements", limit=1)["items"] == [movement]


def test_the_same_request_again_gets_the_same_answer_and_posts_nothing(stocked: House) -> None:
    first = correct(stocked, key="once")
    stocked.clock.tick(hours=1)
    again = correct(stocked, key="once")
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert on_shelf(stocked) == 13


def test_a_key_taken_for_another_correction_is_refused(stocked: House) -> None:
    correct(stocked, key="once")
    problem(correct(stocked, key="once", qty="4"), 422, "idempotency-key-reused")
    assert on_shelf(stocked) == 13


def test_keys_of_two_people_have_nothing_to_do_with_each_other(stocked: House) -> None:
    correct(stocked, role="operator", key="once")
    assert correct(stocked, role="manager", key="once").status_code == 201
    assert on_shelf(stocked) == 16


def test_after_an_error_the_key_is_free(stocked: House) -> None:
    assert wrong_fields(correct(stocked, key="once", sku="TAE"))
    assert correct(stocked, key="once").status_code == 201


def test_without_a_key_it_is_said_that_one_is_needed(stocked: House) -> None:
    answer = stocked.ask("operator", "POST", "/movements", json=FOUND)
    assert wrong_fields(answer) == {"header.Idempotency-Key": "Field required"}


def test_of_many_at_once_under_one_key_exactly_one_is_posted(stocked: House) -> None:
    answers: list[httpx.Response] = []
    start = threading.Barrier(8)

    def send() -> None:
        start.wait()
        answers.append(correct(stocked, key="race"))

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert [answer.status_code for answer in answers] == [201] * 8
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert on_shelf(stocked) == 13


def test_what_is_not_there_cannot_be_taken(stocked: House) -> None:
    answer = correct(stocked, kind="scrap", source="SHELF-1", destination="scrap", qty="11")
    document = problem(answer, 409, "insufficient-stock")
    assert (document["available"], document["requested"]) == ("10", "11")
    assert on_shelf(stocked) == 10
    assert stocked.get("/movements", kind="scrap")["items"] == []
    assert stocked.get("/alarms", open="true")["items"] == []


def test_of_many_who_take_the_last_ones_nobody_takes_what_is_not_there(stocked: House) -> None:
    answers: list[int] = []

    def take() -> None:
        answer = correct(stocked, kind="move", source="SHELF-1", destination="PACK-1", qty="3")
        answers.append(answer.status_code)

    takers = [threading.Thread(target=take) for _ in range(6)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert sorted(answers) == [201] * 3 + [409] * 3
    assert on_shelf(stocked) == 1


def test_a_manager_may_say_that_it_goes_below_zero_and_an_operator_may_not(stocked: House) -> None:
    lost = {"source": "SHELF-1", "destination": "loss_gain", "qty": "11", "allow_negative": True}
    problem(correct(stocked, **lost), 403, "forbidden")
    assert correct(stocked, role="manager", **lost).status_code == 201
    assert on_shelf(stocked) == -1
    (shortage,) = stocked.get("/stock/summary", site="main")["negative"]
    assert shortage == {"site": "main", "sku": "TEA", "location": "SHELF-1", "lot": "", "qty": "-1"}


def test_everything_wrong_with_a_correction_is_said_at_once(stocked: House) -> None:
    wrong = wrong_fields(
        correct(
            stocked,
            sku="TAE",
            source="NOWHERE",
            destination="SHELF-99",
            occurred_at="2026-03-06T12:00:00Z",
        )
    )
    assert wrong == {
        "body.sku": "there is no item 'TAE'",
        "body.source": "site main has no location 'NOWHERE'",
        "body.destination": "site main has no location 'SHELF-99'",
        "body.occurred_at": "lies in the future",
    }


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"qty": "0"}, "body.qty"),
        ({"qty": "-1"}, "body.qty"),
        ({"qty": "NaN"}, "body.qty"),
        ({"qty": "1e400"}, "body.qty"),
        ({"qty": "1.5"}, "body.qty"),
        ({"sku": "RICE", "qty": "1.2345"}, "body.qty"),
        ({"kind": "shipment"}, "body.kind"),
        ({"kind": "move"}, "body.kind"),
        ({"kind": "receipt"}, "body.kind"),
        ({"unit_price": "1"}, "body.unit_price"),
        ({"unit_price": "-1"}, "body.unit_price"),
        ({"kind": "scrap"}, "body.kind"),
        ({"source": "SHELF-1"}, "body.destination"),
        ({"destination": "supplier"}, "body.kind"),
        ({"reason": ""}, "body.reason"),
        ({"reason": "zero \x00 byte"}, "body.reason"),
        ({"lot": "a\x00b"}, "body.lot"),
        ({"site": "moon"}, "body.site"),
        ({"occurred_at": "2026-03-05T12:00:00"}, "body.occurred_at"),
        ({"colour": "red"}, "body.colour"),
    ],
)
def test_a_wrong_correction_is_told_where_it_is_wrong_and_posts_nothing(
    shared_house: House, changes: dict[str, Any], where: str
) -> None:
    assert list(wrong_fields(correct(shared_house, **changes))) == [where]
    assert shared_house.get("/movements")["items"] == []


def test_a_weighed_item_moves_by_the_gram(house: House) -> None:
    house.receive("RICE", "5.5", "STORE")
    answer = correct(house, sku="RICE", kind="move", source="STORE", destination="SHELF-1", qty="1.250")
    assert answer.json()["qty"] == "1.25"
    assert answer.json()["value"] == "0.00"
    assert on_shelf(house, "RICE") == Decimal("1.25")


def test_goods_are_received_at_their_cost_and_shipped_at_a_price(house: House) -> None:
    coming = {"kind": "receipt", "source": "supplier", "reason": "delivery note 7"}
    for cost, qty in (("2.00", "10"), ("4.00", "10")):
        answer = correct(house, "manager", **coming, qty=qty, unit_cost=cost)
        assert (answer.status_code, answer.json()["unit_cost"]) == (201, cost), answer.text
    leaving = {
        "kind": "shipment",
        "source": "SHELF-1",
        "destination": "customer",
        "reason": "sold at the desk",
    }
    sold = correct(house, **leaving, qty="5", unit_price="7.50").json()
    assert (sold["unit_cost"], sold["value"], sold["revenue"]) == ("3.00", "-15.00", "37.50")
    back = {"kind": "customer_return", "source": "customer", "reason": "broken handle"}
    returned = correct(house, **back, qty="1", unit_price="7.50").json()
    assert (returned["value"], returned["revenue"]) == ("3.00", "-7.50")
    assert on_shelf(house) == 16
    # without a word on its cost a receipt comes in at the item's standard cost
    assert correct(house, **coming, qty="1").json()["unit_cost"] == "2.50"


def test_a_cost_is_a_managers_word(house: House) -> None:
    coming = {"kind": "receipt", "source": "supplier", "reason": "delivery note 7"}
    assert "unit_cost" in problem(correct(house, **coming, unit_cost="1"), 403, "forbidden")["detail"]


def test_a_sales_order_is_not_shipped_past_its_station(stocked: House) -> None:
    order = {"site": "main", "number": "SO-1", "customer": "c", "lines": [{"sku": "TEA", "qty": "3"}]}
    assert stocked.ask("manager", "POST", "/orders", json=order).status_code == 201
    leaving = {"kind": "shipment", "source": "SHELF-1", "destination": "customer", "document": "SO-1"}
    assert "station" in problem(correct(stocked, **leaving), 409, "conflict")["detail"]
    assert on_shelf(stocked) == 10


def reverse(house: House, movement: int, *, key: str | None = None, role: str = "manager") -> httpx.Response:
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    path = f"/movements/{movement}/reverse"
    return house.ask(role, "POST", path, json={"reason": "scanned twice"}, headers=headers)


def test_a_movement_is_undone_by_its_way_back(stocked: House) -> None:
    mistake = correct(stocked).json()
    back = reverse(stocked, mistake["id"])
    assert back.status_code == 201, back.text
    undone = back.json()
    assert (undone["source"], undone["destination"]) == (mistake["destination"], mistake["source"])
    assert (undone["reverses"], undone["value"]) == (mistake["id"], "-7.50")
    assert undone["evidence"] == {"reason": "scanned twice"}
    assert stocked.get(f"/movements/{mistake['id']}")["reversed_by"] == undone["id"]
    assert on_shelf(stocked) == 10


def test_a_movement_is_undone_once(stocked: House) -> None:
    mistake = correct(stocked).json()["id"]
    first = reverse(stocked, mistake, key="undo")
    assert reverse(stocked, mistake, key="undo").json() == first.json()
    assert problem(reverse(stocked, mistake), 409, "conflict")["reversed_by"] == first.json()["id"]
    problem(reverse(stocked, first.json()["id"]), 409, "conflict")
    problem(reverse(stocked, 10**12), 404, "not-found")
    assert on_shelf(stocked) == 10


def test_of_two_who_undo_the_same_movement_one_does(stocked: House) -> None:
    mistake = correct(stocked).json()["id"]
    answers: list[int] = []
    undoers = [
        threading.Thread(target=lambda: answers.append(reverse(stocked, mistake).status_code))
        for _ in range(4)
    ]
    for undoer in undoers:
        undoer.start()
    for undoer in undoers:
        undoer.join()
    assert sorted(answers) == [201, 409, 409, 409]
    assert on_shelf(stocked) == 10


def test_movements_are_found_by_what_they_are(stocked: House) -> None:
    stocked.clock.tick(hours=2)
    correct(stocked, document="COUNT-7")
    stocked.receive("CUP", "4", document="PO-1")

    def found(**query: str) -> list[str]:
        return [f"{row['sku']} {row['kind']}" for row in stocked.walk("/movements", **query)]

    assert found() == ["CUP receipt", "TEA adjustment", "TEA receipt"]
    assert found(order="asc") == ["TEA receipt", "TEA adjustment", "CUP receipt"]
    assert found(sku="TEA") == ["TEA adjustment", "TEA receipt"]
    assert found(document="PO-1") == ["CUP receipt"]
    assert found(kind="adjustment", site="main") == ["TEA adjustment"]
    assert found(**{"from": "2026-03-05T13:00:00Z"}) == ["CUP receipt", "TEA adjustment"]
    assert found(**{"from": "2026-03-05", "to": "2026-03-05T13:00:00+00:00"}) == ["TEA receipt"]
    assert found(**{"to": "2026-03-05"}) == []
