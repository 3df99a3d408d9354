"""What people do with transfers in the browser: write one, send it, receive it, decide on what differs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import choose, log_in, only, pick
from tests.browser.house import House
from tests.browser.transfer_house import furnish


@pytest.fixture(scope="module")
def numbers(house: House, module_database: str) -> dict[str, str]:
    return furnish(house, module_database)


def test_a_transfer_is_written_sent_and_received_and_a_difference_is_decided(
    house: House, page: Page, numbers: dict[str, str]
) -> None:
    log_in(page, f"{house.url}/transfers")
    expect(page.get_by_role("heading", name="Transfers")).to_be_visible()

    choose(page, "New transfer")
    pick(page, "To site", "north")
    pick(page, "Goods", re.compile("TD-1005"))
    quantity = only(page.get_by_label("Quantity", exact=True))
    quantity.fill("3")
    quantity.press("Tab")
    only(page.get_by_role("button", name="Add", exact=True)).click()
    expect(page.get_by_role("button", name="Take the last line out")).to_be_visible()
    only(page.get_by_role("button", name="Draft the transfer")).click()
    expect(page.get_by_text("It is drafted. Send it when it leaves.")).to_be_visible()

    choose(page, "Transfers")
    only(page.get_by_role("button", name="Send", exact=True)).click()
    said = page.get_by_text(re.compile(r"^TRF-\d+ is in transit\.$"))
    expect(said).to_be_visible()
    number = said.inner_text().split()[0]
    with house.api() as api:
        sent = api.get(f"/transfers/{number}").json()
    assert (sent["state"], sent["to_site"], sent["content"][0]["sent_qty"]) == ("in_transit", "north", "3")

    form = only(page.get_by_test_id("stForm").filter(has=page.get_by_text("Nothing more comes")))
    place = form.get_by_role("textbox", name="Place")
    place.fill("N-SHELF")
    place.press("Tab")
    form.get_by_role("button", name="Receive").click()
    expect(page.get_by_text(f"Received on {number}.")).to_be_visible()
    with house.api() as api:
        came = api.get(f"/transfers/{number}").json()
        stands = api.get("/stock", params={"site": "north", "sku": "TD-1005"}).json()["items"]
    assert came["state"] == "closed"
    assert [(row["location"], row["qty"]) for row in stands] == [("N-SHELF", "3")]

    choose(page, "In transit")
    expect(page.get_by_text("It is stock of the sending site")).to_be_visible()

    choose(page, "To decide")
    pick(page, "Decide on", re.compile(f"{numbers['differs']} · TD-1003 · Too few · 2"))
    choose(page, "Lost on the way")
    form = only(page.get_by_test_id("stForm").filter(has=page.get_by_text("What becomes of it?")))
    form.get_by_label("Why?").fill("fell off the lorry")
    form.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_text(f"Decided: {numbers['differs']}, TD-1003.")).to_be_visible()
    with house.api() as api:
        left = api.get("/transfer-differences", params={"undecided": True}).json()["items"]
        lost = api.get("/movements", params={"kind": "adjustment", "sku": "TD-1003"}).json()["items"]
    assert [(row["sku"], row["kind"]) for row in left] == [("TD-1004", "over")]
    assert [(row["qty"], row["source"]) for row in lost] == [("2", "in_transit")]
