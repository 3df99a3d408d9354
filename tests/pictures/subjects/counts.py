"""Weeks of counts: what is due and waits for a word, how right the books were, a shelf beside them."""

from __future__ import annotations

import datetime as dt

from tests.browser.conftest import choose
from tests.browser.counts_house import fill_counts
from tests.browser.house import fill
from tests.pictures.studio import Visit


def take(visit: Visit) -> None:
    now = dt.datetime.now(dt.UTC)
    fill(visit.dsn, now=now)
    fill_counts(visit.dsn, now=now)
    visit.name_all()
    _ = visit.language.text
    page = visit.entered("counts")
    page.get_by_test_id("stDataFrame").first.wait_for()
    visit.shoot(page, "dashboard-counts.png")
    for part, file in (
        ("Record accuracy", "dashboard-counts-accuracy.png"),
        ("Shelf scales", "dashboard-counts-shelves.png"),
    ):
        choose(page, _(part))
        page.get_by_test_id("stVegaLiteChart").first.wait_for()
        visit.shoot(page, file)
