"""`python -m tests.browser.inbound_picture FOLDER`: the dashboard's page of receipts, of the real thing."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.house import House
from tests.browser.inbound_house import bare, furnish
from tests.browser.pictures import SHOWN, empty_database, entered, open_house, shoot


def take(house: House, browser: Browser, folder: Path) -> None:
    """The time from dock to stock."""
    for language, suffix in SHOWN:
        page = entered(browser, house, "receipts", language)
        section = language.text("Dock to stock")
        page.get_by_role("radio", name=section).or_(page.get_by_role("button", name=section)).first.click()
        page.get_by_test_id("stVegaLiteChart").wait_for()
        shoot(page, folder / f"dashboard-receipts{suffix}.png")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with empty_database() as (dsn, home):
        bare(dsn)
        with open_house(dsn, home) as (house, browser):
            furnish(house, dsn)
            take(house, browser, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
