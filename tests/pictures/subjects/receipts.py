"""Goods that came: how fast they reached the shelf, what differs, and what a supplier has announced."""

from __future__ import annotations

from tests.browser.conftest import choose
from tests.browser.house import House
from tests.browser.inbound_house import bare, furnish
from tests.integration.test_api.inbound_world import package
from tests.pictures.studio import Visit


def take(visit: Visit) -> None:
    bare(visit.dsn)
    announce(visit.house, furnish(visit.house, visit.dsn))
    visit.name_all()
    _ = visit.language.text
    page = visit.entered("receipts")
    choose(page, _("Dock to stock"))
    page.get_by_test_id("stVegaLiteChart").wait_for()
    visit.shoot(page, "dashboard-receipts.png")
    choose(page, _("To decide"))
    page.get_by_test_id("stDataFrame").first.wait_for()
    visit.shoot(page, "dashboard-differences.png")
    choose(page, _("Ship notices"))
    page.get_by_role("heading", name=_("Announce packages")).wait_for()
    visit.shoot(page, "dashboard-notices.png")


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
        api.post("/ship-notices", json=body).raise_for_status()
        received = {"site": "main", "document": order, "location": "DOCK-1", "packages": [package(1)]}
        key = {"Idempotency-Key": "picture"}
        api.post("/receipts", json=received, headers=key).raise_for_status()
