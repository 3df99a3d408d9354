"""Shipments fill an order's lines and bring in their price."""

from __future__ import annotations

from decimal import Decimal as Dec

import pytest

from hub.domain.orders import OpenLine, fill

TWO_LINES = [OpenLine((1, 1), Dec(3), Dec(10), Dec(1)), OpenLine((1, 2), Dec(5), Dec(8), Dec(0))]


def test_lines_are_filled_in_their_order() -> None:
    assert fill(TWO_LINES, Dec(4)) == ({(1, 1): Dec(3), (1, 2): Dec(2)}, Dec(36))


def test_what_is_too_much_is_the_last_lines() -> None:
    assert fill(TWO_LINES, Dec(9)) == ({(1, 1): Dec(3), (1, 2): Dec(7)}, Dec(76))


def test_without_a_line_there_is_nothing_to_fill() -> None:
    with pytest.raises(ValueError, match="no line"):
        fill([], Dec(1))
