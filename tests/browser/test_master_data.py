"""What a manager gets in the browser of items, places and lists as files."""

from __future__ import annotations

import io
import time
from decimal import Decimal
from pathlib import Path

import psycopg
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from hub.store import agents, readings
from tests.browser.conftest import PATIENCE_MS, choose, log_in, only, pick, pick_line
from tests.browser.house import House

GOOD = (
    "sku,name,category,unit_weight_g,price\n"
    "NEW-1,Blue mug,Kitchen,212.5,9.90\n"
    "TD-1001,Enamel mug,Kitchen,200,\n"
)
BAD = "sku,name,unit_weight_g,colour\nBAD-1,fine,-5,\nTD-1001,,heavy,\n"


def open_section(page: Page, house: House, section: str, login: str = "mei") -> None:
    log_in(page, house.url + "/master", login=login)
    expect(page.get_by_role("heading", name="Master data", exact=True)).to_be_visible()
    choose(page, section)


def send(page: Page, name: str, content: str) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    )
    expect(page.get_by_text(name).first).to_be_visible()


def test_a_file_is_checked_taken_in_and_goes_out_again(house: House, page: Page) -> None:
    open_section(page, house, "Import & export")
    send(page, "wrong.csv", BAD)
    page.get_by_role("button", name="Take in", exact=True).click()
    expect(page.get_by_text("3 faults. Nothing was saved")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Faults as CSV").click()
    lines = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["1", "colour"],
        ["2", "unit_weight_g"],
        ["3", "unit_weight_g"],
    ]

    send(page, "goods.csv", GOOD)
    # what came of the other file goes when this one has arrived
    expect(page.get_by_text("3 faults. Nothing was saved")).to_have_count(0)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("1 new, 1 changed, 0 as they were")).to_be_visible()
    with house.api() as api:
        assert api.get("/items/BAD-1").status_code == api.get("/items/NEW-1").status_code == 404
    page.get_by_role("button", name="Take in", exact=True).click()
    expect(page.get_by_text("Taken in: 1 new, 1 changed, 0 as they were")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="List as XLSX").click()
    sheet = load_workbook(io.BytesIO(Path(saved.value.path()).read_bytes())).worksheets[0]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert (rows["NEW-1"][1], rows["NEW-1"][5]) == ("Blue mug", 212.5)


def test_an_items_weight_is_learnt_from_the_scale(house: House, page: Page, module_database: str) -> None:
    scale = {"id": "floor", "role": "floor_scale", "settings": {"location": "DOCK-1", "division_g": "1"}}
    with psycopg.connect(module_database) as conn:
        agent, _ = agents.create(conn, "main", "weigher", {"devices": [scale]})

    def shows(grams: int) -> None:
        with psycopg.connect(module_database) as conn:
            row = conn.execute("select now()").fetchone()
            assert row is not None
            new = readings.NewReading(row[0], agent.id, "floor", None, "weight", Decimal(grams), "g", None)
            readings.add(conn, [new], row[0])

    shows(0)
    open_section(page, house, "Items")
    search = page.get_by_role("textbox", name="Search")
    search.fill("TD-1002")
    search.press("Enter")
    expect(page.get_by_text("1 row", exact=True)).to_be_visible()
    part = "Learn the weight"
    pick_line(page.get_by_test_id("stDataFrame").first, page.get_by_role("radio", name=part))
    choose(page, part)
    page.get_by_role("button", name="Begin: the scale is empty").click()
    expect(page.get_by_text("0 of 3 weighings")).to_be_visible()
    for number, grams in enumerate((1510, 1490, 1500), 1):
        shows(grams)
        page.get_by_role("button", name="Take this weight").click()
        expect(page.get_by_text(f"{number} of 3 weighings")).to_be_visible()
    expect(page.get_by_text("A piece weighs 150 g")).to_be_visible()
    page.get_by_role("button", name="Use this weight").click()
    expect(page.get_by_text("has its weight")).to_be_visible()
    with house.api() as api:
        item = api.get("/items/TD-1002").json()
    assert item["unit_weight_g"] == "150"
    assert Decimal(item["unit_weight_sd_g"]) > 0


def test_an_items_tracking_shelf_life_and_cost_are_changed_by_its_form(house: House, page: Page) -> None:
    with house.api() as api:
        assert api.post("/items", json={"sku": "CHEESE-1", "name": "Cheese"}).status_code == 201
    open_section(page, house, "Items")
    search = page.get_by_role("textbox", name="Search")
    search.fill("CHEESE-1")
    search.press("Enter")
    expect(page.get_by_text("1 row", exact=True)).to_be_visible()
    form = page.get_by_test_id("stForm").filter(has=page.get_by_text("Shelf life (days)", exact=True))
    pick_line(page.get_by_test_id("stDataFrame").first, form)
    pick(page, "Tracking", "By lot", within=form)
    typed = {"Shelf life (days)": "42", "Length (mm)": "120.5", "Standard cost": "3.20", "Price": "7.90"}
    for label, text in typed.items():
        only(form.get_by_role("textbox", name=label, exact=True)).fill(text)
    form.get_by_text("Its day of expiry is demanded when it comes in").click()
    form.get_by_text("Active: devices are told of it").click()
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("CHEESE-1 is saved.")).to_be_visible()
    with house.api() as api:
        item = api.get("/items/CHEESE-1").json()
    said = {
        "tracking": "lot", "shelf_life_days": 42, "length_mm": "120.5", "standard_cost": "3.20",
        "price": "7.90", "tracks_expiry": True, "active": False,
    }  # fmt: skip
    assert {name: item[name] for name in said} == said


def test_who_only_looks_sees_the_places_in_chinese_and_is_offered_no_import(house: House, page: Page) -> None:
    content = (
        "site,code,kind,parent,max_pieces,x_m,y_m,width_m,depth_m\n"
        "main,HALL,storage,,,0,0,20,10\nmain,SHELF-1,shelf,HALL,100000,2,2,3,1\n"
    )
    with house.api() as api:
        made = api.post("/sheets/places/imports", content=content.encode())
        assert made.status_code == 202
        until = time.monotonic() + PATIENCE_MS / 1000
        while api.get(f"/imports/{made.json()['id']}").json()["state"] != "done":
            assert time.monotonic() < until, "the places were not taken in"
            time.sleep(0.1)
    open_section(page, house, "Storage places", login="ann")
    choose(page, "简体中文")
    expect(page.get_by_role("heading", name="基础资料", exact=True)).to_be_visible()
    expect(page.get_by_text("仓库俯视图，按占用率着色").first).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible()
    choose(page, "导入与导出")
    expect(page.get_by_text("导入此清单需要角色：经理")).to_be_visible()
    expect(page.get_by_test_id("stFileUploaderDropzoneInput")).to_have_count(0)


def test_a_manager_lets_a_site_receive_blind(house: House, page: Page) -> None:
    open_section(page, house, "Sites")
    page.get_by_text("At main goods are received blind").click()
    page.get_by_test_id("stForm").get_by_role("button", name="Save").click()
    expect(page.get_by_text("From now on main receives blind.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="At main goods are received blind")).to_be_checked()
    with house.api() as api:
        assert api.get("/receiving/main").json() == {"site": "main", "blind": True}
        assert api.put("/receiving/main", json={"blind": False}).status_code == 200


def test_a_manager_makes_a_place_for_held_goods_by_the_form(house: House, page: Page) -> None:
    open_section(page, house, "Storage places")
    form = only(page.get_by_test_id("stForm").filter(has=page.get_by_text("New place", exact=True)))
    form.get_by_role("textbox", name="Place", exact=True).fill("CAGE")
    pick(page, "Kind of place", "On hold", within=form)
    form.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("Place CAGE is made.")).to_be_visible()
    with house.api() as api:
        source = api.get("/stock", params={"sku": "TD-1003"}).json()["items"][0]["location"]
        hold = {"site": "main", "sku": "TD-1003", "qty": "1", "source": source, "reason": "dented"}
        held = api.post("/holds", json=hold, headers={"Idempotency-Key": "by-the-form"})
    assert (held.status_code, held.json()["destination"]) == (201, "CAGE")
