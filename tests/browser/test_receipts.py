"""What a manager does with goods in: sees what is due, decides, releases, sees how long it takes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import choose, log_in, only, pick
from tests.browser.house import House
from tests.browser.inbound_house import furnish
from tests.integration.test_api.inbound_world import package


@pytest.fixture(scope="module")
def number(house: House, module_database: str) -> str:
    return furnish(house, module_database)


def test_differences_are_decided_holds_released_and_the_time_to_the_shelf_is_a_picture(
    house: House, page: Page, number: str
) -> None:
    log_in(page, f"{house.url}/receipts")
    expect(page.get_by_role("heading", name="Arrived")).to_be_visible()
    # due, arrived, and of the unloading that goes on what was counted and what nobody could place
    expect(page.get_by_test_id("stDataFrame")).to_have_count(4)
    expect(page.get_by_text("Tags and codes that nobody could place:")).to_be_visible()
    with house.api() as api:
        (going_on,) = api.get("/receipts", params={"open": True}).json()["items"]
        counted = api.get(f"/receipts/{going_on['id']}/counted").json()
    (pans,) = counted["items"]
    assert (pans["sku"], pans["seen"], pans["scanned"], pans["total"]) == ("TD-1003", 2, 1, "2")
    assert [one["code"] for one in counted["unplaced"]] == ["E2801160"]

    choose(page, "To decide")
    pick(page, "Decide on", f"{number} · TD-1003 · Damaged · 2")
    choose(page, "Scrap")
    only(page.get_by_label("Why?")).fill("broken in transit")
    only(page.get_by_role("button", name="Decide", exact=True)).click()
    expect(page.get_by_text(f"Decided: {number}, TD-1003.")).to_be_visible()
    with house.api() as api:
        left = api.get("/receipt-exceptions", params={"order": number, "undecided": True}).json()["items"]
        scrapped = api.get("/movements", params={"kind": "scrap", "sku": "TD-1003"}).json()["items"]
    assert sorted(row["kind"] for row in left) == ["over", "short"]
    assert [row["qty"] for row in scrapped] == ["2"]

    choose(page, "On hold")
    expect(page.get_by_role("combobox", name="Release")).to_be_visible()
    form = only(page.get_by_test_id("stForm").filter(has=page.get_by_role("textbox", name="Where to")))
    form.get_by_role("textbox", name="Where to").fill("DOCK-1")
    form.get_by_label("Why?").fill("only a scratch")
    form.get_by_role("button", name="Release").click()
    expect(page.get_by_text("Released: TD-1001 to DOCK-1.")).to_be_visible()

    choose(page, "Dock to stock")
    expect(page.get_by_text("Receipts put away")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible()


def test_a_part_of_what_is_too_much_goes_back(house: House, page: Page, number: str) -> None:
    log_in(page, f"{house.url}/receipts")
    choose(page, "To decide")
    pick(page, "Decide on", f"{number} · TD-1001 · Too many · 2")
    choose(page, "Send back")
    only(page.get_by_role("textbox", name="Quantity")).fill("1")
    only(page.get_by_label("Why?")).fill("the other one is kept")
    only(page.get_by_role("button", name="Decide", exact=True)).click()
    expect(page.get_by_text(f"Decided: {number}, TD-1001.")).to_be_visible()
    with house.api() as api:
        (left,) = api.get("/receipt-exceptions", params={"kind": "over", "undecided": True}).json()["items"]
        went = api.get("/movements", params={"kind": "supplier_return", "sku": "TD-1001"}).json()["items"]
    assert (left["sku"], left["qty"], [row["qty"] for row in went]) == ("TD-1001", "1", ["1"])


def test_goods_that_came_without_an_order_are_put_onto_it(house: House, page: Page, number: str) -> None:
    line = {"item": "TD-1002", "qty": "4"}
    receipt = {"site": "main", "document": "UD-DOOR-1", "location": "DOCK-1", "lines": [line]}
    with house.api() as api:
        made = api.post("/receipts", json=receipt, headers={"Idempotency-Key": "without-an-order"})
        assert made.status_code == 201, made.text
    log_in(page, f"{house.url}/receipts")
    choose(page, "To decide")
    pick(page, "Decide on", "UD-DOOR-1 · TD-1002 · Without an order · 4")
    choose(page, "Put onto an order")
    pick(page, "Order", re.compile(number))
    only(page.get_by_label("Why?")).fill("the rest of it, with another paper")
    only(page.get_by_role("button", name="Decide", exact=True)).click()
    expect(page.get_by_text("Decided: UD-DOOR-1, TD-1002.")).to_be_visible()
    with house.api() as api:
        lines = api.get(f"/purchase-orders/{number}").json()["lines"]
    assert [row["received_qty"] for row in lines if row["sku"] == "TD-1002"] == ["24"]


def test_packages_are_announced_goods_held_and_sent_back_by_forms(
    house: House, page: Page, number: str
) -> None:
    log_in(page, f"{house.url}/receipts")
    choose(page, "Ship notices")
    expect(page.get_by_text("No ship notice is open.")).to_be_visible()
    only(page.get_by_role("textbox", name="Supplier's number of it")).fill("DN-77")
    only(page.get_by_role("textbox", name="Package (SSCC)")).fill(package(7))
    only(page.get_by_role("button", name="Announce", exact=True)).click()
    expect(page.get_by_text(re.compile("Announced: DN-77 for PO-"))).to_be_visible()
    with house.api() as api:
        (notice,) = api.get("/ship-notices").json()["items"]
        found = api.get(f"/packages/{package(7)}").json()
    assert (notice["number"], found["state"], len(found["lines"])) == ("DN-77", "underway", 1)
    only(page.get_by_role("button", name="Cancel the notice")).click()
    expect(page.get_by_text("Notice DN-77: nothing more is expected on it.")).to_be_visible()

    choose(page, "On hold")
    expect(page.get_by_role("heading", name="Put goods on hold")).to_be_visible()
    form = only(page.get_by_test_id("stForm").filter(has=page.get_by_role("textbox", name="Why is it held?")))
    for name, text in (
        ("SKU", "TD-1002"), ("Quantity", "3"), ("Where it stands", "DOCK-1"), ("Why is it held?", "torn"),
    ):  # fmt: skip
        form.get_by_role("textbox", name=name, exact=True).fill(text)
    form.get_by_role("button", name="Put on hold").click()
    expect(page.get_by_text("On hold: 3 TD-1002.")).to_be_visible()

    choose(page, "Returns")
    pick(page, "What goes back", "HOLD · TD-1002 · 3")
    page.keyboard.press("Escape")
    form = page.get_by_test_id("stForm").filter(has=page.get_by_role("textbox", name="Why does it go back?"))
    only(form)
    form.get_by_role("textbox", name="Purchase order").fill(number)
    form.get_by_role("textbox", name="Why does it go back?").fill("torn in the box")
    form.get_by_role("radio", name="To be credited").click()
    with house.api() as api:
        before = {line["sku"]: line for line in api.get(f"/purchase-orders/{number}").json()["lines"]}
    form.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("On its way back: TD-1002.")).to_be_visible()
    with house.api() as api:
        sent = api.get("/supplier-returns").json()["items"][0]
        lines = {line["sku"]: line for line in api.get(f"/purchase-orders/{number}").json()["lines"]}
    assert (sent["order"], sent["settlement"]) == (number, "credit")
    for name in ("qty", "received_qty"):
        assert int(lines["TD-1002"][name]) == int(before["TD-1002"][name]) - 3
