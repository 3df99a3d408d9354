"""Sites, trees of places with what they may hold, packs and fixed places."""

from __future__ import annotations

import pytest

from tests.integration.test_api.house import House, problem, wrong_fields
from tests.integration.test_api.sheets_world import faults, send

PLACES = "site,code,name,kind,parent,max_weight_kg,max_pieces,x_m,y_m,width_m,depth_m,level\n"
EAN, CASE = "4006381333931", "14006381333938"


@pytest.fixture(scope="module")
def house(shared_house: House) -> House:
    """These tests share one: each has places of its own."""
    return shared_house


def test_a_tree_of_places_comes_in_whatever_the_order_of_its_rows(house: House) -> None:
    content = (
        PLACES + "main,A-01-1,Shelf 1,shelf,A-01,50,100,4.5,-2,2.7,1.1,1\n"
        "main,A-01,Rack 1,storage,A,500,,4.5,-2,2.7,1.1,0\nmain,A,Aisle A,,,,,,,,,\n"
    ).encode()
    job = send(house, "places", content)
    assert (job["state"], job["created"]) == ("done", 3)
    places = {row["code"]: row for row in house.walk("/locations", site="main")}
    assert [places[code]["parent"] for code in ("A-01-1", "A-01", "A")] == ["A-01", "A", None]
    assert (places["A-01-1"]["max_weight_kg"], places["A-01-1"]["y_m"], places["A-01-1"]["level"]) == (
        "50",
        "-2",
        1,
    )
    assert places["A"]["kind"] == "storage"
    assert send(house, "places", content)["unchanged"] == 3
    assert send(house, "places", b"site,code,parent\nmain,A-01-1,\n")["updated"] == 1
    places = {row["code"]: row for row in house.walk("/locations", site="main")}
    assert (places["A-01-1"]["parent"], places["A-01-1"]["max_pieces"]) == (None, "100")


def test_what_is_wrong_with_a_tree_is_said_of_each_place(house: House) -> None:
    content = (
        b"site,code,parent,kind\n"
        b"main,R1,R2,\nmain,R2,R1,\nmain,R3,NOWHERE,\nmoon,R4,,\nmain,supplier,,dock\nmain,R6,customer,\n"
    )
    job = send(house, "places", content, dry_run=True)
    assert [(fault["row"], fault["column"]) for fault in faults(house, job)] == [
        (2, "parent"),
        (3, "parent"),
        (4, "parent"),
        (5, "site"),
        (6, "code"),
        (7, "parent"),
    ]


def test_places_for_held_and_damaged_goods_come_in_and_go_out(house: House) -> None:
    content = b"site,code,kind\nmain,HOLD-1,hold\nmain,BROKEN-1,damaged\n"
    assert send(house, "places", content)["created"] == 2
    kinds = {row["code"]: row["kind"] for row in house.walk("/locations", site="main")}
    assert (kinds["HOLD-1"], kinds["BROKEN-1"]) == ("hold", "damaged")
    assert send(house, "places", b"site,code,name\nmain,HOLD-1,Quarantine cage\n")["updated"] == 1
    listed = house.ask("viewer", "GET", "/sheets/places/file?format=csv").text
    assert "main,HOLD-1,Quarantine cage,hold" in listed and "main,BROKEN-1,,damaged" in listed


def test_goods_are_not_held_or_let_go_by_renaming_the_kind_of_their_place(house: House) -> None:
    for code, kind in (("CAGE", "hold"), ("RACK", "shelf")):
        body = {"site": "main", "code": code, "kind": kind}
        assert house.ask("manager", "POST", "/locations", json=body).status_code == 201
    house.__dict__.pop("ids", None)  # places were made since it was asked
    house.receive("RICE", "3", "CAGE")
    house.receive("RICE", "4", "RACK")

    for code, kind in (("CAGE", "storage"), ("RACK", "damaged")):
        said = problem(
            house.ask("manager", "PATCH", f"/locations/main/{code}", json={"kind": kind}), 409, "conflict"
        )
        assert "goods stand there" in said["detail"]
    wrong = send(house, "places", b"site,code,kind\nmain,CAGE,shelf\nmain,RACK,hold\n")
    assert [(fault["row"], fault["column"]) for fault in faults(house, wrong)] == [(2, "kind"), (3, "kind")]
    (rice,) = house.get("/stock/available", sku="RICE")["items"]
    assert (rice["qty"], rice["held"]) == ("7", "3")

    # what is held either way, or empty, may change
    for code, kind in (("CAGE", "damaged"), ("RACK", "storage")):
        answer = house.ask("manager", "PATCH", f"/locations/main/{code}", json={"kind": kind})
        assert answer.json()["kind"] == kind
    house.move(house.entry("RICE", "move", "3", "CAGE", "RACK"))
    assert house.ask("manager", "PATCH", "/locations/main/CAGE", json={"kind": "bench"}).status_code == 200
    (rice,) = house.get("/stock/available", sku="RICE")["items"]
    assert (rice["qty"], rice["held"]) == ("7", "0")


def test_a_place_is_hung_elsewhere_but_not_into_itself(house: House) -> None:
    for code, parent in (("Z", None), ("Z-1", "Z")):
        body = {"site": "main", "code": code, "kind": "storage", "parent": parent, "max_pieces": "10"}
        assert house.ask("manager", "POST", "/locations", json=body).status_code == 201
    ring = house.ask("manager", "PATCH", "/locations/main/Z", json={"parent": "Z-1"})
    assert list(wrong_fields(ring)) == ["body.parent"]
    for parent in ("NOWHERE", "customer"):
        answer = house.ask("manager", "PATCH", "/locations/main/Z", json={"parent": parent})
        assert list(wrong_fields(answer)) == ["body.parent"]
    changed = house.ask(
        "manager", "PATCH", "/locations/main/Z-1", json={"parent": None, "name": "free"}
    ).json()
    assert (changed["parent"], changed["name"], changed["max_pieces"]) == (None, "free", "10")
    problem(house.ask("manager", "PATCH", "/locations/main/customer", json={"name": "x"}), 409, "conflict")


def test_a_place_is_filled_by_what_stands_in_it_and_below(house: House) -> None:
    send(
        house,
        "items",
        b"sku,unit_weight_g,length_mm,width_mm,height_mm\nBOX,2500,400,300,200\nBAG,,,,\n",
    )
    send(house, "places", b"site,code,parent,max_weight_kg,max_pieces\nmain,F,,100,\nmain,F-1,F,50,16\n")
    house.__dict__.pop("ids", None)  # places were made since it was asked
    house.receive("BOX", "8", "F-1")
    house.receive("BAG", "4", "F")
    filled = {row["code"]: row for row in house.get("/fillings", site="main")["items"]}
    shelf, rack = filled["F-1"], filled["F"]
    assert (shelf["depth"], shelf["weight_kg"], shelf["volume_l"]) == (1, "20", "192")
    assert (shelf["by_weight"], shelf["by_pieces"], shelf["by_volume"], shelf["level"]) == (
        "0.4",
        "0.5",
        None,
        "0.5",
    )
    assert (rack["pieces"], rack["level"], rack["without_weight"]) == ("12", "0.2", 1)
    assert filled["DOCK-1"]["level"] is None


def test_sites_come_in_but_their_calendar_and_money_stay(house: House) -> None:
    problem(house.ask("manager", "POST", "/sheets/sites/imports", content=b"x"), 403, "forbidden")
    job = send(house, "sites", b"code,timezone,currency\nnorth,Europe/Oslo,NOK\n", role="admin")
    assert job["created"] == 1
    assert "supplier" in {row["code"] for row in house.walk("/locations", site="north")}
    content = b"code,timezone,currency,year_days\nnorth,Europe/Berlin,NOK,364\nsouth,Mars/Olympus,EUR,360\n"
    job = send(house, "sites", content, role="admin")
    found = [(fault["row"], fault["column"]) for fault in faults(house, job)]
    assert found == [(2, "timezone"), (2, "year_days"), (3, "timezone")]
    changed = house.ask("admin", "PATCH", "/sites/north", json={"year_days": 360}).json()
    assert (changed["year_days"], changed["name"]) == (360, "north")


def test_packs_come_in_with_their_codes(house: House) -> None:
    content = f"sku,code,kind,qty,pack\nCUP,{EAN},gtin,1,\nCUP,{CASE},gtin,12,case\n".encode()
    assert send(house, "item-codes", content)["created"] == 2
    assert send(house, "item-codes", content)["unchanged"] == 2
    case = house.get(f"/codes/{CASE}")
    assert (case["item"]["sku"], case["qty"]) == ("CUP", "12")
    codes = {row["code"]: row["pack"] for row in house.get("/items/CUP/codes")["items"]}
    assert codes[CASE] == "case"

    wrong = (
        f"sku,code,kind,qty\nTEA,{CASE},gtin,12\nCUP,4006381333932,gtin,1\nCUP,CUP,other,1\n"
        "NOBODY,X1,other,1\nCUP,X2,other,1.5\n"
    ).encode()
    found = [(fault["row"], fault["column"]) for fault in faults(house, send(house, "item-codes", wrong))]
    assert found == [(2, "code"), (3, "code"), (4, "code"), (5, "sku"), (6, "qty")]


def test_an_item_has_fixed_places(house: House) -> None:
    content = b"sku,site,place,max_qty\nTEA,main,SHELF-1,240\nTEA,main,STORE,\n"
    assert send(house, "fixed-places", content)["created"] == 2
    put = house.ask("manager", "PUT", "/items/TEA/places/main/STORE", json={"max_qty": "12"})
    assert put.json() == {"sku": "TEA", "site": "main", "place": "STORE", "max_qty": "12"}
    assert house.ask("manager", "DELETE", "/items/TEA/places/main/SHELF-1").status_code == 204
    assert [row["place"] for row in house.get("/items/TEA/places")["items"]] == ["STORE"]
    problem(house.ask("manager", "PUT", "/items/TEA/places/main/supplier", json={}), 409, "conflict")
    problem(house.ask("manager", "PUT", "/items/TEA/places/main/NO", json={}), 404, "not-found")
    wrong = b"sku,site,place,max_qty\nNO,main,STORE,\nTEA,moon,STORE,\nTEA,main,NO,1.5\nTEA,main,customer,\n"
    found = [(fault["row"], fault["column"]) for fault in faults(house, send(house, "fixed-places", wrong))]
    assert found == [(2, "sku"), (3, "site"), (4, "place"), (4, "max_qty"), (5, "place")]


@pytest.mark.parametrize("kind", ["sites", "places", "item-codes", "fixed-places"])
def test_every_list_that_goes_out_comes_in_again_unchanged(house: House, kind: str) -> None:
    content = house.ask("viewer", "GET", f"/sheets/{kind}/file?format=xlsx&language=zh_CN").content
    job = send(house, kind, content, role="admin")
    assert job["state"] in ("done", "refused")
    if job["state"] == "refused":
        assert [fault["what"] for fault in faults(house, job)] == ["the file has no rows below its headings"]
    assert (job["created"], job["updated"]) == (0, 0)
