"""An order to a supplier: on the dashboard, on paper, and as the supplier sees it."""

from __future__ import annotations

import datetime as dt

import pypdfium2

from tests.browser.house import fill
from tests.browser.purchase_house import furnish
from tests.browser.test_purchasing import open_order
from tests.pictures.album import named
from tests.pictures.studio import Visit

PAPER_SCALE = 1.4


def take(visit: Visit) -> None:
    fill(visit.dsn, now=dt.datetime.now(dt.UTC))
    numbers = furnish(visit.house)
    visit.name_all()
    page = visit.entered("purchasing")
    open_order(page, visit.house, numbers["partly"])
    visit.shoot(page, "purchasing.png")
    with visit.house.api() as api:
        given = api.post("/suppliers/HZ-TEA/links", json={"label": visit.say("李伟")}).json()
        paper = api.get(f"/purchase-orders/{numbers['partly']}/document").content
    theirs = visit.browser.new_page(viewport={"width": 1100, "height": 980})
    theirs.goto(visit.house.hub_url + given["path"])
    theirs.get_by_role("heading").first.wait_for()
    theirs.screenshot(path=visit.folder / named("supplier-page.png", visit.suffix))
    with pypdfium2.PdfDocument(paper) as document:
        sheet = document[0].render(scale=PAPER_SCALE).to_pil()
    top = sheet.crop((0, 0, sheet.width, sheet.height * 2 // 5))
    top.save(visit.folder / named("purchase-order.png", visit.suffix))
