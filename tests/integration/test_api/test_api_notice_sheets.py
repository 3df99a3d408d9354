"""Ship notices come in and go out as files."""

from __future__ import annotations

import pytest

from tests.integration.test_api.house import House
from tests.integration.test_api.inbound_world import furnish_dock, order, package
from tests.integration.test_api.sheets_world import faults, send

HEAD = "order,notice,sscc,line,sku,qty,lot,expiry,due_on\n"


@pytest.fixture
def number(house: House) -> str:
    furnish_dock(house)
    return order(house, TEA="48", CUP="10")


def rows(number: str) -> str:
    return (
        f"{number},DN-1,{package(1)},1,TEA,24,L7,2027-01-31,2026-07-01\n"
        f"{number},DN-1,{package(1)},2,CUP,10,,,2026-07-01\n"
        f"{number},DN-1,{package(2)},1,TEA,24,L7,2027-01-31,2026-07-01\n"
    )


def test_a_file_of_packages_makes_notices_once_and_goes_out_as_it_came(house: House, number: str) -> None:
    checked = send(house, "ship-notices", (HEAD + rows(number)).encode(), dry_run=True)
    assert (checked["state"], checked["created"]) == ("done", 3)
    assert list(house.walk("/ship-notices")) == []
    for made in (3, 0):
        job = send(house, "ship-notices", (HEAD + rows(number)).encode())
        assert (job["state"], job["created"]) == ("done", made), faults(house, job)
    (notice,) = house.walk("/ship-notices")
    assert (notice["number"], notice["due_on"], notice["packages"]) == ("DN-1", "2026-07-01", 2)
    first = house.get(f"/packages/{package(1)}")
    assert [(line["sku"], line["qty"], line["lot"]) for line in first["lines"]] == [
        ("TEA", "24", "L7"),
        ("CUP", "10", ""),
    ]
    answer = house.ask("viewer", "GET", "/sheets/ship-notices/file", params={"format": "csv"})
    assert answer.content.decode("utf-8-sig").replace("\r\n", "\n") == HEAD + rows(number)
    book = house.ask("viewer", "GET", "/sheets/ship-notices/file", params={"format": "xlsx"})
    again = send(house, "ship-notices", book.content)
    assert (again["state"], again["unchanged"]) == ("done", 3)


def test_all_that_is_wrong_is_named_by_row_and_column(house: House, number: str) -> None:
    assert send(house, "ship-notices", (HEAD + rows(number)).encode())["state"] == "done"
    bad = package(3)[:-1] + str((int(package(3)[-1]) + 1) % 10)
    wrong = (
        f"PO-NONE,DN-2,{package(4)},1,TEA,1,,,\n"
        f"{number},DN-3,{bad},1,TEA,1,,,\n"
        f"{number},DN-3,{package(5)},1,NOBODY,0.5,,,\n"
        f"{number},DN-3,{package(5)},2,TEA,0.5,,,2026-08-01\n"
        f"{number},DN-1,{package(6)},1,TEA,1,,,2026-07-01\n"
        f"{number},DN-4,{package(1)},1,TEA,1,,,\n"
        f"{number},DN-4,{package(5)},1,TEA,1,,,\n"
        f"{number},DN-1,{package(2)},1,TEA,23,L7,2027-01-31,2026-07-01\n"
    )
    job = send(house, "ship-notices", (HEAD + wrong).encode())
    assert job["state"] == "refused"
    assert {(fault["row"], fault["column"]) for fault in faults(house, job)} == {
        (2, "order"), (3, "sscc"), (4, "sku"), (5, "qty"), (5, "due_on"), (6, "notice"), (7, "sscc"),
        (8, "sscc"), (9, "notice"),
    }  # fmt: skip
