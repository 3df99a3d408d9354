"""What a manager does about counts in the browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import figure, log_in
from tests.browser.counts_house import fill_counts
from tests.browser.house import House, fill, running_dashboard, running_hub


@pytest.fixture(scope="module")
def house(
    module_database: str, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[House]:
    now = dt.datetime.now(dt.UTC)
    fill(module_database, now=now)
    fill_counts(module_database, now=now)
    log = tmp_path_factory.mktemp("dashboard") / "streamlit.log"
    with running_hub(module_database) as hub_url, running_dashboard(hub_url, log) as url:
        yield House(hub_url, url)


def test_counts_accuracy_and_shelf_weights_are_seen(house: House, page: Page) -> None:
    log_in(page, house.url + "/counts")
    expect(page.get_by_role("heading", name="Counts", exact=True)).to_be_visible()
    with house.api() as api:
        truth = api.get("/count-accuracy", params={"site": "main"}).json()
    assert figure(page, "To approve") == "1"
    # the hub may ask for more counts by itself meanwhile, but those are due later
    assert figure(page, "Overdue") == "1"
    assert int(figure(page, "To count")) >= 2
    assert figure(page, "Record accuracy, 12 weeks") == f"{float(truth['accuracy']) * 100:.1f} %"
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(2)
    page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
        ".every(c => c.querySelector('svg, canvas')?.getBoundingClientRect().height > 60)"
    )
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_variance_is_approved_with_its_reason_and_posted(house: House, page: Page) -> None:
    log_in(page, house.url + "/counts")
    with house.api() as api:
        (waiting,) = api.get("/count-tasks", params={"state": "to_approve"}).json()["items"]
    expect(page.get_by_text("Variances that wait for a word").first).to_be_visible()
    # while the page is drawn anew, what was there before stands beside it for a moment
    approve = page.locator("button", has_text="Approve and post")
    expect(approve.first).to_be_disabled()
    page.get_by_role("combobox", name="Reason").first.click()
    page.get_by_role("option", name="Damaged").first.click()
    allowed = page.locator("button:not([disabled])", has_text="Approve and post").first
    expect(allowed).to_be_visible()
    allowed.click()
    expect(page.get_by_text(f"{waiting['number']}: Posted").first).to_be_visible()
    with house.api() as api:
        done = api.get(f"/count-tasks/{waiting['number']}").json()
        movements = api.get("/movements", params={"document": waiting["number"]}).json()["items"]
    assert (done["state"], done["reason"], done["decided_by"]) == ("posted", "damaged", "mei")
    assert sorted(row["qty"] for row in movements) == ["1", "2"]


def test_a_viewer_sees_counts_and_cannot_plan_them(house: House, page: Page) -> None:
    log_in(page, house.url + "/counts", login="ann")
    expect(page.get_by_role("heading", name="Open counts")).to_be_visible()
    expect(page.get_by_role("button", name="Plan a weekly count")).to_have_count(0)
    page.goto(house.url + "/counts?lang=zh_CN")
    expect(page.get_by_role("heading", name="盘点", exact=True)).to_be_visible()
