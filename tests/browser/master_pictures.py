"""`python -m tests.browser.master_pictures FOLDER`: the pictures of docs/how-to/master-data.md."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import psycopg
from playwright.sync_api import Page, expect, sync_playwright

from hub.store import agents, readings
from tallydock.services.postgres import EmbeddedPostgres
from tests.browser.conftest import CHROMIUM, FLAGS, log_in
from tests.browser.house import House, fill, running_dashboard, running_hub
from tests.services.databases import Databases

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
SIZE = {"width": 1360, "height": 1000}


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


def _section(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name)).first.click()


def take(house: House, scale: Scale, page: Page, folder: Path) -> None:
    with house.api() as api:
        for kind, content in (("items", ITEMS), ("places", PLACES)):
            api.post(f"/sheets/{kind}/imports", content=content.encode()).raise_for_status()
    scale.shows(0)
    log_in(page, house.url + "/master")
    page.get_by_test_id("stDataFrame").first.wait_for()
    # the check mark before the first line; the table is a canvas
    page.wait_for_timeout(3000)
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 12, box["y"] + 52)
    _section(page, "Learn the weight")
    page.get_by_role("button", name="Begin: the scale is empty").click()
    for number, grams in enumerate((1512, 1496, 1505), 1):
        expect(page.get_by_text(f"{number - 1} of 3 weighings")).to_be_visible()
        scale.shows(grams)
        page.get_by_role("button", name="Take this weight").click()
    found = page.get_by_text("A piece weighs")
    expect(found).to_be_visible()
    found.scroll_into_view_if_needed()
    page.wait_for_timeout(3000)
    page.screenshot(path=folder / "learn-a-weight.png")
    _section(page, "Storage places")
    page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first.wait_for()
    page.wait_for_timeout(3000)
    page.screenshot(path=folder / "master-data.png")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="td-") as temporary:
        home = Path(temporary)
        server = EmbeddedPostgres(home / "pg", home / "run", settings={"fsync": "off"})
        server.start()
        try:
            dsn = Databases(server.dsn_for("postgres")).migrated()
            fill(dsn, now=dt.datetime.now(dt.UTC))
            with (
                running_hub(dsn) as hub_url,
                running_dashboard(hub_url, home / "dashboard.log") as url,
                sync_playwright() as playwright,
            ):
                chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                page = chromium.new_page(locale="en-GB", timezone_id="Europe/Berlin", viewport=SIZE)
                page.set_default_timeout(120_000)
                take(House(hub_url, url), Scale(dsn), page, folder)
                chromium.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
