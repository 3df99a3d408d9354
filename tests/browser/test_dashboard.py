"""What a manager gets in the browser."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import (
    PATIENCE_MS,
    card,
    choose,
    figure,
    log_in,
    log_out,
    only,
    pick,
    pick_line,
    try_to_log_in,
)
from tests.browser.house import House, free_port, running_dashboard, running_hub


def number(text: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.-]", "", text))


def test_the_overview_shows_the_hubs_figures(house: House, page: Page) -> None:
    log_in(page, house.url)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    with house.api() as api:
        truth = api.get("/overview").json()
    assert number(figure(page, "Stock value")) == round(Decimal(truth["stock_value"]))
    # these two go on with the clock: a moment later another last digit may be the right one
    assert abs(number(figure(page, "Turnover, 30 days")) - Decimal(truth["turnover"])) < Decimal("0.01")
    days = Decimal(truth["days_of_inventory"])
    assert abs(number(figure(page, "Days of inventory")) - days) < Decimal("0.1")
    assert number(figure(page, "Movements today")) == truth["movements_today"]
    # a warning sign stands before it
    assert figure(page, "Agents online").endswith("3 / 4")
    assert figure(page, "In quarantine").endswith("2")
    assert (truth["agents_online"], truth["agents_total"], truth["quarantined"]) == (3, 4, 2)
    expect(
        page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas")
    ).to_have_count(2)


def test_a_movement_appears_by_itself(house: House, page: Page, module_database: str) -> None:
    log_in(page, house.url)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    before = number(figure(page, "Movements today"))
    with house.api() as api:
        wanted = {
            "site": "main",
            "sku": "TD-1001",
            "kind": "adjustment",
            "qty": "3",
            "source": "loss_gain",
            "destination": "SHELF-1",
            "reason": "found behind the shelf",
        }
        made = api.post("/movements", json=wanted, headers={"Idempotency-Key": f"found-{before}"})
        assert made.status_code == 201, made.text
        # one more than before, but on the stroke of midnight
        today = api.get("/overview").json()["movements_today"]
    assert today > 0
    card = page.get_by_test_id("stMetric").filter(has=page.get_by_text("Movements today", exact=True))
    expect(card.get_by_test_id("stMetricValue")).to_have_text(f"{today:,}")


def test_a_wrong_password_is_said_to_be_one(house: House, page: Page) -> None:
    try_to_log_in(page, house.url, password="wrong")
    expect(page.get_by_text("Wrong login or password.")).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    assert page.get_by_test_id("stMetric").count() == 0


def test_the_language_is_switched_and_stays(house: House, page: Page) -> None:
    log_in(page, house.url)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    choose(page, "简体中文")
    expect(page.get_by_role("heading", name="经营总览")).to_be_visible()
    figure(page, "库存金额")
    page.get_by_role("link", name="库存周转率").click()
    expect(page.get_by_role("heading", name="库存周转率")).to_be_visible()
    expect(page).to_have_url(re.compile("lang=zh_CN"))
    page.reload()
    expect(page.get_by_role("heading", name="库存周转率")).to_be_visible()


def test_turnover_is_shown_with_its_trend_and_found_by_a_search(house: House, page: Page) -> None:
    log_in(page, house.url + "/turnover")
    expect(page.get_by_role("heading", name="Turnover", exact=True)).to_be_visible()
    # the trend, and the categories by turnover and by COGS
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(3)
    page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
        ".every(c => c.querySelector('svg, canvas')?.getBoundingClientRect().height > 60)"
    )
    with house.api() as api:
        span = api.get("/overview").json()["period"]
        asked = {"from": span["from"], "to": span["to"], "by": "item", "limit": 1000}
        truth = api.get("/turnover", params=asked).json()
    assert abs(number(figure(page, "Turnover")) - Decimal(truth["totals"]["turnover"])) < Decimal("0.01")
    expect(page.get_by_text(f"{len(truth['rows'])} rows")).to_be_visible()
    search = page.get_by_role("textbox", name="Search")
    search.fill("mug")
    search.press("Enter")
    expect(page.get_by_text("1 row", exact=True)).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download CSV").click()
    assert saved.value.suggested_filename == f"turnover-item-{span['from']}-{span['to']}.csv"
    lines = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(truth["rows"]) + 1


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("stock", "Stock"),
        ("movements", "Movements"),
        ("agents", "Agents & alarms"),
        ("quarantine", "Quarantine"),
    ],
)
def test_a_link_to_a_page_survives_the_log_in(house: House, page: Page, path: str, heading: str) -> None:
    log_in(page, f"{house.url}/{path}")
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    if path in ("stock", "movements"):
        expect(page.get_by_test_id("stDataFrame").first).to_be_visible()


def ask_for_day(page: Page, day: str) -> None:
    """On the page Stock: of the end of this day."""
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_count(4)  # the stock of now is there to its end
    field = page.get_by_test_id("stDateInput").locator("input")
    field.fill(day)
    field.press("Enter")
    field.press("Escape")
    expect(tabs).to_have_count(0)  # no places: it is told by item


def test_the_stock_at_the_end_of_a_past_day(house: House, page: Page) -> None:
    log_in(page, f"{house.url}/stock")
    with house.api() as api:
        day = api.get("/overview").json()["period"]["from"]
        truth = api.get("/stock/past", params={"at": day}).json()
    ask_for_day(page, day)
    assert number(figure(page, "Stock value")) == round(Decimal(truth["value"])) > 0
    expect(page.get_by_text(f"{truth['items']} rows", exact=True)).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download CSV").click()
    lines = Path(saved.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == truth["items"] + 1
    pick(page, "Place", "SHELF-2")
    with house.api() as api:
        there = api.get(
            "/stock/past/places", params={"site": "main", "location": "SHELF-2", "at": day}
        ).json()
    expect(page.get_by_text(f"{len(there['rows'])} rows", exact=True)).to_be_visible()


def test_the_stock_at_a_time_of_a_past_day(house: House, page: Page) -> None:
    log_in(page, f"{house.url}/stock")
    with house.api() as api:
        day = api.get("/overview").json()["period"]["from"]
        early = Decimal(api.get("/stock/past", params={"at": f"{day}T00:00:00Z"}).json()["value"])
        late = Decimal(api.get("/stock/past", params={"at": day}).json()["value"])
    assert round(early) != round(late)  # that day's trade lies between
    ask_for_day(page, day)
    assert number(figure(page, "Stock value")) == round(late)
    at_its_end = figure(page, "Stock value")
    only(page.get_by_role("spinbutton", name="hour, or at")).press_sequentially("00")
    only(page.get_by_role("spinbutton", name="minute, or at")).press_sequentially("00")
    page.keyboard.press("Tab")
    expect(card(page, "Stock value").get_by_test_id("stMetricValue")).not_to_have_text(at_its_end)
    assert number(figure(page, "Stock value")) == round(early)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download CSV").click()
    assert saved.value.suggested_filename == f"stock-{day}-0000.csv"


def test_what_is_reserved_is_seen_and_given_free_with_a_reason(house: House, page: Page) -> None:
    wanted = {"site": "main", "document": "SO-9001", "lines": [{"sku": "TD-1004", "qty": "3"}]}
    with house.api() as api:
        made = api.post("/reservations", json=wanted, headers={"Idempotency-Key": "browser-9001"})
        assert made.status_code == 201, made.text
    log_in(page, f"{house.url}/stock")
    expect(page.get_by_text("Available is what can be promised")).to_be_visible()
    only(page.get_by_role("tab", name="Reserved")).click()
    pick(page, "Reservation", "SO-9001 · TD-1004 · 3")
    only(page.get_by_label("Why?")).fill("ordered by mistake")
    only(page.get_by_role("button", name="Give free")).click()
    expect(page.get_by_text("Given free: TD-1004 of SO-9001.")).to_be_visible()
    with house.api() as api:
        (row,) = api.get("/reservations", params={"document": "SO-9001"}).json()["items"]
    assert (row["open_qty"], row["released_by"], row["release_reason"]) == ("0", "mei", "ordered by mistake")


def test_what_went_wrong_between_an_agent_and_the_hub_is_told_and_only_where_it_did(
    house: House, page: Page
) -> None:
    log_in(page, f"{house.url}/agents")
    expect(page.get_by_text("Since it started: 4 messages from the hub rejected")).to_have_count(1)


def test_the_turnover_of_a_year_stands_beside_that_of_the_span(house: House, page: Page) -> None:
    log_in(page, f"{house.url}/turnover")
    with house.api() as api:
        day = api.get("/overview").json()["period"]
        span = {"from": day["from"], "to": day["to"], "by": "item"}
        truth = api.get("/turnover", params=span).json()["totals"]
    said = page.get_by_text("a whole year at this pace")
    expect(said).to_be_visible()
    told = Decimal((said.text_content() or "").rsplit(":", 1)[1].strip(" ."))
    assert abs(told - Decimal(truth["annual_turnover"])) <= Decimal("0.02")


def test_the_very_first_visit_of_a_page_is_asked_to_log_in(house: House, page: Page, tmp_path: Path) -> None:
    with running_dashboard(house.hub_url, tmp_path / "log") as url:
        log_in(page, f"{url}/quarantine")
        expect(page.get_by_role("heading", name="Quarantine", exact=True)).to_be_visible()


def test_a_refresh_keeps_the_log_in_and_a_log_out_ends_it(house: House, page: Page) -> None:
    log_in(page, house.url)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    assert "td_" not in page.url
    page.reload()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    log_out(page)
    page.reload()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()


def test_one_persons_log_in_is_not_anothers(house: House, page: Page, browser: Browser) -> None:
    log_in(page, house.url)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    with browser.new_context() as other:
        other.set_default_timeout(PATIENCE_MS)
        stranger = other.new_page()
        stranger.goto(house.url)
        expect(stranger.get_by_label("Password", exact=True)).to_be_visible()
        assert stranger.get_by_test_id("stMetric").count() == 0


def test_a_held_message_is_looked_at_and_discarded_for_a_reason(house: House, page: Page) -> None:
    log_in(page, f"{house.url}/quarantine")
    grid = page.get_by_test_id("stDataFrame")
    expect(grid).to_be_visible()
    with house.api() as api:
        newest = api.get("/quarantine", params={"status": "held"}).json()["items"][0]
    pick_line(grid, page.get_by_text(f"No. {newest['id']} ·"))
    only(page.get_by_role("button", name="Discard …")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Discard", exact=True)).to_be_disabled()
    reason = dialog.get_by_label("Why?")
    reason.fill("line noise")
    reason.press("Enter")
    dialog.get_by_role("button", name="Discard", exact=True).click()
    expect(page.get_by_text(f"No. {newest['id']} is discarded.")).to_be_visible()
    with house.api() as api:
        after = api.get(f"/quarantine/{newest['id']}").json()
    assert after["status"] == "discarded"
    assert after["resolved_by"] == "mei: line noise"


def test_paused_movements_stand_still(house: House, page: Page) -> None:
    log_in(page, f"{house.url}/movements")
    as_of = page.get_by_text("Newest first · as of")
    expect(as_of).to_be_visible()
    first = as_of.inner_text()
    expect(as_of).not_to_have_text(first)
    page.get_by_text("Pause", exact=True).click()
    held = ""
    for _ in range(10):  # what was under way when it was clicked may still come
        before, held = held, as_of.inner_text()
        if before == held:
            return
        page.wait_for_timeout(4000)  # twice as long as the page waits by itself
    raise AssertionError("it went on all the while")


def test_a_viewer_may_look_but_is_told_what_he_may_not(house: House, page: Page) -> None:
    log_in(page, f"{house.url}/quarantine", login="ann")
    expect(page.get_by_text("Your role does not allow this. Ask an administrator.")).to_be_visible()


def test_a_session_that_the_hub_ended_leads_back_to_the_log_in(
    house: House, page: Page, module_database: str
) -> None:
    log_in(page, house.url, login="ann")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    with psycopg.connect(module_database) as conn:
        conn.execute(
            "delete from api_token where user_id = (select id from app_user where login = %s)", ("ann",)
        )
    expect(page.get_by_text("Your session has ended. Log in again.")).to_be_visible()


def test_nothing_is_fetched_from_outside(house: House, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    log_in(page, house.url)
    figure(page, "Stock value")
    page.get_by_role("link", name="Turnover").click()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(3)
    outside = [url for url in asked if not url.startswith((house.url, "data:", "blob:"))]
    assert outside == []


def test_a_narrow_screen_is_not_scrolled_sideways(house: House, browser: Browser) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True) as phone:
        phone.set_default_timeout(PATIENCE_MS)
        page = phone.new_page()
        log_in(page, house.url)
        figure(page, "Stock value")
        page.wait_for_function("document.documentElement.scrollWidth <= 390")


def test_a_hub_that_is_away_is_named_and_its_return_is_noticed(
    module_database: str, house: House, page: Page, tmp_path: Path
) -> None:
    port = free_port()
    with running_dashboard(f"http://127.0.0.1:{port}", tmp_path / "log") as url:
        try_to_log_in(page, url)
        expect(page.get_by_text("The hub does not answer")).to_be_visible()
        expect(page.get_by_text(f"http://127.0.0.1:{port}").first).to_be_visible()
        with running_hub(module_database, port):
            page.get_by_role("button", name="Log in").click()
            expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        expect(page.get_by_text("The hub does not answer").first).to_be_visible()
        with running_hub(module_database, port):
            expect(page.get_by_text("The hub does not answer")).to_have_count(0)
            figure(page, "Stock value")
