"""What a buyer does in the browser: look an order up, approve, send, take its paper, cancel; give a link."""

from __future__ import annotations

import re

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from hub.api.auth.secrets import hash_secret
from hub.store import users
from tests.browser.conftest import PATIENCE_MS, choose, log_in, log_out, only, pick, pick_line, unfold
from tests.browser.house import PASSWORD, House
from tests.browser.purchase_house import furnish


@pytest.fixture(scope="module")
def numbers(house: House) -> dict[str, str]:
    return furnish(house)


def open_order(page: Page, house: House, number: str) -> None:
    """The newest stands first."""
    with house.api() as api:
        rows = [row["number"] for row in api.get("/purchase-orders", params={"open": True}).json()["items"]]
    table = page.get_by_test_id("stDataFrame").first
    pick_line(table, page.get_by_role("heading", name=re.compile(number)), rows.index(number))


def test_an_order_is_approved_sent_printed_and_cancelled(
    house: House, page: Page, numbers: dict[str, str]
) -> None:
    number = numbers["draft"]
    log_in(page, f"{house.url}/purchasing")
    open_order(page, house, number)
    only(page.get_by_role("button", name="Approve")).click()
    expect(page.get_by_text(f"{number} is approved.")).to_be_visible()
    only(page.get_by_role("button", name="Mark as sent")).click()
    expect(page.get_by_text(re.compile(f"{number} is sent"))).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Order as PDF").click()
    assert saved.value.suggested_filename == f"{number}.pdf"
    only(page.get_by_role("button", name="Cancel order")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Cancel the order")).to_be_disabled()
    dialog.get_by_label("Why?").fill("ordered twice")
    dialog.get_by_label("Why?").press("Tab")
    dialog.get_by_role("button", name="Cancel the order").click()
    expect(page.get_by_text(f"{number} is cancelled.")).to_be_visible()
    unfold(page.get_by_text("What became of it"), page.get_by_text("ordered twice"))
    with house.api() as api:
        assert api.get(f"/purchase-orders/{number}").json()["state"] == "cancelled"


def test_a_supplier_confirms_by_the_link_that_a_buyer_gave_it(
    house: House, page: Page, browser: Browser, numbers: dict[str, str]
) -> None:
    log_in(page, f"{house.url}/purchasing")
    choose(page, "Suppliers")
    # the orders' table is gone when this is there
    expect(page.get_by_text("New supplier", exact=True)).to_be_visible()
    link, give = page.get_by_text("Its link", exact=True), page.get_by_role("button", name="Give a link")
    pick_line(page.get_by_test_id("stDataFrame").first, link)
    unfold(link, give)
    only(give).click()
    code = page.get_by_test_id("stCode")
    expect(code).to_be_visible()
    url = code.inner_text().strip()
    theirs = browser.new_context().new_page()
    theirs.set_default_timeout(PATIENCE_MS)
    theirs.goto(url)
    expect(theirs.get_by_role("heading", name="杭州茶业有限公司")).to_be_visible()
    section = theirs.locator("section", has=theirs.get_by_text(numbers["partly"]))
    section.get_by_label("到货日期 TD-1002").fill("2030-01-15")
    section.get_by_role("button", name="确认这些日期").click()
    expect(theirs.get_by_text(f"谢谢：{numbers['partly']} 已确认。")).to_be_visible()
    theirs.context.close()
    with house.api() as api:
        lines = api.get(f"/purchase-orders/{numbers['partly']}").json()["lines"]
    assert [line["confirmed_on"] for line in lines][1] == "2030-01-15"


def test_a_buyer_changes_an_items_minimum_and_its_breaks_stay(
    house: House, page: Page, numbers: dict[str, str]
) -> None:
    with house.api() as api:
        before = api.get("/suppliers/HZ-TEA/items").json()["items"][0]
    log_in(page, f"{house.url}/purchasing")
    choose(page, "Suppliers")
    expect(page.get_by_text("New supplier", exact=True)).to_be_visible()
    delivers = page.get_by_text("What it delivers, and at what price", exact=True)
    pick_line(page.get_by_test_id("stDataFrame").first, delivers)
    unfold(delivers, page.get_by_role("combobox", name="Item", exact=True))
    pick(page, "Item", re.compile("TD-1001"))
    # for a moment the empty form of before stands beside the item's own
    expect(page.locator("input[aria-label=Pack][value='12']")).to_be_visible()
    only(page.get_by_label("Minimum", exact=True)).fill("24")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("delivers TD-1001.")).to_be_visible()
    with house.api() as api:
        after = api.get("/suppliers/HZ-TEA/items").json()["items"][0]
    assert after == before | {"min_qty": "24"}


def test_an_administrator_sets_how_much_a_manager_may_approve(
    house: House, page: Page, module_database: str
) -> None:
    with psycopg.connect(module_database) as conn:
        users.create(
            conn, login="ada", name="Ada", role="admin", language="en", password_hash=hash_secret(PASSWORD)
        )
    log_in(page, f"{house.url}/purchasing")
    choose(page, "Limits")
    expect(page.get_by_text("An administrator sets the limits.")).to_be_visible()
    log_out(page)
    log_in(page, f"{house.url}/purchasing", login="ada")
    choose(page, "Limits")
    expect(page.get_by_role("button", name="Set the limit").first).to_be_visible()
    only(page.get_by_label("Currency", exact=True)).fill("eur")
    only(page.get_by_label("Up to", exact=True)).fill("12345.67")
    only(page.get_by_role("button", name="Set the limit")).click()
    expect(page.get_by_text("The limit is set.")).to_be_visible()
    with house.api() as api:
        limits = api.get("/purchase-limits").json()["items"]
    assert {"role": "manager", "currency": "EUR", "amount": "12345.67"} in limits


def test_an_order_is_changed_and_a_part_of_a_blanket_order_called_off_by_their_forms(
    house: House, page: Page, numbers: dict[str, str]
) -> None:
    log_in(page, f"{house.url}/purchasing")
    open_order(page, house, numbers["partly"])
    note = page.get_by_role("textbox", name="Note for the supplier")
    unfold(page.get_by_text("Change the order", exact=True), note)
    note.fill("ring before you come")
    note.press("Control+Enter")
    expect(page.get_by_text(f"{numbers['partly']} is changed.")).to_be_visible()

    open_order(page, house, numbers["blanket"])
    quantity = page.get_by_role("textbox", name=re.compile("^TD-1002 · "))
    unfold(page.get_by_text("Call off", exact=True).first, quantity)
    only(quantity).fill("600")
    page.get_by_test_id("stForm").get_by_role("button", name="Call off", exact=True).click()
    expect(page.get_by_text("is called off and approved.")).to_be_visible()
    with house.api() as api:
        assert api.get(f"/purchase-orders/{numbers['partly']}").json()["note"] == "ring before you come"
        blanket = api.get(f"/purchase-orders/{numbers['blanket']}").json()
        (number,) = blanket["call_offs"]
        called = api.get(f"/purchase-orders/{number}").json()
    assert [line["called_qty"] for line in blanket["lines"]] == ["600"]
    assert [(line["sku"], line["qty"]) for line in called["lines"]] == [("TD-1002", "600")]
    assert (called["state"], called["kind"]) == ("approved", "call_off")
