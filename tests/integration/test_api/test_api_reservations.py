"""Stock is promised to a document: as much as there is, once, until it ships or is given back."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from tests.integration.test_api.house import House, problem, wrong_fields


@pytest.fixture
def stocked(house: House) -> House:
    house.receive("TEA", "10", "SHELF-1")
    house.receive("CUP", "5", "STORE")
    return house


def reserve(house: House, *lines: tuple[str, str], key: str | None = None, **changes: Any) -> httpx.Response:
    body = {"site": "main", "document": "SO-1", "lines": [{"sku": sku, "qty": qty} for sku, qty in lines]}
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return house.ask("operator", "POST", "/reservations", json=body | changes, headers=headers)


def available(house: House) -> dict[str, tuple[str, str, str]]:
    return {
        row["sku"]: (row["qty"], row["reserved"], row["available"])
        for row in house.walk("/stock/available", limit=1)
    }


def ship(house: House, qty: str, document: str = "SO-1") -> int:
    body = {"site": "main", "sku": "TEA", "kind": "shipment", "qty": qty, "source": "SHELF-1",
            "destination": "customer", "document": document, "reason": "sold"}  # fmt: skip
    answer = house.ask(
        "operator", "POST", "/movements", json=body, headers={"Idempotency-Key": str(uuid.uuid4())}
    )
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def test_what_is_reserved_is_not_available_any_more(stocked: House) -> None:
    answer = reserve(stocked, ("TEA", "4"), ("CUP", "5"), ("TEA", "1"))
    assert answer.status_code == 201, answer.text
    tea, cup = answer.json()["items"]
    assert (tea["sku"], tea["qty"], tea["open_qty"], tea["document"], tea["user"]) == (
        "TEA",
        "5",
        "5",
        "SO-1",
        "operator",
    )
    assert (cup["sku"], cup["qty"]) == ("CUP", "5")
    assert available(stocked) == {"CUP": ("5", "5", "0"), "TEA": ("10", "5", "5")}
    assert [row["id"] for row in stocked.walk("/reservations", limit=1)] == [cup["id"], tea["id"]]
    assert stocked.get("/reservations", sku="TEA", document="SO-1", site="main")["items"] == [tea]


def test_what_is_not_there_is_refused_with_every_shortage_and_nothing_is_reserved(stocked: House) -> None:
    assert reserve(stocked, ("TEA", "8")).status_code == 201
    said = problem(reserve(stocked, ("CUP", "1"), ("TEA", "3"), ("RICE", "0.5")), 409, "insufficient-stock")
    assert sorted(said["short"], key=lambda one: one["sku"]) == [
        {"sku": "RICE", "available": "0", "requested": "0.5"},
        {"sku": "TEA", "available": "2", "requested": "3"},
    ]
    assert available(stocked)["CUP"] == ("5", "0", "5")


def test_the_same_request_again_reserves_nothing_more(stocked: House) -> None:
    first, again = (reserve(stocked, ("TEA", "4"), key="once") for _ in range(2))
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert available(stocked)["TEA"] == ("10", "4", "6")
    problem(reserve(stocked, ("TEA", "5"), key="once"), 422, "idempotency-key-reused")


def test_a_release_gives_back_what_is_open_once(stocked: House) -> None:
    (made,) = reserve(stocked, ("TEA", "4")).json()["items"]
    ship(stocked, "1")
    path = f"/reservations/{made['id']}/release"
    answer = stocked.ask("operator", "POST", path, json={"reason": "the customer took less"}).json()
    assert (answer["shipped_qty"], answer["released_qty"], answer["open_qty"]) == ("1", "3", "0")
    assert (answer["released_by"], answer["release_reason"]) == ("operator", "the customer took less")
    assert answer["closed_at"] is not None
    assert available(stocked)["TEA"] == ("9", "0", "9")
    problem(stocked.ask("operator", "POST", path), 409, "conflict")
    problem(stocked.ask("operator", "POST", "/reservations/999/release"), 404, "not-found")
    assert stocked.get("/reservations", open=True)["items"] == []


def test_a_shipment_on_the_document_uses_it_up_the_oldest_first(stocked: House) -> None:
    for qty in ("3", "4"):
        assert reserve(stocked, ("TEA", qty)).status_code == 201
    ship(stocked, "5")
    newer, older = stocked.get("/reservations")["items"]
    assert (older["shipped_qty"], older["open_qty"]) == ("3", "0")
    assert (newer["shipped_qty"], newer["open_qty"]) == ("2", "2")
    assert available(stocked)["TEA"] == ("5", "2", "3")
    ship(stocked, "1", document="SO-2")
    assert available(stocked)["TEA"] == ("4", "2", "2")


def test_promised_goods_may_leave_and_a_reversal_promises_nothing(stocked: House) -> None:
    assert reserve(stocked, ("TEA", "10")).status_code == 201
    gone = ship(stocked, "3", document="OTHER")
    assert available(stocked)["TEA"] == ("7", "10", "-3")
    path, key = f"/movements/{gone}/reverse", {"Idempotency-Key": "r"}
    assert stocked.ask("manager", "POST", path, json={"reason": "mistake"}, headers=key).status_code == 201
    shipped = ship(stocked, "4")
    path, key = f"/movements/{shipped}/reverse", {"Idempotency-Key": "s"}
    assert stocked.ask("manager", "POST", path, json={"reason": "mistake"}, headers=key).status_code == 201
    assert available(stocked)["TEA"] == ("10", "6", "4")


def test_a_cancelled_order_gives_back_what_was_reserved_for_it(stocked: House) -> None:
    order = {"site": "main", "number": "SO-1", "customer": "c", "lines": [{"sku": "TEA", "qty": "3"}]}
    assert stocked.ask("manager", "POST", "/orders", json=order).status_code == 201
    assert reserve(stocked, ("TEA", "3")).status_code == 201
    assert stocked.ask("manager", "POST", "/orders/SO-1/cancel").status_code == 200
    assert available(stocked)["TEA"] == ("10", "0", "10")


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"site": "moon"}, "body.site"),
        ({"lines": []}, "body.lines"),
        ({"lines": [{"sku": "TAE", "qty": "1"}]}, "body.lines.0.sku"),
        ({"lines": [{"sku": "TEA", "qty": "1.5"}]}, "body.lines.0.qty"),
        ({"lines": [{"sku": "TEA", "qty": "0"}]}, "body.lines.0.qty"),
        ({"document": ""}, "body.document"),
    ],
)
def test_a_wrong_request_is_told_where(shared_house: House, changes: dict[str, Any], where: str) -> None:
    assert list(wrong_fields(reserve(shared_house, ("TEA", "1"), **changes))) == [where]
