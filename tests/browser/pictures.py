"""`python -m tests.browser.pictures FOLDER [PAGE ...]`: the dashboard's pages in both languages.

Subjects that need goods of their own have their own script: master_pictures, purchase_pictures,
inbound_picture, place_picture.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from dashboard.i18n import Language
from tallydock.services.postgres import EmbeddedPostgres
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE_MS, log_in
from tests.browser.counts_house import fill_counts
from tests.browser.house import House, fill, running_dashboard, running_hub
from tests.services.databases import Databases

PAGES = ("home", "turnover", "stock", "counts", "movements", "agents", "quarantine")
DRAWN_AFTER_MS = 5000
SIZE = {"width": 1360, "height": 1000}
SHOWN = ((Language("en"), ""), (Language("zh_CN"), "-zh"))
"""Each language, and what the names of its pictures end with."""


@contextmanager
def empty_database() -> Iterator[tuple[str, Path]]:
    """Its DSN, and a folder for what else is written meanwhile."""
    with tempfile.TemporaryDirectory(prefix="td-") as temporary:
        home = Path(temporary)
        server = EmbeddedPostgres(home / "pg", home / "run", settings={"fsync": "off"})
        server.start()
        try:
            yield Databases(server.dsn_for("postgres")).migrated(), home
        finally:
            server.stop()


@contextmanager
def open_house(dsn: str, home: Path) -> Iterator[tuple[House, Browser]]:
    """Hub and dashboard before that database, and a browser."""
    with (
        running_hub(dsn) as hub_url,
        running_dashboard(hub_url, home / "dashboard.log") as url,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield House(hub_url, url), chromium
        chromium.close()


def entered(browser: Browser, house: House, path: str, language: Language) -> Page:
    """A page of a browser of its own, after the log-in."""
    page = browser.new_page(timezone_id="Europe/Berlin", viewport=SIZE, locale="en-GB")
    page.set_default_timeout(PATIENCE_MS)
    log_in(page, f"{house.url}/{path}?lang={language.code}", language=language)
    return page


def shoot(page: Page, file: Path) -> None:
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    for table in page.locator("[data-testid=stDataFrame]:visible").all():
        table.locator("canvas").first.wait_for()
    # charts and tables are drawn a moment later, and nothing tells when
    page.wait_for_timeout(DRAWN_AFTER_MS)
    page.screenshot(path=file)


def take(house: House, browser: Browser, folder: Path, pages: tuple[str, ...]) -> None:
    if not pages:
        return
    for language, suffix in SHOWN:
        page = entered(browser, house, "", language)
        page.get_by_test_id("stMetric").first.wait_for()
        for path in pages:
            page.goto(f"{house.url}/{'' if path == 'home' else path}?lang={language.code}")
            page.locator("h1").first.wait_for()
            shoot(page, folder / f"dashboard{'' if path == 'home' else '-' + path}{suffix}.png")


def main(folder: Path, pages: tuple[str, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with empty_database() as (dsn, home):
        now = dt.datetime.now(dt.UTC)
        fill(dsn, now=now)
        with open_house(dsn, home) as (house, browser):
            # counts are of past weeks, and the overview would take the last of them for the newest movement
            take(house, browser, folder, tuple(page for page in pages if page != "counts"))
            fill_counts(dsn, now=now)
            take(house, browser, folder, tuple(page for page in pages if page == "counts"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]) or PAGES)
