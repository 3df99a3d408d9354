"""What a manager does about counts in the browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import card, choose, figure, log_in, only, pick, settled
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
    choose(page, "Record accuracy")
    expect(page.get_by_text("Record accuracy by week").first).to_be_visible()
    is_drawn(page)
    # each place with its own
    worst = truth["by_place"][0]["location"]
    pick(page, "Place", worst)
    share = f"{float(truth['by_place'][0]['accuracy']) * 100:.1f} %"
    expect(card(page, "Record accuracy").get_by_test_id("stMetricValue")).to_have_text(share)
    choose(page, "Shelf scales")
    expect(page.get_by_text("Grey: pieces by weight").first).to_be_visible()
    is_drawn(page)
    choose(page, "Grams")
    expect(page.get_by_text("Grey: the scale.").first).to_be_visible()
    is_drawn(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def is_drawn(page: Page) -> None:
    """One picture, as large as a picture is."""
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(1)
    page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
        ".every(c => c.querySelector('svg, canvas')?.getBoundingClientRect().height > 60)"
    )


def test_what_is_late_is_told_with_its_place_and_when_it_was_due(house: House, page: Page) -> None:
    log_in(page, house.url + "/counts")
    late = page.get_by_test_id("stAlert").filter(has_text="Late")
    expect(late.first).to_contain_text("SHELF-3")
    expect(late.first).to_contain_text("20 hours ago, nobody has taken it")
    expect(page.get_by_text("Weekly: ").first).to_be_visible()


def test_a_manager_asks_for_a_count_of_an_item_at_all_its_places(house: House, page: Page) -> None:
    sku = "TD-1001"
    moved = {"site": "main", "sku": sku, "kind": "move", "qty": "1", "reason": "to the store"}
    with house.api() as api:
        (lying, *_more) = api.get("/stock", params={"sku": sku}).json()["items"]
        moved |= {"source": lying["location"], "destination": "STORE"}
        assert api.post("/movements", json=moved, headers={"Idempotency-Key": "to-store"}).status_code == 201
    log_in(page, house.url + "/counts")
    choose(page, "Ask for a count")
    choose(page, "An item, wherever it lies")
    expect(page.get_by_label("SKU", exact=True).first).to_be_visible()
    only(page.get_by_label("SKU", exact=True)).fill(sku)
    only(page.get_by_label("Why?", exact=True)).fill("a customer missed one")
    only(page.get_by_role("button", name="Ask for it")).click()
    expect(page.get_by_text("1 count is asked for. CNT-").first).to_be_visible()
    expect(page.get_by_text(f"An open count has it already at {lying['location']}.").first).to_be_visible()
    with house.api() as api:
        asked = api.get("/count-tasks", params={"location": "STORE", "state": "planned"}).json()["items"]
    assert "a customer missed one" in [count["cause"] for count in asked]


def test_a_manager_changes_the_sites_rules(house: House, page: Page) -> None:
    log_in(page, house.url + "/counts")
    choose(page, "Plans and rules")
    days = page.get_by_label("Class A: count every … days", exact=True)
    expect(days).to_have_value("7")
    days.fill("14")
    page.get_by_label("Class A: tolerance (%)", exact=True).fill("0.5")
    settled(page)
    large = page.get_by_test_id("stButtonGroup").filter(has_text="Classes").last
    large.get_by_text("C", exact=True).click()
    page.get_by_role("button", name="Save the rules").click()
    expect(page.get_by_text("The rules are saved.").first).to_be_visible()
    with house.api() as api:
        rules = api.get("/count-policies/main").json()
    assert (rules["days_a"], rules["tolerance_a"], rules["days_b"]) == (14, "0.005", 30)
    assert (rules["small_classes"], rules["large_classes"]) == ("ABC", "AB")


def test_a_variance_is_approved_with_its_reason_and_posted(house: House, page: Page) -> None:
    log_in(page, house.url + "/counts")
    with house.api() as api:
        (waiting,) = api.get("/count-tasks", params={"state": "to_approve"}).json()["items"]
    expect(page.get_by_text("Variances that wait for a word").first).to_be_visible()
    # while the page is drawn anew, what was there before stands beside it for a moment
    approve = page.locator("button", has_text="Approve and post")
    expect(approve.first).to_be_disabled()
    pick(page, "Reason", "Damaged")
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
