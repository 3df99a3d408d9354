"""Suppliers: who delivers what, when, and at what price."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.test_api.house import House, problem, wrong_fields
from tests.integration.test_api.purchase_world import delivers, draft, good, ordered, receive, supplier


def test_a_supplier_is_made_and_changed_by_one_at_a_time(shared_house: House) -> None:
    made = supplier(shared_house, name="杭州茶业有限公司", currency="CNY", language="zh_CN")
    seen = shared_house.ask("viewer", "GET", "/suppliers/ACME")
    assert seen.headers["etag"] == f'"{made["version"]}"'
    assert seen.json()["name"] == "杭州茶业有限公司"
    headers = {"If-Match": seen.headers["etag"]}
    first = shared_house.ask("manager", "PATCH", "/suppliers/ACME", json={"phone": "0571-1"}, headers=headers)
    assert (first.status_code, first.json()["phone"]) == (200, "0571-1")
    second = shared_house.ask(
        "manager", "PATCH", "/suppliers/ACME", json={"phone": "0571-2"}, headers=headers
    )
    assert "since you looked" in problem(second, 412, "stale")["detail"]
    problem(
        shared_house.ask("manager", "PATCH", "/suppliers/ACME", json={"phone": "1"}), 428, "version-needed"
    )
    wrong = shared_house.ask("manager", "PATCH", "/suppliers/ACME", json={}, headers={"If-Match": "W/x"})
    assert list(wrong_fields(wrong)) == ["header.If-Match"]
    assert shared_house.get("/suppliers/ACME")["phone"] == "0571-1"


def test_what_ordering_so_many_comes_to(shared_house: House) -> None:
    supplier(shared_house, "OFFER")
    delivers(
        shared_house,
        "TEA",
        {"unit_price": "2.00", "valid_from": "2026-01-01"},
        {"unit_price": "1.80", "from_qty": "100", "valid_from": "2026-01-01"},
        {"unit_price": "2.40", "valid_from": "2026-06-01"},
        min_qty="24",
        pack_qty="12",
        supplier_sku="T-1",
        code="OFFER",
        lead_time_days=7,
    )
    for qty, on, answer in (
        ("1", None, ("24", "2.00", "2026-03-12")),
        ("97", None, ("108", "1.80", "2026-03-12")),
        ("97", "2026-06-01", ("108", "2.40", "2026-06-08")),
        ("1", "2025-12-31", ("24", None, "2026-01-07")),
    ):
        offer = shared_house.get("/suppliers/OFFER/offer", sku="TEA", qty=qty, on=on)
        assert (offer["qty"], offer["unit_price"], offer["expected_on"]) == answer
    (item,) = shared_house.get("/suppliers/OFFER/items")["items"]
    assert (item["supplier_sku"], item["pack_qty"], len(item["prices"])) == ("T-1", "12", 3)
    assert [one["supplier"] for one in shared_house.get("/items/TEA/suppliers")["items"]] == ["OFFER"]
    delivers(shared_house, "TEA", {"unit_price": "3.00"}, code="OFFER")
    (item,) = shared_house.get("/suppliers/OFFER/items")["items"]
    assert [price["valid_from"] for price in item["prices"]] == ["2026-03-05"]
    assert shared_house.ask("manager", "DELETE", "/suppliers/OFFER/items/TEA").status_code == 204
    problem(shared_house.ask("viewer", "GET", "/suppliers/OFFER/offer?sku=TEA&qty=1"), 404, "not-found")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"sku": "TAE"}, ["body.sku"]),
        ({"sku": "TEA", "min_qty": "0.5", "pack_qty": "1.5"}, ["body.min_qty", "body.pack_qty"]),
        ({"sku": "TEA", "prices": [{"unit_price": "1"}, {"unit_price": "2"}]}, ["body.prices.1"]),
        (
            {"sku": "TEA", "prices": [{"unit_price": "1", "valid_to": "2020-01-01"}]},
            ["body.prices.0.valid_to"],
        ),
        ({"sku": "TEA", "prices": [{"unit_price": "-1"}]}, ["body.prices.0.unit_price"]),
    ],
)
def test_wrong_terms_are_told_where(shared_house: House, body: dict[str, Any], where: list[str]) -> None:
    if shared_house.ask("viewer", "GET", "/suppliers/ACME").status_code == 404:
        supplier(shared_house)
    assert (
        list(wrong_fields(shared_house.ask("manager", "POST", "/suppliers/ACME/items", json=body))) == where
    )


def test_lead_time_is_measured_from_sent_to_all_received(house: House) -> None:
    supplier(house)
    line = {"sku": "TEA", "qty": "10", "unit_price": "1", "expected_on": "2026-03-15"}
    one = ordered(house, line)
    other = ordered(house, line)
    never = good(draft(house, line))
    assert house.get("/suppliers/ACME")["measured"]["lines"] == 0
    house.clock.tick(days=8)
    assert receive(house, one["number"], "TEA", "4").status_code == 201
    house.clock.tick(days=2)
    assert receive(house, one["number"], "TEA", "6").status_code == 201
    house.clock.tick(days=4)
    assert receive(house, other["number"], "TEA", "11").status_code == 201
    assert receive(house, never["number"], "TEA", "10").status_code == 201
    measured = house.get("/suppliers/ACME")["measured"]
    assert measured == {"lines": 2, "mean_days": "12", "sd_days": "2.8", "on_time": "0.5"}


def test_of_a_supplier_that_is_not_active_nothing_is_ordered(shared_house: House) -> None:
    made = supplier(shared_house, "GONE")
    headers = {"If-Match": str(made["version"])}
    assert shared_house.ask(
        "manager", "PATCH", "/suppliers/GONE", json={"active": False}, headers=headers
    ).is_success
    answer = draft(shared_house, {"sku": "TEA", "qty": "1", "unit_price": "1"}, supplier="GONE")
    assert "not active" in problem(answer, 409, "conflict")["detail"]
    assert "GONE" not in [one["code"] for one in shared_house.walk("/suppliers", active=True)]
