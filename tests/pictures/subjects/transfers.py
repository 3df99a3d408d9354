"""A transfer that is under way, and how it is received."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import expect

from tests.browser.conftest import pick
from tests.browser.house import fill
from tests.browser.transfer_house import furnish
from tests.pictures.studio import Visit


def take(visit: Visit) -> None:
    fill(visit.dsn, now=dt.datetime.now(dt.UTC))
    numbers = furnish(visit.house, visit.dsn)
    visit.name_all()
    _ = visit.language.text
    page = visit.entered("transfers", height=1150)
    pick(page, _("Transfer"), numbers["under_way"])
    page.get_by_role("button", name=_("Take back …")).wait_for()
    # the list, the lines and what is typed into; that of the transfer before is gone then
    expect(page.get_by_test_id("stDataFrame")).to_have_count(3)
    visit.shoot(page, "dashboard-transfers.png")
