"""What a manager does in production: sees what can be built, orders, reports, takes back, closes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import card, choose, log_in, only, pick
from tests.browser.house import House
from tests.browser.production_house import furnish


@pytest.fixture(scope="module")
def kit(house: House, module_database: str) -> str:
    furnish(house, module_database)
    return "GS-01"


def shown(page: Page, label: str, text: str) -> None:
    """On the card of this name."""
    expect(card(page, label).get_by_test_id("stMetricValue")).to_have_text(text)


def test_a_kit_is_ordered_released_reported_taken_back_and_the_order_closed(
    house: House, page: Page, kit: str
) -> None:
    log_in(page, f"{house.url}/production")
    # an empty page says what to do next
    expect(page.get_by_text("There is no production order here.")).to_be_visible()

    choose(page, "What can be built")
    expect(page.get_by_text("Of what is available, one level deep.")).to_be_visible()
    only(page.get_by_role("textbox", name="Quantity")).fill("4")
    only(page.get_by_role("button", name="Draft the order")).click()
    expect(page.get_by_text("MO-000001 is drafted.")).to_be_visible()

    choose(page, "Orders")
    expect(page.get_by_role("heading", name="MO-000001 · Gift set for two")).to_be_visible()
    only(page.get_by_role("button", name="Release", exact=True)).click()
    expect(page.get_by_text("MO-000001 is released")).to_be_visible()

    only(page.get_by_label("Made, good")).fill("3")
    only(page.get_by_label("Lot of what was made")).fill("G-1")
    only(page.get_by_role("button", name="Report", exact=True)).click()
    expect(page.get_by_text("Reported on MO-000001.")).to_be_visible()
    shown(page, "Produced", "3 / 4")
    shown(page, "State", "Partly produced")
    with house.api() as api:
        made = api.get("/stock", params={"sku": kit}).json()["items"]
        trace = api.get("/trace", params={"item": kit, "lot": "G-1"}).json()
    assert [(row["lot"], row["qty"]) for row in made] == [("G-1", "3")]
    # two mugs, a tin and a box, of which two in a hundred are expected to be spoilt
    assert {(one["sku"], one["lot"], one["qty"]) for one in trace["made_of"]} == {
        ("GS-MUG", "", "6"),
        ("GS-TEA", "L-0117", "3"),
        ("GS-BOX", "", "4"),
    }

    only(page.get_by_label("Why was it wrong?")).fill("there were only two")
    only(page.get_by_role("button", name="Undo this report")).click()
    expect(page.get_by_text("Undone: what was taken is back")).to_be_visible()
    shown(page, "Produced", "0 / 4")

    only(page.get_by_label("Made, good")).fill("2")
    only(page.get_by_label("Lot of what was made")).fill("G-2")
    only(page.get_by_role("button", name="Report", exact=True)).click()
    shown(page, "Produced", "2 / 4")
    only(page.get_by_role("button", name="Close …")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why?").fill("enough for the fair")
    dialog.get_by_label("Why?").press("Tab")
    dialog.get_by_role("button", name="Close the order").click()
    expect(page.get_by_text("MO-000001 is closed.")).to_be_visible()
    with house.api() as api:
        order = api.get("/production-orders/MO-000001").json()
        reserved = api.get("/reservations", params={"document": "MO-000001", "open": True}).json()["items"]
    assert (order["state"], order["produced_qty"], order["close_reason"]) == (
        "closed",
        "2",
        "enough for the fair",
    )
    assert reserved == []

    # whoever has its number in hand finds it, though it is over
    number = only(page.get_by_role("textbox", name="Look up"))
    number.fill("MO-000001")
    number.press("Enter")
    expect(page.get_by_text("Production order MO-000001 Gift set for two")).to_be_visible()
    only(page.get_by_role("button", name="Open")).click()
    expect(page.get_by_role("heading", name="MO-000001 · Gift set for two")).to_be_visible()
    shown(page, "State", "Closed")

    choose(page, "Bills of materials")
    expect(page.get_by_text("Write a bill of materials")).to_be_visible()
    pick(page, "Bill of materials", "GS-01 · version 1")
    expect(page.get_by_text("Level 1 are its components")).to_be_visible()
