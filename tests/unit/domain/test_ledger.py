"""What an entry does to the books."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as Dec
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hub.domain.calendar import Calendar
from hub.domain.ledger import Entry, EntryError, Journal, Origin, Place
from hub.domain.valuation import Stock
from tests.amounts import amount

SUPPLIER, CUSTOMER, LOSS, DOCK, SHELF, FOREIGN, MADE = range(1, 8)
PLACES = {
    SUPPLIER: Place(1, "supplier"),
    CUSTOMER: Place(1, "customer"),
    LOSS: Place(1, "loss_gain"),
    DOCK: Place(1, "dock"),
    SHELF: Place(1, "shelf"),
    FOREIGN: Place(2, "shelf"),
    MADE: Place(1, "production"),
}
NOON = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)  # 12:00 in Berlin: 12 hours to the day's end
DAY = (1, 7, date(2026, 6, 1))


def journal(stock: Stock | None = None, standard: int | None = None, **origins: Origin) -> Journal:
    return Journal(
        places=PLACES,
        calendars={1: Calendar(ZoneInfo("Europe/Berlin"))},
        stocks={(1, 7): stock or Stock()},
        standard_costs={} if standard is None else {7: standard},
        origins={int(key[1:]): origin for key, origin in origins.items()},
    )


def entry(kind: str, qty: str, source: int, destination: int, **more: Any) -> Entry:
    return Entry(1, 7, kind, Dec(qty), source, destination, more.pop("at", NOON), **more)


def test_a_movement_takes_from_one_place_what_it_gives_to_another() -> None:
    books = journal()
    books.enter(entry("receipt", "5", SUPPLIER, DOCK, unit_cost=Dec(2)))
    books.enter(entry("putaway", "3", DOCK, SHELF))
    assert books.balances == {
        (7, SUPPLIER, ""): amount(-5),
        (7, DOCK, ""): amount(2),
        (7, SHELF, ""): amount(3),
    }


def test_a_move_inside_the_walls_changes_no_value_and_no_day() -> None:
    books = journal(Stock(amount(10), amount(30), amount(3)))
    outcome = books.enter(entry("move", "4", DOCK, SHELF))
    assert (outcome.value, outcome.unit_cost) == (0, amount(3))
    assert books.days == {}


def test_a_sale_fixes_its_cost_and_its_revenue_on_its_day() -> None:
    books = journal(Stock(amount(10), amount(30), amount(3)))
    outcome = books.enter(entry("shipment", "4", DOCK, CUSTOMER, unit_price=Dec(5)))
    total = books.days[DAY]
    assert (outcome.value, outcome.revenue) == (amount(-12), amount(20))
    assert (total.units_sold, total.cogs) == (amount(4), amount(12))
    assert (total.revenue, total.value_out) == (amount(20), amount(12))
    assert total.moment_value == amount(-12) * amount(12 * 3600)


def test_a_return_takes_units_cost_and_revenue_back() -> None:
    books = journal(
        Stock(amount(6), amount(18), amount(3)), m9=Origin(amount(4), amount(-16), amount(4), amount(20))
    )
    outcome = books.enter(entry("customer_return", "2", CUSTOMER, DOCK, reverses=9))
    total = books.days[DAY]
    assert (outcome.value, outcome.unit_cost, outcome.revenue) == (amount(8), amount(4), amount(-10))
    assert (total.units_sold, total.cogs, total.revenue) == (amount(-2), amount(-8), amount(-10))
    assert books.stocks[1, 7].value == amount(26)


def test_a_return_of_an_unknown_sale_comes_back_at_the_average() -> None:
    books = journal(Stock(amount(6), amount(18), amount(3)))
    assert books.enter(entry("customer_return", "2", CUSTOMER, DOCK)).value == amount(6)


@pytest.mark.parametrize(
    ("stock", "standard", "given", "unit_cost"),
    [
        (Stock(amount(1), amount(9), amount(9)), amount(7), Dec(8), amount(8)),
        (Stock(amount(1), amount(9), amount(9)), amount(7), None, amount(7)),
        (Stock(amount(1), amount(9), amount(9)), None, None, amount(9)),
        (Stock(), None, None, 0),
        (Stock(), amount(7), Dec(0), 0),
    ],
    ids=["its own cost", "else the standard", "else the last", "else nothing", "a gift costs nothing"],
)
def test_new_goods_cost(stock: Stock, standard: int | None, given: Dec | None, unit_cost: int) -> None:
    outcome = journal(stock, standard).enter(entry("receipt", "2", SUPPLIER, DOCK, unit_cost=given))
    assert outcome.unit_cost == unit_cost


def test_what_all_of_it_cost_is_kept_to_the_last_millionth() -> None:
    books = journal()
    outcome = books.enter(entry("production", "3", MADE, DOCK, cost=Dec(7), unit_cost=Dec(9)))
    assert (outcome.value, outcome.unit_cost) == (amount(7), amount("2.333333"))
    assert books.stocks[1, 7].value == amount(7)
    with pytest.raises(EntryError, match="cost -1"):
        books.enter(entry("production", "3", MADE, DOCK, cost=Dec(-1)))
    assert books.balances[7, DOCK, ""] == amount(3)


def test_found_goods_come_in_at_the_average() -> None:
    books = journal(Stock(amount(1), amount(9), amount(9)), amount(7))
    assert books.enter(entry("adjustment", "2", LOSS, DOCK)).value == amount(18)


def test_what_a_receipt_costs_more_than_the_shortage_it_covers_is_variance_not_cogs() -> None:
    books = journal(Stock(amount(-5), amount(-50), amount(10)))
    books.enter(entry("receipt", "8", SUPPLIER, DOCK, unit_cost=Dec(12)))
    total = books.days[DAY]
    assert (total.cost_variance, total.cogs, total.value_in) == (amount(10), 0, amount(86))


def test_a_late_event_amends_its_own_day_only() -> None:
    books = journal(Stock(amount(10), amount(30), amount(3)))
    books.enter(entry("shipment", "1", DOCK, CUSTOMER, at=NOON - timedelta(days=30)))
    assert list(books.days) == [(1, 7, date(2026, 5, 2))]
    assert books.stocks[1, 7] == Stock(amount(9), amount(27), amount(3))


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (entry("receipt", "0", SUPPLIER, DOCK), "quantity"),
        (entry("receipt", "-1", SUPPLIER, DOCK), "quantity"),
        (entry("receipt", "NaN", SUPPLIER, DOCK), "quantity"),
        (entry("receipt", "0.0000001", SUPPLIER, DOCK), "quantity"),
        (entry("receipt", "1e30", SUPPLIER, DOCK), "quantity"),
        (entry("move", "1", DOCK, DOCK), "same place"),
        (entry("move", "1", DOCK, FOREIGN), "own site"),
        (entry("move", "1", SUPPLIER, CUSTOMER), "outside the walls"),
        (entry("receipt", "1", SUPPLIER, DOCK, unit_cost=Dec(-1)), "unit cost"),
        (entry("receipt", "1000000", SUPPLIER, DOCK, unit_cost=Dec(10**8)), "together"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_and_changes_nothing(bad: Entry, words: str) -> None:
    books = journal()
    with pytest.raises(EntryError, match=words):
        books.enter(bad)
    assert (books.balances, books.days, books.stocks) == ({}, {}, {(1, 7): Stock()})
