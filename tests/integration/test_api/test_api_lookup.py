"""Whatever somebody has in hand: what it is, and where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import telling_inbound, telling_production
from hub.store import items, pool, sites
from hub.store.inbound import telling
from hub.store.production import said
from tests.integration.test_api import production_world, transfer_world
from tests.integration.test_api.house import SITE, House, wrong_fields
from tests.integration.test_api.inbound_world import announce, came, furnish_dock, order, package
from tests.integration.test_api.purchase_world import good

EAN = "4006381333931"


@pytest.fixture(scope="module")
def house(shared_house: House) -> House:
    """TEA in two places and lots, CUP by serial numbers, RICE with a barcode and announced in a package."""
    furnish_dock(shared_house)
    with pool.connect(shared_house.dsn) as conn:
        sites.create(conn, transfer_world.OTHER, "North", "Europe/Berlin", "EUR")
        sites.create(conn, "far", "Far away", "Europe/Berlin", "EUR")
        items.update(conn, "CUP", {"tracking": "serial"})
        items.add_code(conn, "RICE", EAN, "gtin", 1)
    shared_house.receive("TEA", "10", "SHELF-1", lot="L7")
    shared_house.receive("TEA", "4", "STORE", lot="L8")
    for serial in ("S-1", "S-2"):
        shared_house.receive("CUP", "1", "STORE", serial=serial)
    shared_house.move(shared_house.entry("CUP", "shipment", "1", "STORE", "customer", serial="S-2"))
    return shared_house


def found(house: House, text: str, **query: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = house.get("/lookup", text=text, **query)["found"]
    return rows


def stands(row: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(stand["location"], stand["lot"]): stand["qty"] for stand in row["stands"]}


def test_an_item_is_found_by_any_of_its_codes_and_where_it_stands(house: House) -> None:
    (tea,) = found(house, "TEA")
    assert (tea["kind"], tea["code"], stands(tea)) == (
        "item",
        "TEA",
        {("SHELF-1", "L7"): "10", ("STORE", "L8"): "4"},
    )
    assert [row["code"] for row in found(house, EAN)] == ["RICE"]
    assert [row["code"] for row in found(house, f" 0{EAN} ")] == ["RICE"]


def test_a_lot_and_a_serial_number_are_found_without_their_item(house: House) -> None:
    (lot,) = found(house, "L7")
    assert (lot["kind"], lot["sku"], stands(lot)) == ("lot", "TEA", {("SHELF-1", "L7"): "10"})
    (here,) = found(house, "S-1")
    assert (here["kind"], here["sku"], stands(here)) == ("serial", "CUP", {("STORE", ""): "1"})
    (gone,) = found(house, "S-2")
    assert stands(gone) == {("customer", ""): "0"}
    # a code of GS1 names the item as well
    kinds = [(row["kind"], row["code"]) for row in found(house, f"(01)0{EAN}(10)L7")]
    assert kinds == [("item", "RICE")]


def test_a_place_is_found_with_what_lies_in_it(house: House) -> None:
    (shelf,) = found(house, "SHELF-1", site="main")
    assert (shelf["kind"], shelf["state"], stands(shelf)) == ("place", "shelf", {("SHELF-1", "L7"): "10"})


def test_a_package_and_documents_are_found_by_their_numbers(house: House) -> None:
    number = order(house, RICE="5")
    good(announce(house, number, (package(8), [{"item": "RICE", "qty": "5", "lot": "R1"}])))
    (ordered,) = found(house, number)
    assert (ordered["kind"], ordered["name"], ordered["state"]) == ("purchase_order", "ACME Trading", "sent")
    for text in (package(8), f"00{package(8)}", f"(00){package(8)}"):
        (box,) = found(house, text)
        assert (box["kind"], box["order"], box["state"]) == ("package", number, "underway")
        assert [(row["sku"], row["qty"], row["lot"]) for row in box["stands"]] == [("RICE", "5", "R1")]
    (notice,) = found(house, f"DN-{number}")
    assert (notice["kind"], notice["state"]) == ("ship_notice", "announced")
    came(house, "UD-77", {"item": "TEA", "qty": "1"})
    (delivery,) = found(house, "UD-77")
    assert (delivery["kind"], delivery["name"], delivery["state"]) == ("delivery", "DOCK-1", "received")


def test_a_transfer_is_found_at_both_of_its_sites(house: House) -> None:
    number = transfer_world.sent(house, transfer_world.line("TEA", "2", lot="L8"))
    here, there = (SITE, "North"), (transfer_world.OTHER, "Main warehouse")
    for asked, ends in (({}, here), ({"site": SITE}, here), ({"site": transfer_world.OTHER}, there)):
        (one,) = found(house, number, **asked)
        assert (one["kind"], one["state"], one["site"], one["name"]) == ("transfer", "in_transit", *ends)
    assert found(house, number, site="far") == []
    with pool.connect(house.dsn) as conn:
        told = telling_inbound.goods_in(telling.of_site(conn, sites.get(conn, SITE).id)).leaving
    assert [(one.number, one.to) for one in told] == [(number, "North")]
    assert [(line.sku, line.qty, line.received_qty) for line in told[0].lines] == [("TEA", 2, 0)]


def test_a_production_order_is_found_and_told_to_the_stations_with_what_goes_into_it(house: House) -> None:
    production_world.item(house, "SET")
    production_world.bom(house, "SET", {"RICE": "0.25"})
    house.receive("RICE", "3", "STORE")
    number = production_world.released(house, "SET", "4")["number"]
    (one,) = found(house, number, site=SITE)
    assert (one["kind"], one["state"], one["site"], one["name"]) == (
        "production_order",
        "released",
        SITE,
        "Set of the house",
    )
    assert found(house, number, site=transfer_world.OTHER) == []
    with pool.connect(house.dsn) as conn:
        (told,) = telling_production.orders(said.to_make(conn, sites.get(conn, SITE).id, limit=50))
    assert (told.number, told.sku, told.qty) == (number, "SET", 4)
    assert [(part.sku, part.qty) for part in told.components] == [("RICE", 1)]


def test_what_nobody_knows_is_told_so(house: House) -> None:
    assert found(house, "NEVER-SEEN") == []
    assert found(house, "   ") == []
    assert list(wrong_fields(house.ask("viewer", "GET", "/lookup", params={"text": ""}))) == ["query.text"]
    answer = house.ask("viewer", "GET", "/lookup", params={"text": "TEA", "site": "moon"})
    assert list(wrong_fields(answer)) == ["query.site"]
