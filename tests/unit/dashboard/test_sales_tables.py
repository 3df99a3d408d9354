"""Sales orders as tables: what to take, what left, what was let through."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from dashboard.sales import tables
from dashboard.sales.models import LineToPick, Pick, Shipped

D = Decimal
NOON = dt.datetime(2026, 3, 5, 12, 0, tzinfo=dt.UTC)


def shipped(sku: str, qty: str, lot: str = "", *, reversed_: bool = False, **more: Any) -> Shipped:
    return Shipped(
        1, NOON, sku, sku.title(), "pcs", D(qty), "COLD-1", lot, "bench-1", reversed_, operator="ann",
        carton="C-1", **more,
    )  # fmt: skip


def test_what_to_take_is_told_place_by_place_and_what_is_missing_in_words() -> None:
    day = dt.date(2026, 4, 30)
    lines = [
        LineToPick(1, "TEA", "Tea", D(6), [Pick("A", "L1", D(2), day), Pick("B", "L2", D(3))], D("1.000")),
        LineToPick(2, "CUP", "Cup", D(1), [], D(0)),
    ]
    frame = tables.told(lines, {"A": "Aisle", "B": "Bay"}.__getitem__)
    rows = frame[["line", "qty", "location", "lot", "expiry"]].to_numpy().tolist()
    assert rows == [[1, 2.0, "Aisle", "L1", day], [1, 3.0, "Bay", "L2", None]]
    assert tables.short(lines) == ["1 × TEA"]


def test_what_was_taken_back_in_the_books_has_not_left() -> None:
    frame = tables.left([shipped("TEA", "2", "L1"), shipped("TEA", "9", "L1", reversed_=True)], lambda at: at)
    assert frame["qty"].tolist() == [2.0]


def test_a_weight_let_through_is_told_once_a_carton_and_a_lot_with_its_goods() -> None:
    rows = [
        shipped("TEA", "2", "L1", override_reason="more filling"),
        shipped(
            "TEA",
            "1",
            "L2",
            override_reason="more filling",
            lot_override_reason="buried",
            lot_override_by="mei",
        ),
    ]
    found = tables.decisions(tables.let_through(rows), str, str.upper)
    assert found[["let_through", "sku", "lot", "reason", "by"]].to_numpy().tolist() == [
        ["weight", "", "", "MORE FILLING", "ann"],
        ["lot", "TEA", "L2", "BURIED", "mei"],
    ]


def test_an_order_of_which_nothing_is_known_yet_gives_tables_without_rows() -> None:
    assert len(tables.told([], str)) == len(tables.left([], lambda at: at)) == 0
    assert tables.let_through([shipped("TEA", "2")]) == []
