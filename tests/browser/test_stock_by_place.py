"""What one sees of the site's places, and of the way of a lot."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import card, log_in, only, pick
from tests.browser.house import House, fill, running_dashboard, running_hub
from tests.browser.lot_house import furnish


@pytest.fixture(scope="module")
def house(
    module_database: str, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[House]:
    fill(module_database, now=dt.datetime.now(dt.UTC))
    log = tmp_path_factory.mktemp("dashboard") / "streamlit.log"
    with running_hub(module_database) as hub_url, running_dashboard(hub_url, log) as url:
        made = House(hub_url, url)
        furnish(made, module_database)
        yield made


def test_the_places_are_seen_and_a_lot_is_traced_in_both_languages(house: House, page: Page) -> None:
    log_in(page, house.url + "/places", login="ann")
    expect(page.get_by_role("heading", name="Stock by place", exact=True)).to_be_visible()
    expect(page.get_by_text("The site from above, filled by level").first).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    pick(page, "Place", re.compile("SHELF-2"))
    with house.api() as api:
        lying = api.get("/stock", params={"site": "main", "location": "SHELF-2"}).json()["items"]
    expect(page.get_by_text(f"{len(lying)} rows", exact=True).first).to_be_visible()

    only(page.get_by_role("tab", name="Trace a lot or serial number")).click()
    only(page.get_by_role("textbox", name="Item", exact=True)).fill("TEA-01")
    only(page.get_by_role("textbox", name="Lot or serial number")).fill("NEVER")
    only(page.get_by_role("button", name="Trace", exact=True)).click()
    expect(page.get_by_text("Nothing is known of this item with this number").first).to_be_visible()
    only(page.get_by_role("textbox", name="Lot or serial number")).fill("L7")
    only(page.get_by_role("button", name="Trace", exact=True)).click()
    expect(page.get_by_role("heading", name="Came from")).to_be_visible()
    expect(page.get_by_text("2031-01-31", exact=True).first).to_be_visible()
    for label, qty in (("Came in", "20"), ("Went out", "9"), ("There now", "11")):
        expect(card(page, label).get_by_test_id("stMetricValue")).to_have_text(qty)
    expect(page.get_by_test_id("stException")).to_have_count(0)

    page.goto(house.url + "/places?lang=zh_CN")
    expect(page.get_by_role("heading", name="库位库存", exact=True)).to_be_visible()


def test_what_expires_is_found_within_as_many_days_as_one_asks(house: House, page: Page) -> None:
    log_in(page, house.url + "/stock", login="ann")
    only(page.get_by_role("tab", name="Expiring")).click()
    shown = page.get_by_role("tabpanel", name="Expiring")
    expect(shown.get_by_text("No lot expires by then.")).to_be_visible()
    with house.api() as api:
        truth = api.get("/stock/expiring", params={"within_days": 3650}).json()
    # at the dock and on the shelf
    assert [(row["sku"], row["lot"], row["expiry"]) for row in truth["items"]] == [
        ("TEA-01", "L7", "2031-01-31")
    ] * 2
    within = only(shown.get_by_label("Expires within days"))
    within.fill("3650")
    within.press("Enter")
    expect(shown.get_by_text("2 rows", exact=True)).to_be_visible()
    for said in ("TEA-01", "L7", "2031-01-31"):
        expect(shown.locator("[role=gridcell]").filter(has_text=said).first).to_be_attached()
    value = shown.get_by_test_id("stMetric").filter(has=page.get_by_text("Expires by then", exact=True))
    expect(value.get_by_test_id("stMetricValue")).to_contain_text(truth["expiring_value"].split(".")[0])


def test_whatever_is_typed_into_the_box_is_found_and_its_page_opened(house: House, page: Page) -> None:
    log_in(page, house.url)
    box = page.get_by_role("textbox", name="Look up")
    box.fill("L7")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Look up", exact=True)).to_be_visible()
    expect(page.get_by_text("TEA-01").first).to_be_visible()
    again = only(page.get_by_role("textbox", name="What is it?"))
    again.fill("SHELF-2")
    again.press("Enter")
    expect(page.get_by_text("Place SHELF-2")).to_be_visible()
    only(page.get_by_role("button", name="Open")).click()
    expect(page.get_by_role("heading", name="Stock by place", exact=True)).to_be_visible()
