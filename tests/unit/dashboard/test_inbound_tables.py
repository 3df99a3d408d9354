"""Goods in as tables: what is late, and how long it took in minutes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from dashboard.inbound import tables
from dashboard.inbound.models import DayTimes, Difference, Due, Receipt, SupplierTimes

NOON = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 5)


def test_an_order_is_late_from_the_day_after_it_was_due() -> None:
    rows = [
        Due("PO-1", "ACME", "Acme", "sent", 3, 1, 2, TODAY - dt.timedelta(days=2)),
        Due("PO-2", "ACME", "Acme", "sent", 1, 0, 0, TODAY),
        Due("PO-3", "ACME", "Acme", "sent", 1, 0, 0),
    ]
    frame = tables.due(rows, TODAY)
    assert frame["late"].fillna(0).tolist() == [2, 0, 0]
    assert frame["received"].tolist() == ["1 / 3", "0 / 1", "0 / 1"]


def test_times_are_those_of_the_site() -> None:
    row = Receipt(1, "main", "PO-1", "DOCK-1", False, NOON, agent="dock-1")
    frame = tables.receipts([row], ZoneInfo("Asia/Shanghai"))
    assert frame["opened_at"][0].hour == 20
    assert frame["operator"].tolist() == ["dock-1"]


def test_a_difference_is_told_in_the_readers_words() -> None:
    row = Difference(1, "main", "PO-1", "TEA", "Tea", "pcs", "", "over", Decimal("2"), NOON, "")
    frame = tables.differences([row], {"over": "Too many"}.__getitem__)
    assert frame.loc[0, ["difference", "qty", "location"]].tolist() == ["Too many", 2.0, ""]


def test_dock_to_stock_is_shown_in_minutes_and_a_day_without_a_figure_not_at_all() -> None:
    frame = tables.by_day([DayTimes(TODAY, 2, 90, 600), DayTimes(TODAY, 0)], "half", "most")
    assert frame["minutes"].tolist() == [1.5, 10.0]
    assert tables.by_supplier([SupplierTimes("", 1, 30, None)])["supplier"].tolist() == ["–"]


def test_lines_that_name_no_package_are_in_the_one_that_was_said() -> None:
    frame = tables.to_announce([("TEA", Decimal("12")), ("CUP", Decimal("4.5"))])
    assert tables.announced(frame, "P-1") == [
        {
            "sscc": "P-1",
            "lines": [{"item": "TEA", "qty": "12", "lot": ""}, {"item": "CUP", "qty": "4.5", "lot": ""}],
        }
    ]
    frame.loc[1, "sscc"] = "P-2"
    frame.loc[1, "lot"] = "L7"
    frame["expiry"] = frame["expiry"].astype("object")
    frame.at[1, "expiry"] = dt.date(2027, 1, 31)
    frame.loc[2] = ["", None, None, "", None]
    assert [package["sscc"] for package in tables.announced(frame, "P-1")] == ["P-1", "P-2"]
    assert tables.announced(frame, "P-1")[1]["lines"] == [
        {"item": "CUP", "qty": "4.5", "lot": "L7", "expiry": "2027-01-31"}
    ]
