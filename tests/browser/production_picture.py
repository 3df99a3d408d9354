"""`python -m tests.browser.production_picture FOLDER`: the page *Production*, of the real thing."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from dashboard.i18n import Language
from tallydock.services.postgres import EmbeddedPostgres
from tests.browser.conftest import CHROMIUM, FLAGS, log_in
from tests.browser.house import House, running_dashboard, running_hub
from tests.browser.inbound_house import bare
from tests.browser.production_house import furnish, ordered
from tests.services.databases import Databases

SIZE = {"width": 1360, "height": 1240}


def take(url: str, file: Path, language: str) -> None:
    """An order at work."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(timezone_id="Europe/Berlin", viewport=SIZE)
        page.set_default_timeout(120_000)
        log_in(page, f"{url}/production?lang={language}", language=Language(language))
        expect(page.get_by_test_id("stMetric")).to_have_count(4, timeout=120_000)
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=120_000)
        # tables are drawn a moment later
        page.wait_for_timeout(4000)
        page.screenshot(path=file)
        chromium.close()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="td-") as temporary:
        home = Path(temporary)
        server = EmbeddedPostgres(home / "pg", home / "run", settings={"fsync": "off"})
        server.start()
        try:
            dsn = Databases(server.dsn_for("postgres")).migrated()
            bare(dsn)
            with running_hub(dsn) as hub_url, running_dashboard(hub_url, home / "dashboard.log") as url:
                house = House(hub_url, url)
                furnish(house, dsn)
                ordered(house, "5", made="2")
                take(url, folder / "production.png", "en")
                take(url, folder / "production-zh.png", "zh_CN")
        finally:
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
