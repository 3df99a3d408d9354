"""Turnover: cost of goods sold over what stood there on average, by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from hub.store import pool, sites
from tests.integration.test_api.house import House, furnish, open_house, wrong_fields

# midnight in Berlin, winter time
MARCH_1 = datetime(2026, 2, 28, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def sold(module_database: str) -> Iterator[House]:
    """100 TEA at 2.50 from 1 March on, half of them sold at the beginning of 3 March; CUPs just stand.

    It is noon of 5 March at UTC, 13:00 in Berlin.
    """
    furnish(module_database)
    with open_house(module_database) as house:
        house.receive("TEA", "100", at=MARCH_1)
        house.receive("CUP", "10", cost="1", at=MARCH_1)
        sale = house.entry(
            "TEA",
            "shipment",
            "50",
            "STORE",
            "customer",
            at=MARCH_1 + timedelta(days=2),
            unit_price=Decimal(4),
        )
        house.move(sale)
        yield house


def test_four_whole_days(sold: House) -> None:
    answer = sold.get("/turnover", **{"from": "2026-03-01", "to": "2026-03-04"}, site="main")
    tea, cup = answer["rows"]
    # 250.00 stood for two days and 125.00 for two: 187.50 on average
    assert tea == {
        "key": "TEA",
        "name": "Tea of the house",
        "cogs": "125.00",
        "average_value": "187.50",
        "turnover": "0.666667",
        "annual_turnover": "60.833333",
        "days_of_inventory": "6",
        "revenue": "200.00",
        "units_sold": "50",
    }
    assert (cup["turnover"], cup["days_of_inventory"], cup["average_value"]) == ("0", None, "10.00")
    assert answer["totals"] == {
        "cogs": "125.00",
        "average_value": "197.50",
        "turnover": "0.632911",
        "annual_turnover": "57.753165",
        "days_of_inventory": "6.32",
        "revenue": "200.00",
        "units_sold": "50",
    }
    assert (answer["days"], answer["elapsed_days"], answer["currency"]) == (4, "4", "EUR")
    assert (answer["year_days"], answer["next"]) == (365, None)


def test_today_counts_up_to_now(sold: House) -> None:
    answer = sold.get("/turnover", **{"from": "2026-03-05", "to": "2026-03-05"})
    assert answer["elapsed_days"] == "0.5417"  # thirteen hours
    assert {row["key"]: row["average_value"] for row in answer["rows"]} == {"TEA": "125.00", "CUP": "10.00"}


def test_before_there_was_anything_there_is_no_figure(sold: House) -> None:
    answer = sold.get("/turnover", **{"from": "2026-01-01", "to": "2026-01-31"})
    assert answer["rows"] == []
    assert (answer["totals"]["turnover"], answer["totals"]["days_of_inventory"]) == (None, None)


@pytest.mark.parametrize("by", ["item", "category", "site"])
def test_the_totals_do_not_depend_on_how_it_is_grouped(sold: House, by: str) -> None:
    span = {"from": "2026-02-20", "to": "2026-03-05"}
    assert sold.get("/turnover", **span, by=by)["totals"] == sold.get("/turnover", **span)["totals"]


@pytest.mark.parametrize(
    "sort", ["turnover", "cogs", "average_value", "days_of_inventory", "units_sold", "key"]
)
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_of_any_order_are_the_list(sold: House, sort: str, order: str) -> None:
    span = {"from": "2026-03-01", "to": "2026-03-05", "sort": sort, "order": order}
    whole = sold.get("/turnover", **span)["rows"]
    pages, after = [], None
    while True:
        page = sold.get("/turnover", **span, limit=1, after=after)
        pages += page["rows"]
        sold.clock.tick(seconds=1)  # all pages count up to the moment of the first
        after = page["next"]
        if after is None:
            break
    assert [row["key"] for row in pages] == [row["key"] for row in whole]
    assert len({row["key"] for row in pages}) == 2


def test_the_trend_begins_each_step_with_what_the_last_one_left(sold: House) -> None:
    span = {"from": "2026-02-28", "to": "2026-03-04"}
    (series,) = sold.get("/turnover/trend", **span, step="day")["series"]
    shown = [(p["from"], p["average_value"], p["cogs"], p["turnover"]) for p in series["points"]]
    assert shown == [
        ("2026-02-28", "0.00", "0.00", None),
        ("2026-03-01", "260.00", "0.00", "0"),
        ("2026-03-02", "260.00", "0.00", "0"),
        ("2026-03-03", "135.00", "125.00", "0.925926"),
        ("2026-03-04", "135.00", "0.00", "0"),
    ]


def test_the_trend_in_weeks_by_item_is_cut_to_the_span(sold: House) -> None:
    span = {"from": "2026-02-28", "to": "2026-03-05"}
    tea, cup = sold.get("/turnover/trend", **span, step="week", by="item")["series"]
    assert (tea["key"], cup["key"]) == ("TEA", "CUP")
    assert [(p["from"], p["to"], p["days"]) for p in tea["points"]] == [
        ("2026-02-28", "2026-03-01", 2),
        ("2026-03-02", "2026-03-05", 4),
    ]
    assert [p["units_sold"] for p in tea["points"]] == ["0", "50"]
    (only,) = sold.get("/turnover/trend", **span, step="month", by="item", limit=1)["series"]
    assert only["key"] == "TEA"
    assert [(p["from"], p["to"]) for p in only["points"]] == [
        ("2026-02-28", "2026-02-28"),
        ("2026-03-01", "2026-03-05"),
    ]


def test_one_step_of_the_trend_is_the_turnover_of_the_span(sold: House) -> None:
    span = {"from": "2026-03-01", "to": "2026-03-05"}
    (series,) = sold.get("/turnover/trend", **span, step="month")["series"]
    (point,) = series["points"]
    assert sold.get("/turnover", **span)["totals"].items() <= point.items()


@pytest.mark.parametrize(
    ("query", "where", "says"),
    [
        ({"to": "2026-03-01"}, "query.from", "Field required"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "query", "lies after"),
        ({"from": "2010-01-01", "to": "2026-03-01"}, "query", "more than 3660 days"),
        ({"from": "2026-03-01", "to": "2026-03-06"}, "query.to", "future"),
        ({"from": "1.3.2026", "to": "2026-03-01"}, "query.from", "date"),
        ({"from": "2026-02-30", "to": "2026-03-01"}, "query.from", "date"),
        ({"from": "2026-03-01", "to": "2026-03-01", "by": "colour"}, "query.by", "'item'"),
        ({"from": "2026-03-01", "to": "2026-03-01", "form": "x"}, "query.form", "no such parameter"),
        ({"from": "2026-03-01", "to": "2026-03-01", "site": "moon"}, "query.site", "there are: main"),
        ({"from": "2026-03-01", "to": "2026-03-01", "limit": "0"}, "query.limit", "greater"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(
    sold: House, query: dict[str, str], where: str, says: str
) -> None:
    wrong = wrong_fields(sold.ask("viewer", "GET", "/turnover", params=query))
    assert says in wrong[where]


def test_money_of_two_currencies_is_not_added(house: House) -> None:
    with pool.connect(house.dsn) as conn:
        sites.create(conn, "shanghai", "Shanghai", "Asia/Shanghai", "CNY")
    span = {"from": "2026-03-01", "to": "2026-03-04"}
    answer = house.ask("viewer", "GET", "/turnover", params=span)
    assert answer.status_code == 422
    assert answer.json()["currencies"] == ["CNY", "EUR"]
    assert house.get("/turnover", **span, site="shanghai")["currency"] == "CNY"
    for path in ("/stock/summary", "/overview"):
        assert house.ask("viewer", "GET", path).status_code == 422
        assert house.get(path, site="main")["currency"] == "EUR"


def test_sites_of_one_currency_are_added_each_on_its_own_calendar(house: House) -> None:
    with pool.connect(house.dsn) as conn:
        sites.create(conn, "auckland", "Auckland", "Pacific/Auckland", "EUR")
    house.receive("TEA", "100", at=MARCH_1)
    answer = house.get(
        "/turnover", **{"from": "2026-03-01", "to": "2026-03-06"}
    )  # the 6th has begun in Auckland
    assert answer["totals"]["average_value"] == "250.00"
    assert answer["elapsed_days"] == "5.0417"
