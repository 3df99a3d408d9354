"""Suppliers, what they deliver, and their prices come in and go out as files."""

from __future__ import annotations

from tests.integration.test_api.house import House
from tests.integration.test_api.sheets_world import faults, send

SUPPLIERS = (
    "code,name,currency,lead_time_days,language,active\nACME,杭州茶业,CNY,14,zh_CN,\nSOLO,Solo,EUR,,,no\n"
)
ITEMS = "supplier,sku,supplier_sku,min_qty,pack_qty\nACME,TEA,T-1,24,12\n"
PRICES = (
    "supplier,sku,valid_from,from_qty,unit_price,valid_to\n"
    "ACME,TEA,2026-01-01,0,7.20,\nACME,TEA,2026-01-01,480,6.80,2026-12-31\nSOLO,RICE,2026-01-01,0.5,1,\n"
)


def text(house: House, kind: str) -> str:
    answer = house.ask("viewer", "GET", f"/sheets/{kind}/file", params={"format": "csv"})
    return answer.content.decode("utf-8-sig").replace("\r\n", "\n")


def test_lists_come_in_once_and_go_out_as_they_came(house: House) -> None:
    for _ in range(2):
        for kind, sheet, rows in (
            ("suppliers", SUPPLIERS, 2),
            ("supplier-items", ITEMS, 1),
            ("supplier-prices", PRICES, 3),
        ):
            job = send(house, kind, sheet.encode())
            assert job["state"] == "done", (job, faults(house, job))
            assert job["created"] + job["unchanged"] == rows
    acme = house.get("/suppliers/ACME")
    assert (acme["name"], acme["language"], acme["active"]) == ("杭州茶业", "zh_CN", True)
    assert house.get("/suppliers/SOLO")["active"] is False
    offer = house.get("/suppliers/ACME/offer", sku="TEA", qty="475")
    assert (offer["qty"], offer["unit_price"]) == ("480", "6.80")
    # who has a price for an item delivers it
    assert [row["sku"] for row in house.get("/suppliers/SOLO/items")["items"]] == ["RICE"]
    for kind in ("suppliers", "supplier-items", "supplier-prices"):
        job = send(house, kind, text(house, kind).encode())
        assert (job["state"], job["created"], job["updated"]) == ("done", 0, 0)


def test_everything_that_is_wrong_is_told_at_once(shared_house: House) -> None:
    assert send(shared_house, "suppliers", b"code,name,currency\nX,X,EUR\n")["state"] == "done"
    wrong = (
        b"supplier,sku,valid_from,from_qty,unit_price,valid_to\n"
        b"NOBODY,TEA,2026-01-01,0,1,\nX,TAE,2026-01-01,0,1,\nX,TEA,2026-01-01,0.5,1,\n"
        b"X,TEA,2026-13-01,0,1,\nX,TEA,2026-01-01,0,,2025-01-01\nX,TEA,2026-01-01,9,-1,\n"
    )
    job = send(shared_house, "supplier-prices", wrong)
    assert job["state"] != "done"
    assert {(fault["row"], fault["column"]) for fault in faults(shared_house, job)} == {
        (2, "supplier"),
        (3, "sku"),
        (4, "from_qty"),
        (5, "valid_from"),
        (6, "unit_price"),
        (6, "valid_to"),
        (7, "unit_price"),
    }
    job = send(shared_house, "suppliers", b"code,name,currency\nA B,,euro\n")
    assert {(fault["row"], fault["column"]) for fault in faults(shared_house, job)} >= {
        (2, "code"),
        (2, "name"),
        (2, "currency"),
    }
