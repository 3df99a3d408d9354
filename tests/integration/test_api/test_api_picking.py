"""Which lots the API proposes to take."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.test_api.house import House, furnish, open_house, problem, wrong_fields
from tests.integration.test_api.inbound_world import came, furnish_dock


@pytest.fixture(scope="module")
def house(module_database: str) -> Iterator[House]:
    """It is 5 March. TEA: lot OLD is past, SOON and LATER are good; 3 of SOON are on hold, 5 without lot."""
    furnish(module_database)
    with open_house(module_database) as opened:
        furnish_dock(opened)
        expiries = {"LATER": "2026-09-01", "SOON": "2026-04-01", "OLD": "2026-03-04", "TODAY": "2026-03-05"}
        lines = [
            {"item": "TEA", "qty": "10", "lot": lot, "expiry": expiry} for lot, expiry in expiries.items()
        ]
        came(opened, "D-1", *lines, {"item": "TEA", "qty": "5"})
        for lot, qty, place in (
            ("LATER", "10", "SHELF-1"),
            ("SOON", "7", "STORE"),
            ("SOON", "3", "HOLD"),
            ("OLD", "10", "SHELF-1"),
            ("TODAY", "2", "STORE"),
            ("", "5", "STORE"),
        ):
            kind = "move" if place == "HOLD" else "putaway"
            opened.move(opened.entry("TEA", kind, qty, "DOCK-1", place, lot=lot))
        yield opened


def test_first_expired_goes_first_and_what_is_past_or_held_stays(house: House) -> None:
    found = house.get("/items/TEA/pick-proposal", qty="12", site="main")
    assert [(one["location"], one["lot"], one["qty"], one["expiry"]) for one in found["picks"]] == [
        ("STORE", "TODAY", "2", "2026-03-05"),
        ("STORE", "SOON", "7", "2026-04-01"),
        ("SHELF-1", "LATER", "3", "2026-09-01"),
    ]
    # 3 on hold, and 8 of TODAY still at the dock
    assert (found["short"], found["expired"], found["not_pickable"]) == ("0", "10", "11")


def test_what_cannot_be_covered_is_said(house: House) -> None:
    found = house.get("/items/TEA/pick-proposal", qty="30", site="main")
    assert (found["picks"][-1]["lot"], found["short"]) == ("", "6")
    nothing = house.get("/items/CUP/pick-proposal", qty="1", site="main")
    assert (nothing["picks"], nothing["short"]) == ([], "1")


def test_what_is_asked_wrongly_is_said(house: House) -> None:
    def ask(sku: str, **query: str) -> dict[str, str]:
        return wrong_fields(house.ask("viewer", "GET", f"/items/{sku}/pick-proposal", params=query))

    assert set(ask("TEA")) == {"query.qty", "query.site"}
    assert "decimals" in ask("TEA", qty="0.5", site="main")["query.qty"]
    assert "no site" in ask("TEA", qty="1", site="none")["query.site"]
    answer = house.ask("viewer", "GET", "/items/NONE/pick-proposal", params={"qty": "1", "site": "main"})
    problem(answer, 404, "not-found")


def test_what_has_expired_or_soon_does_is_listed_with_its_place_and_value(house: House) -> None:
    found = house.get("/stock/expiring", site="main", within_days=27)
    rows = [(one["lot"], one["location"], one["qty"], one["days_left"]) for one in found["items"]]
    # goods keep through their day of expiry
    assert rows == [
        ("OLD", "SHELF-1", "10", -1),
        ("TODAY", "DOCK-1", "8", 0),
        ("TODAY", "STORE", "2", 0),
        ("SOON", "HOLD", "3", 27),
        ("SOON", "STORE", "7", 27),
    ]
    assert found["items"][0]["value"] == found["expired_value"]
    assert len(house.get("/stock/expiring", within_days=26)["items"]) == 3


def test_an_order_is_told_what_the_orders_before_it_leave(house: House) -> None:
    """Of TEA 2, 7, 10 and 5 may leave."""
    for number, qty in (("SO-1", "8"), ("SO-2", "20")):
        lines = [{"sku": "TEA", "qty": qty, "unit_price": "4"}]
        wanted = {"site": "main", "number": number, "lines": lines}
        assert house.ask("manager", "POST", "/orders", json=wanted).status_code == 201
    told = {number: house.get(f"/orders/{number}/picks")["lines"] for number in ("SO-1", "SO-2")}
    assert [
        [(one["location"], one["lot"], one["qty"]) for one in line["picks"]] for line in told["SO-1"]
    ] == [[("STORE", "TODAY", "2"), ("STORE", "SOON", "6")]]
    (second,) = told["SO-2"]
    assert [(one["lot"], one["qty"]) for one in second["picks"]] == [
        ("SOON", "1"),
        ("LATER", "10"),
        ("", "5"),
    ]
    assert (second["name"], second["qty"], second["short"]) == ("Tea of the house", "20", "4")
    house.ask("manager", "POST", "/orders/SO-1/cancel")
    assert house.get("/orders/SO-1/picks")["lines"] == []
    house.ask("manager", "POST", "/orders/SO-2/cancel")
    assert problem(house.ask("viewer", "GET", "/orders/SO-9/picks"), 404, "not-found")


def test_what_left_on_an_order_is_told_with_who_let_what_through(house: House) -> None:
    wanted = {"site": "main", "number": "SO-3", "lines": [{"sku": "TEA", "qty": "4", "unit_price": "4"}]}
    assert house.ask("manager", "POST", "/orders", json=wanted).status_code == 201
    evidence = {
        "carton": "C-1",
        "operator": "mei",
        "override": "another carton",
        "lot_override": "buried",
        "lot_override_by": "boss",
    }
    left = house.entry(
        "TEA", "shipment", "3", "SHELF-1", "customer", lot="LATER", document="SO-3", evidence=evidence
    )
    plain = house.entry("TEA", "shipment", "1", "STORE", "customer", lot="SOON", document="SO-3")
    _, wrong = house.move(left, plain)
    reason = {"reason": "it was not packed after all"}
    key = {"Idempotency-Key": "taken-back"}
    house.ask("manager", "POST", f"/movements/{wrong}/reverse", json=reason, headers=key)
    first, second = house.get("/orders/SO-3/shipments")["items"]
    assert (first["source"], first["lot"], first["qty"], first["carton"]) == ("SHELF-1", "LATER", "3", "C-1")
    assert (first["override_reason"], first["operator"]) == ("another carton", "mei")
    assert (first["lot_override_reason"], first["lot_override_by"]) == ("buried", "boss")
    assert (first["reversed"], second["reversed"], second["carton"]) == (False, True, None)


def test_what_is_to_be_taken_is_what_the_terminal_shows(house: House) -> None:
    """What lies on the bench that packs goes first there."""
    house.move(house.entry("CUP", "receipt", "55", "supplier", "STORE"))
    house.move(house.entry("CUP", "move", "5", "STORE", "PACK-1"))
    device = {
        "id": "gun",
        "role": "bench_scanner",
        "protocol": "line-scanner",
        "port": "gun",
        "settings": {"location": "PACK-1"},
    }
    agent = {"site": "main", "agent": "bench-1", "config": {"location": "PACK-1", "devices": [device]}}
    answer = house.ask("admin", "POST", "/agents", json=agent)
    assert answer.status_code == 201, answer.text
    wanted = {"site": "main", "number": "SO-7", "lines": [{"sku": "CUP", "qty": "6", "unit_price": "4"}]}
    assert house.ask("manager", "POST", "/orders", json=wanted).status_code == 201
    (line,) = house.get("/orders/SO-7/picks")["lines"]
    assert [(one["location"], one["qty"]) for one in line["picks"]] == [("PACK-1", "5"), ("STORE", "1")]
