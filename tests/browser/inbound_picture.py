"""`python -m tests.browser.inbound_picture FOLDER`: the dashboard's page of receipts, of the real thing."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.conftest import choose
from tests.browser.house import House
from tests.browser.inbound_house import bare, furnish
from tests.browser.pictures import SHOWN, empty_database, entered, open_house, shoot
from tests.integration.test_api.inbound_world import package


def take(house: House, browser: Browser, folder: Path) -> None:
    """The time from dock to stock, and what a supplier has announced."""
    for language, suffix in SHOWN:
        page = entered(browser, house, "receipts", language)
        choose(page, language.text("Dock to stock"))
        page.get_by_test_id("stVegaLiteChart").wait_for()
        shoot(page, folder / f"dashboard-receipts{suffix}.png")
        choose(page, language.text("Ship notices"))
        page.get_by_role("heading", name=language.text("Announce packages")).wait_for()
        shoot(page, folder / f"dashboard-notices{suffix}.png")


def announce(house: House, order: str) -> None:
    """Two packages, one of which has come and stands at the dock."""
    with house.api() as api:
        packages = [
            {"sscc": package(1), "lines": [{"item": "TD-1002", "qty": "4", "lot": "L7"}]},
            {
                "sscc": package(2),
                "lines": [{"item": "TD-1001", "qty": "12"}, {"item": "TD-1003", "qty": "6"}],
            },
        ]
        body = {"order": order, "number": "DN-4711", "packages": packages}
        assert api.post("/ship-notices", json=body).is_success
        received = {"site": "main", "document": order, "location": "DOCK-1", "packages": [package(1)]}
        key = {"Idempotency-Key": "picture"}
        assert api.post("/receipts", json=received, headers=key).is_success


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with empty_database() as (dsn, home):
        bare(dsn)
        with open_house(dsn, home) as (house, browser):
            announce(house, furnish(house, dsn))
            take(house, browser, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
