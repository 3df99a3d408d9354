"""A sheet of rows of text: what is read of it, and everything that is wrong at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hub.domain.sheets import reading
from hub.domain.sheets.cells import ChoiceCell, CodeCell, DayCell, DecimalCell, TextCell, WholeCell, YesNoCell
from hub.domain.sheets.columns import Column, Fault
from hub.domain.sheets.plan import plan

COLUMNS = (
    Column(name="sku", zh="货号", cell=CodeCell(), required=True),
    Column(name="name", zh="名称", cell=TextCell(10), default=""),
    Column(name="price", zh="售价", cell=DecimalCell(8, 2)),
    Column(name="days", zh="天数", cell=WholeCell(1, 9), filled_in=True),
    Column(name="active", zh="启用", cell=YesNoCell(), default=True),
)


def read(*lines: str, decimal_comma: bool = False) -> reading.Sheet:
    split = [line.split("|") for line in lines]
    return reading.read(COLUMNS, ("sku",), split, decimal_comma=decimal_comma)


def test_columns_are_found_by_either_heading_in_any_order() -> None:
    sheet = read("售价| SKU *|启用", "1.50|A|是")
    assert sheet.faults == []
    assert sheet.rows[0].values == {"price": Decimal("1.50"), "sku": "A", "active": True}


def test_everything_that_is_wrong_is_said_at_once_with_its_row_and_column() -> None:
    sheet = read(
        "sku|name|price|days|active",
        "A|far too long a name|1.234|12|maybe",
        "|x||",
        "B|ok|-1|1.5|no",
        "A||||",
    )
    assert [(fault.row, fault.column) for fault in sheet.faults] == [
        (2, "name"),
        (2, "price"),
        (2, "days"),
        (2, "active"),
        (3, "sku"),
        (4, "price"),
        (4, "days"),
        (5, "sku"),
    ]
    assert sheet.faults[-1] == Fault(5, "sku", "A", "stands in row 2 already")


def test_wrong_headings_are_faults_of_row_one_and_the_rest_is_still_read() -> None:
    sheet = read("name|pirce|name", "A|1|B")
    assert [(fault.row, fault.column) for fault in sheet.faults] == [(1, "pirce"), (1, "name"), (1, "sku")]
    assert "price" in sheet.faults[0].what


def test_empty_cells_are_the_default_and_absent_columns_are_absent() -> None:
    row = read("sku|name|active", "A||").rows[0]
    assert row.values == {"sku": "A", "name": "", "active": True}


def test_short_rows_are_filled_and_cells_without_a_heading_are_faults() -> None:
    sheet = read("sku|name", "A", "B|b|extra", "", "  | ")
    assert [row.values for row in sheet.rows] == [{"sku": "A", "name": ""}, {"sku": "B", "name": "b"}]
    assert sheet.faults == [Fault(3, "", "extra", "stands under no heading")]


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [("1.50", False, "1.50"), ("1,5", True, "1.5"), ("007", False, "7"), (".5", False, "0.5")],
)
def test_decimals_are_exact(text: str, comma: bool, value: str) -> None:
    sheet = read("sku|price", f"A|{text}", decimal_comma=comma)
    assert sheet.rows[0].values["price"] == Decimal(value)


@pytest.mark.parametrize("text", ["1,500", "1.000,5", "1e3", "NaN", "Infinity", "٣", "0x1", "1 000", "--1"])
def test_what_is_no_certain_number_is_refused(text: str) -> None:
    assert [fault.column for fault in read("sku|price", f"A|{text}").faults] == ["price"]


def test_a_barcode_that_a_spreadsheet_has_rounded_is_not_taken() -> None:
    assert "rounded" in read("sku", "4.00638E+12").faults[0].what


def test_a_file_without_rows_says_so() -> None:
    assert "no rows" in read("sku|name").faults[0].what
    assert [fault.column for fault in reading.read(COLUMNS, ("sku",), []).faults] == ["sku"]


@pytest.mark.parametrize(
    "text", ["2026-02-30", "05.03.2026", "3/5/2026", "2026/3-5", "2026年3月5", "20260305"]
)
def test_a_day_is_one_of_the_calendar(text: str) -> None:
    with pytest.raises(ValueError, match="day"):
        DayCell().read(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026-3-5",
        "2026/3/5",
        "2026/03/05 0:00",
        "2026.3.5",
        "2026年3月5日",
        "2026-03-05T00:00:00",
    ],
)
def test_a_day_is_taken_as_a_spreadsheet_has_rewritten_it(text: str) -> None:
    assert DayCell().read(text) == date(2026, 3, 5)


def test_a_word_of_choice_is_taken_in_chinese_too() -> None:
    cell = ChoiceCell(("none", "lot"), also={"无": "none", "批号": "lot"})
    assert [cell.read(text) for text in ("LOT", "批号", "无")] == ["lot", "lot", "none"]
    with pytest.raises(ValueError, match="none, lot"):
        cell.read("序列号")


def test_a_plan_says_what_is_new_what_changes_and_what_stays() -> None:
    sheet = read("sku|price", "A|1.0", "B|2", "C|3")
    current = {
        ("A",): {"sku": "A", "name": "a", "price": Decimal("1.00"), "days": None, "active": True},
        ("B",): {"sku": "B", "name": "b", "price": Decimal(1), "days": 3, "active": False},
    }
    made = plan(COLUMNS, ("sku",), sheet.rows, current)
    assert (made.created, made.updated, made.unchanged) == (1, 1, 1)
    changed, new = made.changes
    assert changed.old == {"price": Decimal(1)}
    assert changed.record == {"sku": "B", "name": "b", "price": Decimal(2), "days": 3, "active": False}
    assert new.record == {"sku": "C", "name": "", "price": Decimal(3), "days": None, "active": True}


def test_an_empty_cell_takes_a_value_away_unless_the_hub_has_filled_it_in() -> None:
    sheet = read("sku|price|days", "A||", "B|2|")
    whole = {"name": "", "price": Decimal(2), "days": 3, "active": True}
    current = {("A",): {"sku": "A", **whole}, ("B",): {"sku": "B", **whole}}
    made = plan(COLUMNS, ("sku",), sheet.rows, current)
    (changed,) = made.changes
    assert (changed.key, changed.old, made.unchanged) == (("A",), {"price": Decimal(2)}, 1)
    assert changed.record == {"sku": "A", **whole, "price": None}
