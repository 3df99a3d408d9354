"""`python -m tests.browser.inbound_picture FOLDER`: the dashboard's page of receipts, of the real thing."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tallydock.services.postgres import EmbeddedPostgres
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.house import PASSWORD, House, running_dashboard, running_hub
from tests.browser.inbound_house import bare, furnish
from tests.browser.pictures import SIZE
from tests.services.databases import Databases


def take(url: str, file: Path) -> None:
    """The time from dock to stock."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(timezone_id="Europe/Berlin", viewport=SIZE)
        page.set_default_timeout(120_000)
        page.goto(f"{url}/receipts?lang=en")
        fields = page.locator("form, [data-testid=stForm]").locator("input")
        fields.nth(0).fill("mei")
        fields.nth(1).fill(PASSWORD)
        page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
        page.get_by_role("button", name="Dock to stock").or_(
            page.get_by_role("radio", name="Dock to stock")
        ).first.click()
        page.get_by_test_id("stVegaLiteChart").wait_for()
        # charts and tables are drawn a moment later
        page.wait_for_timeout(3000)
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
                furnish(House(hub_url, url), dsn)
                take(url, folder / "dashboard-receipts.png")
        finally:
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
