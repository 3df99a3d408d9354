"""`python -m tests.browser.pictures FOLDER`: the pictures of the docs, taken of the real thing."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tallydock.services.postgres import EmbeddedPostgres
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.counts_house import fill_counts
from tests.browser.house import PASSWORD, fill, running_dashboard, running_hub
from tests.services.databases import Databases

PAGES = ("", "turnover", "stock", "counts", "movements", "agents", "quarantine")
SIZE = {"width": 1360, "height": 1000}


def take(url: str, folder: Path, language: str, suffix: str) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(timezone_id="Europe/Berlin", viewport=SIZE)
        page.goto(f"{url}/?lang={language}")
        fields = page.locator("form, [data-testid=stForm]").locator("input")
        fields.nth(0).fill("mei")
        fields.nth(1).fill(PASSWORD)
        page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
        page.get_by_test_id("stMetric").first.wait_for()
        for path in PAGES:
            _shoot(
                page,
                f"{url}/{path}?lang={language}",
                folder / f"dashboard{'-' + path if path else ''}{suffix}.png",
            )
        chromium.close()


def _shoot(page: Page, url: str, file: Path) -> None:
    page.goto(url)
    page.locator("h1").first.wait_for()
    # charts and tables are drawn a moment later
    page.wait_for_timeout(3000)
    page.screenshot(path=file)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="td-") as temporary:
        home = Path(temporary)
        server = EmbeddedPostgres(home / "pg", home / "run", settings={"fsync": "off"})
        server.start()
        try:
            dsn = Databases(server.dsn_for("postgres")).migrated()
            now = dt.datetime.now(dt.UTC)
            fill(dsn, now=now)
            fill_counts(dsn, now=now)
            with running_hub(dsn) as hub_url, running_dashboard(hub_url, home / "dashboard.log") as url:
                take(url, folder, "en", "")
                take(url, folder, "zh_CN", "-zh")
        finally:
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
