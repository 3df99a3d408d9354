"""The overview and the turnover of sixty days."""

from __future__ import annotations

import datetime as dt

from tests.browser.house import fill
from tests.pictures.studio import Visit


def take(visit: Visit) -> None:
    fill(visit.dsn, now=dt.datetime.now(dt.UTC))
    visit.name_all()
    page = visit.entered("")
    page.get_by_test_id("stMetric").first.wait_for()
    page.get_by_test_id("stVegaLiteChart").first.wait_for()
    visit.shoot(page, "dashboard.png")
    page.goto(f"{visit.house.url}/turnover?lang={visit.language.code}")
    page.get_by_test_id("stVegaLiteChart").first.wait_for()
    visit.shoot(page, "dashboard-turnover.png")
