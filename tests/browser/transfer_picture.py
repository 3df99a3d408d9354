"""`python -m tests.browser.transfer_picture FOLDER`: the dashboard's page of transfers, of the real thing."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tallydock.services.postgres import EmbeddedPostgres
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.house import PASSWORD, House, fill, running_dashboard, running_hub
from tests.browser.pictures import SIZE
from tests.browser.transfer_house import furnish
from tests.services.databases import Databases


def take(url: str, number: str, file: Path) -> None:
    """A transfer that is under way, and how it is received."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(timezone_id="Europe/Berlin", viewport=SIZE | {"height": 1150})
        page.set_default_timeout(120_000)
        page.goto(f"{url}/transfers?lang=en")
        fields = page.locator("form, [data-testid=stForm]").locator("input")
        fields.nth(0).fill("mei")
        fields.nth(1).fill(PASSWORD)
        page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
        page.get_by_role("combobox", name="Transfer", exact=True).click()
        page.get_by_role("option", name=number, exact=True).click()
        page.get_by_role("button", name="Take back").wait_for()
        # tables are drawn a moment later
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
            fill(dsn, now=dt.datetime.now(dt.UTC))
            with running_hub(dsn) as hub_url, running_dashboard(hub_url, home / "dashboard.log") as url:
                numbers = furnish(House(hub_url, url), dsn)
                take(url, numbers["under_way"], folder / "dashboard-transfers.png")
        finally:
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
