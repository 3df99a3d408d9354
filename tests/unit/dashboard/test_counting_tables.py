"""Counts and shelf weights as the Counts page shows them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import msgspec

from dashboard.counting import tables
from dashboard.counting.models import (
    Accuracy,
    AccuracyRow,
    ClassAccuracy,
    Count,
    CountLine,
    PlaceAccuracy,
    Policy,
    ShelfWeight,
)
from dashboard.formats import Formats

NOW = dt.datetime(2026, 3, 5, 12, 0, tzinfo=dt.UTC)
FORMATS = Formats(timezone="Asia/Shanghai")


def count(number: str, state: str, *, due_days: int = 1, **more: Any) -> Count:
    fields: dict[str, Any] = {
        "number": number, "site": "main", "location": "SHELF-1", "whole": False, "origin": "weekly",
        "cause": "", "state": state, "round": 1, "due_at": NOW + dt.timedelta(days=due_days),
        "taken_by": None, "counted_at": None, "counted_by": None, "line_count": 2, "value_at_stake": None,
        "currency": "EUR",
    }  # fmt: skip
    return Count(**fields | more)


def line(sku: str, counted: str, ledger: str, cost: str = "2") -> CountLine:
    off = Decimal(counted) - Decimal(ledger)
    return CountLine(
        sku, sku.title(), "pcs", "", "A", Decimal(counted), None, Decimal(ledger), off, off * Decimal(cost),
        off == 0,
    )  # fmt: skip


def weight(minute: int, grams: str, *, within: bool = True) -> ShelfWeight:
    at = NOW + dt.timedelta(minutes=minute)
    return ShelfWeight(
        at, "SHELF-1", "CUP", "Cup", Decimal(grams), Decimal(10), Decimal(2000), Decimal(10), None, within
    )


def test_what_is_open_overdue_and_waiting_is_counted_apart() -> None:
    counts = [
        count("CNT-1", "planned"),
        count("CNT-2", "recount", due_days=-1),
        count("CNT-3", "to_approve", due_days=-1),
        count("CNT-4", "counting"),
    ]
    assert tables.standing(counts, NOW) == tables.Standing(open=3, overdue=1, to_approve=1)


def test_what_is_due_first_stands_first_at_the_readers_clock() -> None:
    counts = tables.by_due([count("CNT-1", "planned"), count("CNT-2", "planned", due_days=0)])
    table = tables.counts_table(counts, FORMATS, str.upper, str.upper, str)
    assert list(table["number"]) == ["CNT-2", "CNT-1"]
    assert list(table["state"]) == ["PLANNED", "PLANNED"]
    assert str(table["due_at"][0]) == "2026-03-05 20:00:00"


def test_the_dearest_variance_stands_at_the_top_whatever_its_sign() -> None:
    table = tables.lines_table([line("A", "5", "5"), line("B", "1", "9"), line("C", "20", "2")])
    assert list(table["sku"]) == ["C", "B", "A"]
    assert list(table["variance"]) == [18.0, -8.0, 0.0]
    assert list(table["accurate"]) == [False, False, True]


def test_accuracy_goes_into_its_picture_week_by_week_all_in_all_and_by_class() -> None:
    row = AccuracyRow(dt.date(2026, 3, 2), 40, 38, Decimal("0.95"))
    of_a = ClassAccuracy("A", 10, 10, Decimal(1), [AccuracyRow(row.period, 10, 10, Decimal(1))])
    frame = tables.accuracy_frame(Accuracy(40, 38, Decimal("0.95"), [row], [of_a], [], 0), "All")
    assert list(frame["series"]) == ["All", "A"]
    assert list(frame["accuracy"]) == [0.95, 1.0]
    assert list(frame["counted"]) == [40, 10]


def test_a_place_tells_how_many_of_its_lines_were_off() -> None:
    table = tables.places_table([PlaceAccuracy("SHELF-1", 8, 6, Decimal("0.75"), NOW)], FORMATS)
    assert list(table["off"]) == [2]
    assert str(table["last"][0]) == "2026-03-05 20:00:00"


def test_what_is_late_and_what_is_due_soon_is_told_apart_the_latest_first() -> None:
    late, soon = tables.reminders(
        [
            count("CNT-1", "planned", due_days=2),
            count("CNT-2", "planned", due_days=-1),
            count("CNT-3", "recount", due_days=-3),
            count("CNT-4", "to_approve", due_days=-3),
            count("CNT-5", "counting", due_days=0),
        ],
        NOW,
    )
    assert [one.number for one in late] == ["CNT-3", "CNT-2"]
    assert [one.number for one in soon] == ["CNT-5"]


def test_only_rules_that_are_changed_are_sent_exact_as_the_hub_takes_them() -> None:
    policy = Policy(
        7, 30, 90, Decimal("0.002"), Decimal("0.01"), Decimal("0.05"), 1, 100, 2, "ABC", 1, 7, "ABC",
        Decimal("0.00"), Decimal("0.00"), Decimal("1000.00"),
    )  # fmt: skip
    same = {
        "days_a": 7, "tolerance_a": 0.2, "small_weekday": 1, "auto_limit": 0.0, "manager_limit": 1000.0,
        "large_classes": "ABC",
    }  # fmt: skip
    assert tables.changes(policy, same) == {}
    other = {"days_a": 14, "tolerance_a": 0.5, "small_weekday": 0, "auto_limit": 12.5, "large_classes": "AB"}
    assert tables.changes(policy, same | other) == {
        "days_a": 14, "tolerance_a": "0.005", "small_weekday": 0, "auto_limit": "12.5",
        "large_classes": "AB",
    }  # fmt: skip


def test_a_shelfs_weights_go_into_their_picture_oldest_first_with_their_band() -> None:
    frame = tables.shelf_frame([weight(5, "1600", within=False), weight(0, "2003")], FORMATS)
    assert list(frame["weight_g"]) == [2003.0, 1600.0]
    assert (frame["low_g"][0], frame["high_g"][0]) == (1990.0, 2010.0)
    assert list(frame["within"]) == [True, False]


def test_where_the_weight_cannot_tell_pieces_the_line_of_pieces_has_a_gap() -> None:
    known = msgspec.structs.replace(weight(0, "2000"), weight_qty=Decimal(10))
    frame = tables.shelf_frame([known, weight(5, "1600")], FORMATS)
    assert list(frame["pieces"].isna()) == [False, True]
    assert list(frame["ledger"]) == [10.0, 10.0]


def test_a_shelf_that_is_off_stands_first() -> None:
    table = tables.shelves_table([weight(0, "2000"), weight(0, "1600", within=False)], FORMATS)
    assert list(table["within"]) == [False, True]
