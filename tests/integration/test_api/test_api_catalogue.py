"""Items, the codes that stand for them, and places."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from hub.store import items, pool
from tests.integration.test_api.house import House, problem, wrong_fields

EAN, CASE = "4006381333931", "14006381333938"


def post(house: House, path: str, body: dict[str, Any], role: str = "manager") -> dict[str, Any]:
    answer = house.ask(role, "POST", path, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.fixture
def coded(house: House) -> House:
    post(house, "/items/TEA/codes", {"code": EAN})
    post(house, "/items/TEA/codes", {"code": CASE, "qty": "12"})
    return house


def meaning(house: House, code: str) -> dict[str, Any]:
    found: dict[str, Any] = house.get(f"/codes/{quote(code, safe='')}")
    return found


def test_an_item_is_made_found_and_changed(house: House) -> None:
    new = {"sku": "SALT-1", "name": "Salt 100%", "category": "food", "unit_weight_g": "500.5", "price": "1.9"}
    made = post(house, "/items", new)
    assert made["unit_weight_g"] == "500.5"
    assert (made["price"], made["standard_cost"], made["qty_decimals"]) == ("1.90", None, 0)
    assert house.get("/items/SALT-1") == made
    assert [row["sku"] for row in house.walk("/items", q="100%")] == ["SALT-1"]
    assert [row["sku"] for row in house.walk("/items", category="food")] == ["RICE", "SALT-1"]

    changes = {"price": None, "unit_weight_g": "501", "active": False}
    changed = house.ask("manager", "PATCH", "/items/SALT-1", json=changes).json()
    assert changed == made | {"price": None, "unit_weight_g": "501", "active": False}
    assert [row["sku"] for row in house.walk("/items", active="false")] == ["SALT-1"]


def test_a_sku_is_taken_once(house: House) -> None:
    problem(house.ask("manager", "POST", "/items", json={"sku": "TEA"}), 409, "conflict")


def test_agents_are_told_of_what_changes(house: House) -> None:
    with pool.connect(house.dsn, autocommit=True) as conn:
        conn.execute("listen tallydock_downlink")
        before = items.catalog_version(conn)
        post(house, "/items/TEA/codes", {"code": EAN})
        assert items.catalog_version(conn) == before + 1
        assert len(list(conn.notifies(timeout=120, stop_after=1))) == 1


def test_a_code_stands_for_its_item_and_how_many(coded: House) -> None:
    case = meaning(coded, CASE)
    assert (case["item"]["sku"], case["qty"], case["kind"], case["gs1"]) == ("TEA", "12", "gtin", None)
    assert meaning(coded, "TEA")["kind"] == "sku"


def test_a_gtin_is_found_in_any_of_its_lengths(coded: House) -> None:
    assert meaning(coded, "0" + EAN)["matched"] == EAN


@pytest.mark.parametrize("code", [f"01{CASE}17270131" + "10L7\x1d21S9", f"(01){CASE}(17)270131(10)L7(21)S9"])
def test_an_element_string_is_taken_apart(coded: House, code: str) -> None:
    found = meaning(coded, code)
    assert (found["matched"], found["qty"], found["code"]) == (CASE, "12", code)
    gs1 = found["gs1"]
    assert (gs1["gtin"], gs1["lot"], gs1["serial"], gs1["expiry"]) == (CASE, "L7", "S9", "2027-01-31")
    assert {element["ai"] for element in gs1["elements"]} == {"01", "10", "17", "21"}


@pytest.mark.parametrize(
    "code", ["UNKNOWN", "4006381333932", "(01)04006381333931(10)X", "01", "茶", "a/b", "%"]
)
def test_a_code_that_nobody_knows(shared_house: House, code: str) -> None:
    answer = shared_house.ask("viewer", "GET", f"/codes/{quote(code, safe='')}")
    assert "no item with the code" in problem(answer, 404, "not-found")["detail"]


def test_a_broken_element_string_is_told_why(house: House) -> None:
    answer = house.ask("viewer", "GET", "/codes/(01)14006381333931(10)X")
    assert "check digit" in wrong_fields(answer)["path.code"]


def test_codes_are_added_and_taken_away_but_not_the_sku(coded: House) -> None:
    codes = [row["code"] for row in coded.get("/items/TEA/codes")["items"]]
    assert sorted(codes) == sorted([EAN, CASE, "TEA"])
    assert coded.ask("manager", "DELETE", f"/items/TEA/codes/{EAN}").status_code == 204
    problem(coded.ask("manager", "DELETE", f"/items/TEA/codes/{EAN}"), 404, "not-found")
    problem(coded.ask("manager", "DELETE", "/items/TEA/codes/TEA"), 409, "conflict")
    problem(coded.ask("manager", "DELETE", f"/items/CUP/codes/{CASE}"), 404, "not-found")
    problem(coded.ask("manager", "POST", "/items/CUP/codes", json={"code": CASE}), 409, "conflict")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"code": "4006381333932"}, "body.code"),
        ({"code": "12345"}, "body.code"),
        ({"code": EAN, "qty": "1.5"}, "body.qty"),
        ({"code": EAN, "qty": "0"}, "body.qty"),
        ({"code": EAN, "kind": "sku"}, "body.kind"),
        ({"code": "x" * 65, "kind": "other"}, "body.code"),
    ],
)
def test_a_wrong_code_is_refused(shared_house: House, body: dict[str, Any], where: str) -> None:
    assert list(wrong_fields(shared_house.ask("manager", "POST", "/items/TEA/codes", json=body))) == [where]


def test_a_site_comes_with_the_places_outside_its_walls(house: House) -> None:
    post(house, "/sites", {"code": "north", "timezone": "Europe/Oslo", "currency": "NOK"}, role="admin")
    places = {row["code"]: row["outside"] for row in house.walk("/locations", site="north")}
    assert places.pop("in_transit") is False
    assert set(places.values()) == {True}
    made = post(house, "/locations", {"site": "north", "code": "A-01", "kind": "shelf"})
    assert (made["site"], made["code"], made["kind"], made["outside"]) == ("north", "A-01", "shelf", False)
    assert (made["name"], made["parent"], made["max_pieces"]) == ("", None, None)
    problem(
        house.ask("manager", "POST", "/locations", json={"site": "north", "code": "A-01", "kind": "shelf"}),
        409,
        "conflict",
    )


@pytest.mark.parametrize(
    "body",
    [
        {"code": "x", "timezone": "Mars/Olympus"},
        {"code": "x", "timezone": "../../etc/passwd"},
        {"code": "x", "currency": "euro"},
        {"code": "with space"},
        {"code": "x", "year_days": 366},
    ],
)
def test_a_wrong_site_is_refused(shared_house: House, body: dict[str, Any]) -> None:
    problem(shared_house.ask("admin", "POST", "/sites", json=body), 422, "validation")


def test_a_place_outside_the_walls_cannot_be_made(house: House) -> None:
    body = {"site": "main", "code": "X", "kind": "customer"}
    assert list(wrong_fields(house.ask("manager", "POST", "/locations", json=body))) == ["body.kind"]


def test_the_stock_is_shown_at_its_average_cost(house: House) -> None:
    house.receive("TEA", "10", cost="2")
    house.receive("TEA", "10", "SHELF-1", cost="3")
    rows = house.get("/stock", sku="TEA")["items"]
    assert [(row["location"], row["qty"], row["unit_cost"], row["value"]) for row in rows] == [
        ("SHELF-1", "10", "2.50", "25.00"),
        ("STORE", "10", "2.50", "25.00"),
    ]
    outside = house.get("/stock", sku="TEA", outside="true")["items"]
    assert {row["location"]: row["qty"] for row in outside}["supplier"] == "-20"
    assert house.get("/stock/summary") == {
        "site": None,
        "currency": "EUR",
        "value": "50.00",
        "items": 1,
        "places": 2,
        "negative_places": 0,
        "negative": [],
    }
