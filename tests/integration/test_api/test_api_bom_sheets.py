"""Bills of materials and their components come in and go out as files."""

from __future__ import annotations

import pytest

from tests.integration.test_api.house import House
from tests.integration.test_api.production_world import bom, draft, item
from tests.integration.test_api.sheets_world import faults, send

BOMS = "sku,version,kind,output_qty,active,note\nTRAY,1,kit,1,no,\nTRAY,2,made,6,yes,with the new lid\n"
PARTS = "sku,version,component,qty,scrap_percent\nTRAY,1,GLASS,6,\nTRAY,2,GLASS,36,2.5\nTRAY,2,SYRUP,0.125,\n"


@pytest.fixture(scope="module")
def house(shared_house: House) -> House:
    for sku in ("TRAY", "GLASS", "JAR", "LID", "RIM"):
        item(shared_house, sku)
    item(shared_house, "SYRUP", unit="kg", qty_decimals=3)
    return shared_house


def text(house: House, kind: str, form: str = "csv") -> bytes:
    return house.ask("viewer", "GET", f"/sheets/{kind}/file", params={"format": form}).content


def told(house: House, kind: str, sheet: str, **query: object) -> set[tuple[int, str]]:
    job = send(house, kind, sheet.encode(), **query)
    assert job["state"] == "refused", job
    return {(fault["row"], fault["column"]) for fault in faults(house, job)}


def test_bills_come_in_once_and_go_out_as_they_came(house: House) -> None:
    for _ in range(2):
        for kind, sheet, rows in (("boms", BOMS, 2), ("bom-components", PARTS, 3)):
            job = send(house, kind, sheet.encode())
            assert job["state"] == "done", (job, faults(house, job))
            assert job["created"] + job["unchanged"] == rows
    first, second = house.get("/boms", sku="TRAY")["items"]
    assert (first["kind"], first["active"], second["kind"], second["active"]) == ("kit", False, "made", True)
    assert [(c["sku"], c["qty"], c["scrap_percent"]) for c in second["components"]] == [
        ("GLASS", "36", "2.5"),
        ("SYRUP", "0.125", "0"),
    ]
    for kind in ("boms", "bom-components"):
        for form in ("csv", "xlsx"):
            job = send(house, kind, text(house, kind, form))
            assert (job["state"], job["created"], job["updated"]) == ("done", 0, 0)


def test_another_version_takes_over_in_one_file(house: House) -> None:
    assert send(house, "boms", BOMS.encode())["state"] == "done"
    assert send(house, "bom-components", PARTS.encode())["state"] == "done"
    assert told(house, "boms", "sku,version,active\nTRAY,1,yes\n") == {(2, "active")}
    job = send(house, "boms", b"sku,version,active\nTRAY,1,yes\nTRAY,2,no\n")
    assert (job["state"], job["updated"]) == ("done", 2)
    assert [one["active"] for one in house.get("/boms", sku="TRAY")["items"]] == [True, False]
    assert send(house, "boms", BOMS.encode())["state"] == "done"


def test_everything_that_is_wrong_is_told_at_once_and_a_dry_run_saves_nothing(house: House) -> None:
    wrong = (
        "sku,version,kind,output_qty,active\nNOTHING,1,kit,1,no\nJAR,0,kit,1,no\nJAR,1,box,1,no\n"
        "JAR,2,made,0.5,no\nJAR,3,made,1,yes\nJAR,4,made,1,yes\n"
    )
    assert told(house, "boms", wrong, dry_run=True) == {
        (2, "sku"),
        (3, "version"),
        (4, "kind"),
        (5, "output_qty"),
        (7, "active"),
    }
    job = send(house, "boms", b"sku,version\nJAR,1\n", dry_run=True)
    assert (job["state"], job["created"], house.get("/boms", sku="JAR")["items"]) == ("done", 1, [])
    assert send(house, "boms", b"sku,version\nJAR,1\n")["state"] == "done"
    wrong = (
        "sku,version,component,qty,scrap_percent\nJAR,9,LID,1,\nJAR,1,NOTHING,1,\nJAR,1,LID,0.5,\n"
        "JAR,1,RIM,0,\nJAR,1,GLASS,1,101\n"
    )
    assert told(house, "bom-components", wrong) == {
        (2, "sku"),
        (3, "component"),
        (4, "qty"),
        (5, "qty"),
        (6, "scrap_percent"),
    }


def test_a_file_makes_no_item_of_itself(house: House) -> None:
    assert send(house, "boms", b"sku,version,active\nLID,1,yes\nRIM,1,yes\n")["state"] == "done"
    ring = "sku,version,component,qty\nLID,1,RIM,1\nLID,1,GLASS,1\nRIM,1,LID,1\n"
    assert told(house, "bom-components", ring) == {(2, "component"), (4, "component")}
    # a version that nobody goes by may; it cannot become the one that is gone by
    assert send(house, "boms", b"sku,version,active\nRIM,1,no\n")["state"] == "done"
    assert send(house, "bom-components", ring.encode())["state"] == "done"
    assert told(house, "boms", "sku,version,active\nRIM,1,yes\n") == {(2, "active")}


def test_a_bill_that_orders_were_made_by_is_not_changed_by_a_file(house: House) -> None:
    item(house, "CRATE")
    bom(house, "CRATE", {"GLASS": "12"})
    draft(house, "CRATE", "1")
    assert told(house, "boms", "sku,version,kind,output_qty\nCRATE,1,kit,2\n") == {
        (2, "kind"),
        (2, "output_qty"),
    }
    assert told(house, "bom-components", "sku,version,component,qty\nCRATE,1,GLASS,11\n") == {(2, "version")}
    assert send(house, "boms", b"sku,version,note\nCRATE,1,for the fair\n")["updated"] == 1
