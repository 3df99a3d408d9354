"""Places filled by level, a weight that is learnt, and a list whose faults are shown at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import psycopg
from playwright.sync_api import Page, expect

from hub.store import agents, readings
from tests.browser.conftest import choose, pick_line
from tests.browser.house import fill
from tests.pictures.studio import Visit

ITEMS = "sku,unit_weight_g,unit_weight_sd_g,length_mm,width_mm,height_mm\n" + "".join(
    f"TD-{1001 + n},{150 + n * 37},{2 + n % 4},{80 + n * 7},{60 + n * 3},{50 + n * 5}\n" for n in range(22)
)
PLACES = (
    ("A", "Aisle A", "storage,,12000,,6,2,12,6.5"),
    ("SHELF-1", "Kitchen rack", "shelf,A,2400,,6.5,2.4,11,1.4"),
    ("SHELF-2", "Garden rack", "shelf,A,4500,,6.5,4.6,11,1.4"),
    ("SHELF-3", "Toys rack", "shelf,A,1500,,6.5,6.8,11,1.4"),
    ("DOCK-1", "Goods in", "dock,,,400,0,1,4,3"),
    ("PACK-1", "Packing", "bench,,,,0,6,4,3"),
    ("STORE", "Bulk store", "storage,,20000,,20,2,6,6.5"),
)
HEADINGS = "site,code,name,kind,parent,max_weight_kg,max_pieces,x_m,y_m,width_m,depth_m\n"
FAULTY = (
    "sku,name,unit_weight_g,tracking,shelf_life_days\n"
    "TD-1001,,150,none,\nTD-1002,,ca. 200,lot,365\nTD-1003,,95,batch,\nTD-1002,,180,none,-5\n"
)


class Scale:
    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        scale = {"id": "table-scale", "role": "floor_scale", "settings": {"division_g": "1"}}
        with psycopg.connect(dsn) as conn:
            agent, _ = agents.create(conn, "main", "office", {"devices": [scale]})
            agents.save_state(conn, agent.id, {"devices": []}, online=True, at=dt.datetime.now(dt.UTC))
        self._agent_id = agent.id

    def shows(self, grams: int) -> None:
        at = dt.datetime.now(dt.UTC)
        new = readings.NewReading(
            at, self._agent_id, "table-scale", None, "weight", Decimal(grams), "g", None
        )
        with psycopg.connect(self._dsn) as conn:
            readings.add(conn, [new], at)


def take(visit: Visit) -> None:
    fill(visit.dsn, now=dt.datetime.now(dt.UTC))
    scale = Scale(visit.dsn)
    places = HEADINGS + "".join(f"main,{code},{visit.say(name)},{rest}\n" for code, name, rest in PLACES)
    with visit.house.api() as api:
        for kind, content in (("items", ITEMS), ("places", places)):
            api.post(f"/sheets/{kind}/imports", content=content.encode()).raise_for_status()
    visit.name_all()
    page = visit.entered("master")
    _learn(visit, page, scale)
    choose(page, visit.language.text("Storage places"))
    page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first.wait_for()
    visit.shoot(page, "master-data.png")
    _faults(visit, page)


def _learn(visit: Visit, page: Page, scale: Scale) -> None:
    """The weight of the first item in the list."""
    _ = visit.language.text
    scale.shows(0)
    part = _("Learn the weight")
    pick_line(page.get_by_test_id("stDataFrame").first, page.get_by_role("radio", name=part))
    choose(page, part)
    page.get_by_role("button", name=_("Begin: the scale is empty")).click()
    for number, grams in enumerate((1512, 1496, 1505)):
        told = _("{n} of {wanted} weighings").format(n=number, wanted=3)
        expect(page.get_by_text(told)).to_be_visible()
        scale.shows(grams)
        page.get_by_role("button", name=_("Take this weight")).click()
    found = page.get_by_text(
        _("A piece weighs {mean} g, with a spread of {sd} g, from {n} pieces.").split("{")[0]
    )
    expect(found).to_be_visible()
    found.scroll_into_view_if_needed()
    visit.shoot(page, "learn-a-weight.png")


def _faults(visit: Visit, page: Page) -> None:
    """A file that is only checked."""
    _ = visit.language.text
    choose(page, _("Import & export"))
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "items.csv", "mimeType": "text/csv", "buffer": FAULTY.encode()}
    )
    page.get_by_role("button", name=_("Check"), exact=True).click()
    faults = page.get_by_role("button", name=_("Faults as CSV"))
    faults.wait_for()
    faults.scroll_into_view_if_needed()
    visit.shoot(page, "import-faults.png")
