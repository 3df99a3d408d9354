"""Transfers as tables, and what was typed into one as the hub takes it."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd  # type: ignore[import-untyped]

from dashboard.transfers import tables, words
from dashboard.transfers.models import Line, Piece
from dashboard.transfers.writing import plain

D = Decimal


def line(number: int, sku: str, sent: str, received: str = "0", lot: str = "") -> Line:
    return Line(number, sku, sku.title(), "pcs", lot, "STORE", D(sent), D(sent), D(received), D(0), D(0))


def test_all_that_is_under_way_is_offered_as_come_and_what_has_come_is_not() -> None:
    frame = tables.arriving(
        [line(1, "TEA", "6", "2"), line(2, "CUP", "3", "3"), line(3, "PAN", "1", lot="L")]
    )
    assert list(frame["sku"]) == ["TEA", "PAN"]
    assert tables.arrived(frame) == [
        {"item": "TEA", "lot": "", "qty": "4"},
        {"item": "PAN", "lot": "L", "qty": "1"},
    ]


def test_what_came_damaged_is_told_apart_and_what_did_not_come_is_not_told() -> None:
    frame = tables.arriving([line(1, "TEA", "6"), line(2, "CUP", "3"), line(3, "RICE", "1.25")])
    frame["came"] = [6.0, 0.0, 1.25]
    frame["damaged"] = [2.0, float("nan"), 1.25]
    assert tables.arrived(frame) == [
        {"item": "TEA", "lot": "", "qty": "4"},
        {"item": "TEA", "lot": "", "qty": "2", "damaged": True},
        {"item": "RICE", "lot": "", "qty": "1.25", "damaged": True},
    ]


def test_pieces_that_came_are_told_by_their_serial_numbers_the_damaged_ones_apart() -> None:
    pieces = [Piece("S-1"), Piece("S-2"), Piece("S-3"), Piece("S-0", "received")]
    sent = Line(1, "CUP", "Cup", "pcs", "", "STORE", D(4), D(4), D(1), D(0), D(0), pieces)
    assert list(tables.lines([sent], str.upper)["serials"]) == ["S-1, S-2, S-3, S-0 (RECEIVED)"]
    frame = tables.arriving([sent])
    assert list(frame["serials"]) == ["S-1, S-2, S-3"]
    frame["came"], frame["damaged"], frame["serials"], frame["broken"] = [2.0], [1.0], ["S-1；S-3"], ["S-3"]
    assert tables.arrived(frame) == [
        {"item": "CUP", "lot": "", "qty": "1", "serials": ["S-1"]},
        {"item": "CUP", "lot": "", "qty": "1", "damaged": True, "serials": ["S-3"]},
    ]


def test_lines_are_sent_as_they_were_written() -> None:
    written = [{"item": "TEA", "name": "Tea", "lot": "L", "source": "STORE", "qty": 2.0}]
    assert plain(written) == [{"item": "TEA", "lot": "L", "source": "STORE", "qty": "2"}]
    assert plain([written[0] | {"serials": ["S-1", "S-2"]}])[0]["serials"] == ["S-1", "S-2"]
    assert isinstance(tables.wanted(written), pd.DataFrame)
    assert list(tables.wanted([]).columns) == ["sku", "name", "lot", "source", "qty", "serials"]


def test_every_decision_that_the_hub_takes_has_a_word() -> None:
    assert {one for may in words.MAY.values() for one in may} == set(words.DECISIONS)
    assert set(words.MAY) == set(words.DIFFERENCES)
