"""What a manager sees of a sales order: what its packer is to take, what left, and what was let through."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import choose, log_in, only, pick
from tests.browser.house import House
from tests.browser.sales_house import CARTON, EARLY, LATE, LEFT, TO_PACK, furnish


@pytest.fixture(scope="module")
def sold(house: House, module_database: str) -> House:
    furnish(house, module_database, dt.datetime.now(dt.UTC))
    return house


def says(page: Page, *texts: str) -> None:
    """What the page's tables say, as it is told to screen readers: of what is not scrolled out of sight."""
    for text in texts:
        expect(page.locator("[role=gridcell]").filter(has_text=text).first).to_be_attached()


def test_an_order_to_pack_says_which_lots_to_take_and_what_is_missing(sold: House, page: Page) -> None:
    log_in(page, f"{sold.url}/orders")
    pick(page, "Order", TO_PACK)
    expect(page.get_by_text("What to take")).to_be_visible()
    # two of the early lot are left, and four of the late one
    expect(page.get_by_text("No stock that may leave is there for 1 × SERUM.")).to_be_visible()
    says(page, "COLD-1", EARLY, "COLD-2", LATE)
    expect(page.get_by_text("Nothing yet: pack it at a terminal")).to_be_visible()


def test_an_order_that_left_says_in_which_carton_with_which_lots_and_what_was_let_through(
    sold: House, page: Page
) -> None:
    log_in(page, f"{sold.url}/orders")
    choose(page, "Shipped")
    pick(page, "Order", LEFT)
    expect(page.get_by_text("Let through, by whom and why")).to_be_visible()
    says(page, CARTON, EARLY, LATE, "C-1")
    says(page, CARTON, "Closed in spite of its weight", "796")
    says(page, "another carton or more", "the lot that was told")
    expect(page.get_by_text("What to take")).to_have_count(0)


def test_what_is_looked_up_opens_the_order(sold: House, page: Page) -> None:
    log_in(page, f"{sold.url}/lookup")
    only(page.get_by_label("What is it?")).fill(LEFT)
    page.keyboard.press("Enter")
    only(page.get_by_role("button", name="Open", exact=True)).click()
    expect(page.get_by_role("heading", name=LEFT)).to_be_visible()
