"""An item gets its name, price and category from the lines of the file, and its cost from a stated ratio."""

# ruff: noqa: DTZ001 (wall clock times, as the file has them)
from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tallydock.retail.articles import Article, articles, category_of
from tallydock.retail.classify import LineClass, Row


def line(
    description: str | None, price: str, what: LineClass = LineClass.SALE, code: str = "22423"
) -> tuple[Row, LineClass]:
    at = datetime(2011, 1, 1, 9, 0)
    return Row(1, "1", code, description, 1, at, Decimal(price), 1, ""), what


def only(*lines: tuple[Row, LineClass]) -> Article:
    found = articles(lines, Decimal("0.6"))
    assert len(found) == 1
    return found[0]


def test_the_name_is_what_it_was_called_most_often() -> None:
    sold = [line(" CAKESTAND ", "5"), line("CAKESTAND", "5"), line("CAKE STAND", "5")]
    assert only(*sold).name == "CAKESTAND"


def test_a_remark_on_a_correction_is_a_name_only_where_there_is_no_other() -> None:
    damaged = [line("damaged", "0", LineClass.WRITE_OFF)] * 3
    assert only(line("CAKESTAND", "5"), *damaged).name == "CAKESTAND"
    assert only(*damaged).name == "damaged"
    assert only(line(None, "0", LineClass.WRITE_OFF)).name == ""


def test_the_price_is_the_median_charged_and_the_cost_a_part_of_it() -> None:
    sold = only(line("X", "10.95"), line("X", "12.75"), line("X", "24.96"), line("X", "12.75"))
    assert (sold.price, sold.standard_cost) == (Decimal("12.75"), Decimal("7.650000"))


def test_what_was_never_sold_at_a_price_has_none() -> None:
    found = only(line("found", "0", LineClass.WRITE_UP))
    assert (found.price, found.standard_cost) == (None, 0)


def test_codes_that_differ_in_case_are_two_items_and_charges_are_none() -> None:
    found = articles(
        [
            line("A", "1", code="85123a"),
            line("B", "1", code="85123A"),
            line("P", "9", LineClass.NON_GOODS, "POST"),
        ],
        Decimal("0.6"),
    )
    assert [article.sku for article in found] == ["85123A", "85123a"]


def test_the_category_is_the_range_of_the_code() -> None:
    assert [category_of(code) for code in ("22423", "85123A", "DCGS0076", "PADS")] == [
        "22xxx",
        "85xxx",
        "other",
        "other",
    ]
