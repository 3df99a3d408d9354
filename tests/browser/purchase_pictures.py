"""`python -m tests.browser.purchase_pictures FOLDER`: the pictures of how to buy, taken of the real thing."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import httpx
import pypdfium2
from playwright.sync_api import Browser

from tests.browser.house import House, fill
from tests.browser.pictures import SHOWN, empty_database, entered, open_house, shoot
from tests.browser.purchase_house import furnish
from tests.browser.test_purchasing import open_order


def take(house: House, browser: Browser, folder: Path) -> None:
    numbers = furnish(house)
    for language, suffix in SHOWN:
        page = entered(browser, house, "purchasing", language)
        open_order(page, house, numbers["partly"])
        shoot(page, folder / f"purchasing{suffix}.png")
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
    with empty_database() as (dsn, home):
        fill(dsn, now=dt.datetime.now(dt.UTC))
        with open_house(dsn, home) as (house, browser):
            take(house, browser, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
