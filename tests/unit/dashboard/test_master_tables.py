"""Master data as tables: nothing is rounded, nothing runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from dashboard.master import tables
from dashboard.master.models import Change, Fault, Filling


def filling(code: str, depth: int = 0, **more: object) -> Filling:
    values: dict[str, object] = {
        "code": code,
        "name": "",
        "kind": "shelf",
        "depth": depth,
        "pieces": Decimal(0),
        "weight_kg": Decimal(0),
        "volume_l": Decimal(0),
        "without_weight": 0,
        "without_volume": 0,
    }
    return Filling(**(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("0.1000"), "0.1"), (Decimal("1E+3"), "1000"), (Decimal(10), "10"), (5, "5"), (None, "")],
)
def test_a_number_stands_in_a_form_as_it_would_be_typed(value: Decimal | int | None, text: str) -> None:
    assert tables.plain(value) == text


def test_a_tree_is_shown_by_indents_and_its_level_in_per_cent() -> None:
    frame = tables.places([filling("A"), filling("A-1", 1, level=Decimal("0.5"))], str.upper)
    assert [code.replace("\u2003", ">") for code in frame["code"]] == ["A", ">A-1"]
    assert list(frame["kind"]) == ["SHELF", "SHELF"]
    assert frame["level"].iloc[1] == 50.0


def test_only_places_with_a_position_are_drawn_and_inner_ones_last() -> None:
    at = {"x_m": Decimal(1), "y_m": Decimal(2), "width_m": Decimal(3), "depth_m": Decimal(4)}
    frame = tables.plan([filling("inner", 1, **at), filling("nowhere"), filling("outer", **at)])
    assert list(frame["code"]) == ["outer", "inner"]
    assert (frame["x2"].iloc[0], frame["y2"].iloc[0]) == (4.0, 6.0)


def test_faults_go_out_as_a_file_that_no_spreadsheet_runs() -> None:
    frame = tables.faults([Fault(0, "", "", "empty"), Fault(3, "price", "=1+1", "not a number")], str.title)
    lines = list(csv.reader(io.StringIO(tables.faults_csv(frame).decode("utf-8-sig"))))
    assert lines[1:] == [["", "", "", "Empty"], ["3", "price", "'=1+1", "Not A Number"]]


def test_a_change_says_what_was_and_what_will_be() -> None:
    change = Change(2, ["main", "A"], "updated", {"name": ["", "Aisle"], "level": ["1", ""]})
    assert tables.changes([change], str).loc[0, "fields"] == "name: – → Aisle; level: 1 → –"
