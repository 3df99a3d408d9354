"""A production order at work."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.inbound_house import bare
from tests.browser.production_house import furnish, ordered
from tests.pictures.studio import Visit


def take(visit: Visit) -> None:
    bare(visit.dsn)
    furnish(visit.house, visit.dsn)
    ordered(visit.house, "5", made="2")
    visit.name_all()
    page = visit.entered("production", height=1240)
    expect(page.get_by_test_id("stMetric")).to_have_count(4)
    visit.shoot(page, "production.png")
