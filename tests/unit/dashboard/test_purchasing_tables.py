"""What a buyer typed reaches the hub as he meant it, and history reads like sentences."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from dashboard.purchasing import tables
from dashboard.purchasing.models import Event, Limit, Line, Price

LINE = Line(
    1, "TEA", "Tea", "pcs", Decimal("1200"), Decimal("0.333333"), Decimal(400), Decimal(0), Decimal(1200),
    Decimal(0), Decimal(0), expected_on=dt.date(2026, 3, 20),
)  # fmt: skip


def test_a_line_that_nobody_touched_is_sent_back_as_it_was() -> None:
    assert tables.wanted_lines(tables.editable([LINE])) == [
        {"sku": "TEA", "qty": "1200", "line": 1, "unit_price": "0.333333", "expected_on": "2026-03-20"}
    ]


def test_breaks_that_nobody_touched_are_sent_back_as_they_were() -> None:
    day = dt.date(2026, 3, 1)
    many = Price(Decimal(5000), Decimal("1.500001"), day, dt.date(2026, 12, 31))
    one = Price(Decimal(0), Decimal("4.20"), day)
    assert tables.wanted_prices(tables.editable_prices([many, one])) == [
        {"from_qty": "0", "unit_price": "4.20", "valid_from": "2026-03-01"},
        {"from_qty": "5000", "unit_price": "1.500001", "valid_from": "2026-03-01", "valid_to": "2026-12-31"},
    ]


def test_a_new_price_needs_nothing_else_and_a_row_without_a_price_is_none() -> None:
    frame = pd.DataFrame(
        {
            "from_qty": [None, "100"],
            "unit_price": ["3,5", None],
            "valid_from": pd.to_datetime(pd.Series([None, None], dtype="object")),
            "valid_to": pd.to_datetime(pd.Series([None, None], dtype="object")),
        }
    )
    assert tables.wanted_prices(frame) == [{"unit_price": "3.5"}]


def test_a_limit_of_all_currencies_and_one_of_any_amount_say_so() -> None:
    table = tables.limits(
        [Limit("admin", None, None), Limit("manager", "CNY", Decimal(80000))],
        str.upper,
        every="all others",
        unlimited="any",
    )
    assert table.to_dict("records") == [
        {"role": "ADMIN", "currency": "all others", "amount": "any"},
        {"role": "MANAGER", "currency": "CNY", "amount": "80,000.00"},
    ]


def test_empty_cells_are_left_to_the_supplier_and_rows_without_an_item_are_none() -> None:
    frame = pd.DataFrame(
        {
            "line": pd.Series([None, None], dtype="Int64"),
            "sku": [" CUP ", None],
            "qty": ["5", "7"],
            "unit_price": [None, ""],
            "expected_on": pd.to_datetime(pd.Series([None, None], dtype="object")),
        }
    )
    assert tables.wanted_lines(frame) == [{"sku": "CUP", "qty": "5"}]
    assert tables.wanted_lines(tables.editable([])) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    # what may mean thousands is left to the hub, which refuses it
    [("1,5", "1.5"), ("1 200", "1200"), ("1,200", "1,200"), ("1,2,3", "1,2,3"), ("1.200,50", "1.200,50")],
)
def test_a_decimal_comma_is_understood_only_where_it_can_be_nothing_else(typed: str, meant: str) -> None:
    (line,) = tables.wanted_lines(pd.DataFrame({"sku": ["A"], "qty": [typed]}))
    assert line["qty"] == meant


def test_a_price_and_a_day_that_are_emptied_are_asked_for_anew() -> None:
    frame = tables.editable([LINE])
    frame.loc[0, "unit_price"], frame.loc[0, "expected_on"] = "", pd.NaT
    assert tables.wanted_lines(frame) == [
        {"sku": "TEA", "qty": "1200", "line": 1, "unit_price": None, "expected_on": None}
    ]


def test_what_differs_is_told_a_line_each() -> None:
    event = Event(
        1, dt.datetime(2026, 3, 5, tzinfo=dt.UTC), "changed", "",
        {"note": "", "lines": {"1": {"qty": "5"}, "2": {"sku": "CUP"}}},
        {"note": "soon", "lines": {"1": {"qty": "6"}, "2": None}},
    )  # fmt: skip
    told = tables.changed(event, "the {}".format, str.upper, "line {}".format)
    assert told == ["line 1 · the qty: 5 → 6", "line 2 · the sku: CUP → –", "the note: – → soon"]
    sent = Event(2, event.at, "sent", "", {"state": "approved"}, {"state": "sent"})
    assert tables.changed(sent, str, str.upper, str) == ["state: APPROVED → SENT"]
