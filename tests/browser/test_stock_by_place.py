"""What one sees of the site's places, and of the way of a lot."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from decimal import Decimal

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from hub.domain.ledger import Entry
from hub.store import items, ledger, locations, sites
from tests.browser.conftest import figure, log_in
from tests.browser.house import House, fill, running_dashboard, running_hub

POSITIONS = (
    "site,code,kind,max_pieces,x_m,y_m,width_m,depth_m\n"
    "main,SHELF-1,shelf,100000,2,2,3,1\nmain,SHELF-2,shelf,100000,6,2,3,1\n"
)


@pytest.fixture(scope="module")
def house(
    module_database: str, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[House]:
    now = dt.datetime.now(dt.UTC)
    fill(module_database, now=now)
    with psycopg.connect(module_database) as conn:
        _lot(conn, now)
    log = tmp_path_factory.mktemp("dashboard") / "streamlit.log"
    with running_hub(module_database) as hub_url, running_dashboard(hub_url, log) as url:
        made = House(hub_url, url)
        with made.api() as api:
            _positions(api)
            sold = {"site": "main", "number": "SO-77", "customer": "Okoro"}
            assert api.post("/orders", json=sold | {"lines": [{"sku": "LOTTED", "qty": "9"}]}).is_success
        yield made


def _positions(api: httpx.Client) -> None:
    """The import is done, not only taken: a page that is open does not look again."""
    job = api.post("/sheets/places/imports", content=POSITIONS.encode()).json()
    until = time.monotonic() + 120
    while job["state"] in ("waiting", "running") and time.monotonic() < until:
        time.sleep(0.1)
        job = api.get(f"/imports/{job['id']}").json()
    assert job["state"] == "done", job


def _lot(conn: psycopg.Connection, now: dt.datetime) -> None:
    """20 of lot L7 came, 12 went on to SHELF-2, 9 of them to Okoro."""
    site = sites.get(conn, "main").id
    item = items.create(conn, items.NewItem(sku="LOTTED", name="Green tea", price=Decimal(4))).id
    place = {one.code: one.id for one in locations.list_page(conn, site="main")}
    steps = (
        ("receipt", 20, "supplier", "DOCK-1", "PO-77"),
        ("putaway", 12, "DOCK-1", "SHELF-2", None),
        ("shipment", 9, "SHELF-2", "customer", "SO-77"),
    )
    at = now - dt.timedelta(minutes=30)
    ledger.post(
        conn,
        [
            Entry(
                site, item, kind, Decimal(qty), place[source], place[destination],
                at + dt.timedelta(minutes=nth), lot="L7", document=document,
            )
            for nth, (kind, qty, source, destination, document) in enumerate(steps)
        ],
        recorded_at=now,
    )  # fmt: skip


def test_the_places_are_seen_and_a_lot_is_traced_in_both_languages(house: House, page: Page) -> None:
    log_in(page, house.url + "/places", login="ann")
    expect(page.get_by_role("heading", name="Stock by place", exact=True)).to_be_visible()
    expect(page.get_by_text("The site from above, filled by level").first).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible()
    page.get_by_role("combobox", name="Place").first.click()
    page.get_by_role("option", name="SHELF-2").first.click()
    with house.api() as api:
        lying = api.get("/stock", params={"site": "main", "location": "SHELF-2"}).json()["items"]
    expect(page.get_by_text(f"{len(lying)} rows", exact=True).first).to_be_visible()

    page.get_by_role("tab", name="Trace a lot or serial number").click()
    page.get_by_role("textbox", name="Item", exact=True).fill("LOTTED")
    page.get_by_role("textbox", name="Lot or serial number").fill("NEVER")
    page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    expect(page.get_by_text("Nothing is known of this item with this number").first).to_be_visible()
    page.get_by_role("textbox", name="Lot or serial number").fill("L7")
    page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    expect(page.get_by_role("heading", name="Came from")).to_be_visible()
    assert (figure(page, "Came in"), figure(page, "Went out"), figure(page, "There now")) == ("20", "9", "11")
    expect(page.get_by_test_id("stException")).to_have_count(0)

    page.goto(house.url + "/places?lang=zh_CN")
    expect(page.get_by_role("heading", name="库位库存", exact=True)).to_be_visible()
