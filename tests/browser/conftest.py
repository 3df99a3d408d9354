"""A real browser before the real dashboard, hub and database."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from dashboard.i18n import Language
from tests.browser.house import PASSWORD, House, fill, running_dashboard, running_hub

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE_MS = 120_000
FOLDED_AFTER_MS = 10_000
"""A list that shows no option for so long is looked at again: it may have been folded up."""
LINE_PX = 35
"""A line of a table is so high, and its head too."""
ENGLISH = Language()
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


# --- logging in and out ---


def log_in(
    page: Page, url: str, login: str = "mei", password: str = PASSWORD, language: Language = ENGLISH
) -> None:
    """Until the browser keeps the session: before that, another address would ask to log in again."""
    try_to_log_in(page, url, login, password, language)
    expect(page.get_by_label(language.text("Password"), exact=True)).to_have_count(0)
    session_is_kept(page.context, there=True)


def try_to_log_in(
    page: Page, url: str, login: str = "mei", password: str = PASSWORD, language: Language = ENGLISH
) -> None:
    """Whatever comes of it. In another language than English `url` has to say so."""
    page.goto(url)
    for label, text in (("Login", login), ("Password", password)):
        only(page.get_by_label(language.text(label), exact=True)).fill(text)
    for label, text in (("Login", login), ("Password", password)):
        expect(page.get_by_label(language.text(label), exact=True)).to_have_value(text)
    page.get_by_role("button", name=language.text("Log in")).click()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    session_is_kept(page.context, there=False)


def session_is_kept(context: BrowserContext, *, there: bool) -> None:
    """Or dropped: the browser does so a moment after the page has changed."""
    page = context.pages[0]
    until = time.monotonic() + PATIENCE_MS / 1000
    while True:
        found = [c for c in context.cookies() if c["name"].startswith("tallydock_")]
        if bool(found) == there:
            assert all(cookie["httpOnly"] and cookie["sameSite"] == "Strict" for cookie in found)
            return
        assert time.monotonic() < until, f"the session cookie is {'missing' if there else 'still there'}"
        page.wait_for_timeout(50)


# --- what Streamlit draws anew under one's hands ---


def settled(page: Page) -> None:
    """Nothing is being drawn: what is opened now stays open."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def only(found: Locator) -> Locator:
    """The one there is, once the one before it is gone: while a page is drawn anew both stand there."""
    settled(found.page)
    expect(found).to_have_count(1)
    return found


def choose(page: Page, name: str) -> None:
    """One of several beside each other, such as a page's sections."""
    radio = only(page.get_by_role("radio", name=name, exact=True))
    radio.click()
    expect(radio).to_be_checked()


def pick(page: Page, label: str, option: str | re.Pattern[str], *, within: Locator | None = None) -> None:
    """One of the list that unfolds from the box of this name.

    A page that is drawn anew or scrolled may fold it up again at any moment: then it is unfolded once more.
    """
    box = (within or page).get_by_role("combobox", name=label, exact=True)
    wanted = page.get_by_role("option", name=option, exact=isinstance(option, str)).first
    until = time.monotonic() + PATIENCE_MS / 1000
    while not _holds(only(box), option):
        assert time.monotonic() < until, f"{option!r} could not be picked of {label!r}"
        with suppress(PlaywrightTimeoutError):
            if not wanted.is_visible():
                # by key: a click may scroll the page
                box.press("ArrowDown", timeout=FOLDED_AFTER_MS)
            wanted.click(timeout=FOLDED_AFTER_MS)


def pick_line(table: Locator, shown: Locator, line: int = 0) -> None:
    """The check mark of a table's line, until `shown` is there.

    The table is painted on a canvas, so it is found by its place; what is painted anew under the click takes
    no notice of it. A second click would take the mark away again: only once nothing is drawn any more.
    """
    page = table.page
    until = time.monotonic() + PATIENCE_MS / 1000
    while not shown.is_visible():
        assert time.monotonic() < until, f"line {line} was not picked"
        # told to screen readers once it is painted
        expect(table.locator("[role=gridcell]").first).to_be_attached()
        box = table.bounding_box()
        if box is not None:  # else it is painted anew just now
            page.mouse.click(box["x"] + 12, box["y"] + LINE_PX * (1.5 + line))
        with suppress(PlaywrightTimeoutError):
            shown.wait_for(timeout=FOLDED_AFTER_MS)
        settled(page)


def unfold(title: Locator, inside: Locator) -> None:
    """What stands under a title that one clicks, until it is seen: drawn anew it may be folded up again."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while not inside.first.is_visible():
        assert time.monotonic() < until, "it was not unfolded"
        settled(title.page)
        with suppress(PlaywrightTimeoutError):
            title.click(timeout=FOLDED_AFTER_MS)
            inside.first.wait_for(timeout=FOLDED_AFTER_MS)


def _holds(box: Locator, option: str | re.Pattern[str]) -> bool:
    """Of several that may be picked, among others."""
    several = "box.closest('[data-testid=stMultiSelect]')"
    text = str(box.evaluate(f"box => {several} ? {several}.innerText : box.value"))
    return (
        text == option or option in text.splitlines()
        if isinstance(option, str)
        else bool(option.search(text))
    )


def card(page: Page, label: str) -> Locator:
    """The one of this name."""
    return page.get_by_test_id("stMetric").filter(has=page.get_by_text(label, exact=True)).first


def figure(page: Page, label: str) -> str:
    """What stands on the card of this name."""
    expect(card(page, label)).to_be_visible()
    settled(page)  # what stood there before may have had such a card too
    return card(page, label).get_by_test_id("stMetricValue").inner_text().strip()
