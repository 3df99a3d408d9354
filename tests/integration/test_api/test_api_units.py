"""A package received by its number stands whole, is put away by it, and is opened when a part is taken."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.test_api.house import House, problem
from tests.integration.test_api.inbound_world import (
    announce,
    came,
    furnish_dock,
    order,
    package,
    post,
    stands,
)
from tests.integration.test_api.purchase_world import good


@pytest.fixture
def docked(house: House) -> House:
    """A package of 6 tea and 4 cups stands at DOCK-1, and 10 tea beside it."""
    furnish_dock(house)
    number = order(house, TEA="16", CUP="4")
    content = [{"item": "TEA", "qty": "6"}, {"item": "CUP", "qty": "4", "lot": "L1"}]
    good(announce(house, number, (package(1), content)))
    came(house, number, {"item": "TEA", "qty": "10"}, packages=[package(1)])
    return house


def listed(house: House) -> tuple[dict[str, str], list[dict[str, Any]]]:
    found = house.get("/putaway", site="main")
    return {row["sku"]: row["qty"] for row in found["items"]}, found["units"]


def test_a_whole_package_is_one_thing_to_put_away(docked: House) -> None:
    loose, (unit,) = listed(docked)
    assert loose == {"TEA": "10"}
    assert (unit["sscc"], unit["location"], len(unit["lines"])) == (package(1), "DOCK-1", 2)
    done = good(post(docked, "/putaway", sscc=package(1), destination=unit["suggested"]))
    assert len(done["movements"]) == 2
    found = docked.get(f"/packages/{package(1)}")
    assert (found["location"], found["broken_at"]) == (unit["suggested"], None)
    assert listed(docked)[0] == {"TEA": "10"}
    assert stands(docked, "CUP")[unit["suggested"]] == "4"
    problem(post(docked, "/putaway", sscc=package(2), destination="STORE"), 422, "validation")
    problem(post(docked, "/putaway", sscc=package(1), sku="TEA", destination="STORE"), 422, "validation")


def test_another_place_than_the_suggested_one_takes_a_reason(docked: House) -> None:
    (unit,) = listed(docked)[1]
    other = "STORE" if unit["suggested"] != "STORE" else "SHELF-1"
    problem(post(docked, "/putaway", sscc=package(1), destination=other), 409, "conflict")
    good(post(docked, "/putaway", sscc=package(1), destination=other, override_reason="the aisle is blocked"))


def test_loose_goods_go_first_and_then_the_package_is_opened(docked: House) -> None:
    why = {"override_reason": "as the clerk likes", "sku": "TEA", "source": "DOCK-1"}
    good(post(docked, "/putaway", qty="10", destination="STORE", **why))
    assert docked.get(f"/packages/{package(1)}")["location"] == "DOCK-1"
    good(post(docked, "/putaway", qty="1", destination="STORE", **why))
    found = docked.get(f"/packages/{package(1)}")
    assert (found["location"], found["broken_at"] is not None) == (None, True)
    assert listed(docked) == ({"TEA": "5", "CUP": "4"}, [])
