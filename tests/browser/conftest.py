"""A real browser before the real dashboard, hub and database."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser.house import PASSWORD, House, fill, running_dashboard, running_hub

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE_MS = 120_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
expect.set_options(timeout=PATIENCE_MS)


# of this folder only: its event loop would be in the way of every other test that has one
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (on Debian: the package chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def house(
    module_database: str, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[House]:
    fill(module_database, now=dt.datetime.now(dt.UTC))
    log = tmp_path_factory.mktemp("dashboard") / "streamlit.log"
    with running_hub(module_database) as hub_url, running_dashboard(hub_url, log) as url:
        yield House(hub_url, url)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(
        locale="en-GB", timezone_id="Europe/Berlin", viewport={"width": 1360, "height": 900}
    )
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def log_in(page: Page, url: str, login: str = "mei", password: str = PASSWORD) -> None:
    page.goto(url)
    page.get_by_label("Login", exact=True).fill(login)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in").click()


def only(found: Locator) -> Locator:
    """The one there is, once the one before it is gone: while a page is drawn anew both stand there."""
    expect(found).to_have_count(1)
    return found


def settled(page: Page) -> None:
    """Nothing is being drawn: what is opened now stays open."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def choose(page: Page, name: str) -> None:
    """One of several beside each other, such as a page's sections."""
    radio = page.get_by_role("radio", name=name, exact=True)
    radio.or_(page.get_by_role("button", name=name, exact=True)).first.click()


def card(page: Page, label: str) -> Locator:
    """The one of this name."""
    return page.get_by_test_id("stMetric").filter(has=page.get_by_text(label, exact=True)).first


def figure(page: Page, label: str) -> str:
    """What stands on the card of this name."""
    expect(card(page, label)).to_be_visible()
    return card(page, label).get_by_test_id("stMetricValue").inner_text().strip()
