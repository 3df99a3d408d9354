"""An order that left with another lot, and another weight, than was told."""

from __future__ import annotations

import datetime as dt

from tests.browser.conftest import choose, pick
from tests.browser.house import fill
from tests.browser.sales_house import LEFT, furnish
from tests.pictures.studio import Visit


def take(visit: Visit) -> None:
    now = dt.datetime.now(dt.UTC)
    fill(visit.dsn, now=now)
    furnish(visit.house, visit.dsn, now, say=visit.say)
    visit.name_all()
    _ = visit.language.text
    page = visit.entered("orders", height=1280)
    choose(page, _("All"))
    pick(page, _("Order"), LEFT)
    page.get_by_text(_("Let through, by whom and why")).wait_for()
    visit.shoot(page, "dashboard-sales.png")
