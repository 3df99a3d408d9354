"""The site's places from above, and what came of a lot."""

from __future__ import annotations

import datetime as dt
import re

from tests.browser.conftest import pick
from tests.browser.house import fill
from tests.browser.lot_house import furnish
from tests.pictures.studio import Visit


def take(visit: Visit) -> None:
    fill(visit.dsn, now=dt.datetime.now(dt.UTC))
    furnish(visit.house, visit.dsn, customer=visit.say("Okoro"))
    visit.name_all()
    _ = visit.language.text
    page = visit.entered("places")
    page.get_by_test_id("stVegaLiteChart").wait_for()
    pick(page, _("Place"), re.compile("SHELF-2"))
    page.get_by_test_id("stDataFrame").first.wait_for()
    visit.shoot(page, "stock-by-place.png")
    page.get_by_role("tab", name=_("Trace a lot or serial number")).click()
    page.get_by_role("textbox", name=_("Item"), exact=True).fill("TEA-01")
    page.get_by_role("textbox", name=_("Lot or serial number"), exact=True).fill("L7")
    page.get_by_test_id("stBaseButton-primaryFormSubmit").click()
    page.get_by_role("heading", name=_("Stood in")).wait_for()
    visit.shoot(page, "trace-a-lot.png")
