"""`python -m tests.browser.transfer_picture FOLDER`: the dashboard's page of transfers, in both languages."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import pick
from tests.browser.house import House, fill
from tests.browser.pictures import SHOWN, empty_database, entered, open_house, shoot
from tests.browser.transfer_house import furnish


def take(house: House, browser: Browser, number: str, folder: Path) -> None:
    """A transfer that is under way, and how it is received."""
    for language, suffix in SHOWN:
        page = entered(browser, house, "transfers", language)
        page.set_viewport_size({"width": 1360, "height": 1150})
        pick(page, language.text("Transfer"), number)
        page.get_by_role("button", name=language.text("Take back …")).wait_for()
        # the list, the lines and what is typed into; that of the transfer before is gone then
        expect(page.get_by_test_id("stDataFrame")).to_have_count(3)
        shoot(page, folder / f"dashboard-transfers{suffix}.png")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with empty_database() as (dsn, home):
        fill(dsn, now=dt.datetime.now(dt.UTC))
        with open_house(dsn, home) as (house, browser):
            numbers = furnish(house, dsn)
            take(house, browser, numbers["under_way"], folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
