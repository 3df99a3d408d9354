"""`python -m tests.browser.place_picture FOLDER`: a lot's way on the dashboard, of the real thing."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tallydock.services.postgres import EmbeddedPostgres
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.house import PASSWORD, House, fill, running_dashboard, running_hub
from tests.browser.lot_house import furnish
from tests.browser.pictures import SIZE
from tests.services.databases import Databases


def take(url: str, folder: Path) -> None:
    """The site's places from above, and what came of a lot."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(timezone_id="Europe/Berlin", viewport=SIZE)
        page.set_default_timeout(120_000)
        page.goto(f"{url}/places?lang=en")
        fields = page.locator("form, [data-testid=stForm]").locator("input")
        fields.nth(0).fill("mei")
        fields.nth(1).fill(PASSWORD)
        page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
        page.get_by_test_id("stVegaLiteChart").wait_for()
        page.get_by_role("combobox", name="Place").first.click()
        page.get_by_role("option", name="SHELF-2").first.click()
        page.get_by_test_id("stDataFrame").first.wait_for()
        # charts and tables are drawn a moment later
        page.wait_for_timeout(3000)
        page.screenshot(path=folder / "stock-by-place.png")
        page.get_by_role("tab", name="Trace a lot or serial number").click()
        page.get_by_role("textbox", name="Item", exact=True).fill("TEA-01")
        page.get_by_role("textbox", name="Lot or serial number").fill("L7")
        page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
        page.get_by_role("heading", name="Stood in").wait_for()
        page.wait_for_timeout(3000)
        page.screenshot(path=folder / "trace-a-lot.png")
        chromium.close()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="td-") as temporary:
        home = Path(temporary)
        server = EmbeddedPostgres(home / "pg", home / "run", settings={"fsync": "off"})
        server.start()
        try:
            dsn = Databases(server.dsn_for("postgres")).migrated()
            fill(dsn, now=dt.datetime.now(dt.UTC))
            with running_hub(dsn) as hub_url, running_dashboard(hub_url, home / "dashboard.log") as url:
                furnish(House(hub_url, url), dsn)
                take(url, folder)
        finally:
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
