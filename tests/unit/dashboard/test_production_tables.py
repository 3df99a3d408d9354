"""Production as tables, and what people filled in as the hub takes it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as Dec

import pandas as pd
import pytest

from dashboard.production import tables
from dashboard.production.models import Bom, BomPart, Buildable, Component, Limit

ZERO = Dec(0)


def component(sku: str, short: str) -> Component:
    return Component(sku, sku, "kg", "none", Dec(9), ZERO, ZERO, Dec(9), ZERO, Dec(1), Dec(short))


def test_only_what_is_short_is_told_to_be() -> None:
    assert tables.shortages([component("TEA", "0.500"), component("CUP", "0")]) == ["0.5 kg TEA"]


def test_what_limits_is_told_with_what_there_is_of_it() -> None:
    limits = [Limit("CUP", "Cup", Dec("3.000")), Limit("LID", "Lid", ZERO)]
    row = Buildable(1, "BOX", "Box", "pcs", "kit", 2, Dec(1), Dec(4), limits)
    frame = tables.buildable([row], {"kit": "Kit"}.__getitem__)
    assert frame.loc[0, ["kind", "buildable", "limited_by"]].tolist() == ["Kit", 1.0, "CUP (3), LID (0)"]


def test_a_bill_is_told_in_one_line_and_is_what_the_next_version_begins_with() -> None:
    parts = [
        BomPart("CUP", "Cup", "pcs", Dec("2.000"), ZERO),
        BomPart("TEA", "Tea", "kg", Dec("0.250"), Dec("2.5")),
    ]
    bom = Bom(1, "BOX", "Box", "pcs", 3, "made", Dec(1), True, False, "", 1, parts)
    assert tables.boms([bom], str)["made_of"].tolist() == ["2 CUP, 0.25 TEA"]
    assert tables.filled_in(tables.parts(bom), "sku") == [
        {"sku": "CUP", "qty": "2", "scrap_percent": "0"},
        {"sku": "TEA", "qty": "0.25", "scrap_percent": "2.5"},
    ]
    assert tables.filled_in(tables.parts(None), "sku") == []


def test_what_was_filled_in_is_exact_and_what_is_empty_is_left_out() -> None:
    frame = pd.DataFrame(
        {
            "item": [" TEA ", None, "  "],
            "qty": ["0,25", "3", "1"],
            "lot": [None, "L", "L"],
            "expiry": [pd.Timestamp(2027, 1, 31), pd.NaT, dt.date(2027, 1, 31)],
        }
    )
    assert tables.filled_in(frame, "item") == [{"item": "TEA", "qty": "0.25", "expiry": "2027-01-31"}]


@pytest.mark.parametrize("text", ["A1\nA2\n", "A1, A2", "A1 A2", "A1;A2"])
def test_serial_numbers_come_however_they_are_written(text: str) -> None:
    assert tables.serials(text) == ["A1", "A2"]
