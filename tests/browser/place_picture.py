"""`python -m tests.browser.place_picture FOLDER`: a lot's way on the dashboard, of the real thing."""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.conftest import pick
from tests.browser.house import House, fill
from tests.browser.lot_house import furnish
from tests.browser.pictures import SHOWN, empty_database, entered, open_house, shoot


def take(house: House, browser: Browser, folder: Path) -> None:
    """The site's places from above, and what came of a lot."""
    for language, suffix in SHOWN:
        _ = language.text
        page = entered(browser, house, "places", language)
        page.get_by_test_id("stVegaLiteChart").wait_for()
        pick(page, _("Place"), re.compile("SHELF-2"))
        page.get_by_test_id("stDataFrame").first.wait_for()
        shoot(page, folder / f"stock-by-place{suffix}.png")
        page.get_by_role("tab", name=_("Trace a lot or serial number")).click()
        page.get_by_role("textbox", name=_("Item"), exact=True).fill("TEA-01")
        page.get_by_role("textbox", name=_("Lot or serial number"), exact=True).fill("L7")
        page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
        page.get_by_role("heading", name=_("Stood in")).wait_for()
        shoot(page, folder / f"trace-a-lot{suffix}.png")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with empty_database() as (dsn, home):
        fill(dsn, now=dt.datetime.now(dt.UTC))
        with open_house(dsn, home) as (house, browser):
            furnish(house, dsn)
            take(house, browser, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
