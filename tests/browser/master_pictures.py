"""`python -m tests.browser.master_pictures FOLDER`: the pictures of docs/how-to/master-data.md."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from pathlib import Path

import psycopg
from playwright.sync_api import Browser, Page, expect

from dashboard.i18n import Language
from hub.store import agents, readings
from tests.browser.conftest import choose, pick_line
from tests.browser.house import House, fill
from tests.browser.pictures import SHOWN, empty_database, entered, open_house, shoot

ITEMS = "sku,unit_weight_g,unit_weight_sd_g,length_mm,width_mm,height_mm\n" + "".join(
    f"TD-{1001 + n},{150 + n * 37},{2 + n % 4},{80 + n * 7},{60 + n * 3},{50 + n * 5}\n" for n in range(22)
)
PLACES = """site,code,name,kind,parent,max_weight_kg,max_pieces,x_m,y_m,width_m,depth_m
main,A,Aisle A,storage,,12000,,6,2,12,6.5
main,SHELF-1,Kitchen rack,shelf,A,2400,,6.5,2.4,11,1.4
main,SHELF-2,Garden rack,shelf,A,4500,,6.5,4.6,11,1.4
main,SHELF-3,Toys rack,shelf,A,1500,,6.5,6.8,11,1.4
main,DOCK-1,Goods in,dock,,,400,0,1,4,3
main,PACK-1,Packing,bench,,,,0,6,4,3
main,STORE,Bulk store,storage,,20000,,20,2,6,6.5
"""


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


def take(house: House, scale: Scale, browser: Browser, folder: Path) -> None:
    with house.api() as api:
        for kind, content in (("items", ITEMS), ("places", PLACES)):
            api.post(f"/sheets/{kind}/imports", content=content.encode()).raise_for_status()
    for language, suffix in SHOWN:
        page = entered(browser, house, "master", language)
        _learn(page, scale, language, folder / f"learn-a-weight{suffix}.png")
        choose(page, language.text("Storage places"))
        page.locator(
            "[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas"
        ).first.wait_for()
        shoot(page, folder / f"master-data{suffix}.png")


def _learn(page: Page, scale: Scale, language: Language, file: Path) -> None:
    """The weight of the first item in the list."""
    _ = language.text
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
    shoot(page, file)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with empty_database() as (dsn, home):
        fill(dsn, now=dt.datetime.now(dt.UTC))
        with open_house(dsn, home) as (house, browser):
            take(house, Scale(dsn), browser, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
