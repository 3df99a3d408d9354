"""`python -m tests.browser.purchase_pictures FOLDER`: the pictures of how to buy, taken of the real thing."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

import httpx
import pypdfium2
from playwright.sync_api import Browser, sync_playwright

from tallydock.services.postgres import EmbeddedPostgres
from tests.browser.conftest import CHROMIUM, FLAGS, log_in
from tests.browser.house import House, fill, running_dashboard, running_hub
from tests.browser.purchase_house import furnish
from tests.browser.test_purchasing import open_order
from tests.services.databases import Databases

SIZE = {"width": 1360, "height": 1000}


def take(house: House, folder: Path, browser: Browser) -> None:
    numbers = furnish(house)
    page = browser.new_page(timezone_id="Europe/Berlin", viewport=SIZE, locale="en-GB")
    log_in(page, f"{house.url}/purchasing?lang=en")
    open_order(page, house, numbers["partly"])
    page.wait_for_timeout(3000)  # tables are drawn a moment later
    page.screenshot(path=folder / "purchasing.png")
    with house.api() as api:
        given = api.post("/suppliers/HZ-TEA/links", json={"label": "李伟"}).json()
        paper: httpx.Response = api.get(f"/purchase-orders/{numbers['partly']}/document")
    theirs = browser.new_page(viewport={"width": 1100, "height": 760})
    theirs.goto(house.hub_url + given["path"])
    theirs.screenshot(path=folder / "supplier-page-zh.png")
    with pypdfium2.PdfDocument(paper.content) as document:
        sheet = document[0].render(scale=1.4).to_pil()
    sheet.crop((0, 0, sheet.width, sheet.height * 2 // 5)).save(folder / "purchase-order-zh.png")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="td-") as temporary:
        home = Path(temporary)
        server = EmbeddedPostgres(home / "pg", home / "run", settings={"fsync": "off"})
        server.start()
        try:
            dsn = Databases(server.dsn_for("postgres")).migrated()
            fill(dsn, now=dt.datetime.now(dt.UTC))
            with (
                running_hub(dsn) as hub_url,
                running_dashboard(hub_url, home / "dashboard.log") as url,
                sync_playwright() as playwright,
            ):
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                take(House(hub_url, url), folder, browser)
                browser.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
