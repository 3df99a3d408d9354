from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.weighing import UnitWeight, distinguishable, pieces_from, tolerance_g

DIVISION_G = Decimal(1)


def test_tolerance_grows_with_the_root_of_the_number() -> None:
    unit = UnitWeight(Decimal(100), Decimal(2))
    assert tolerance_g(4, unit, DIVISION_G) == 3 * 2 * 2 + 1
    assert tolerance_g(100, unit, DIVISION_G) == 3 * 2 * 10 + 1


def test_many_uneven_pieces_cannot_be_told_from_one_more() -> None:
    unit = UnitWeight(Decimal(100), Decimal(2))
    assert distinguishable(60, unit, DIVISION_G)
    assert not distinguishable(70, unit, DIVISION_G)
    assert not pieces_from(Decimal(7000), unit, DIVISION_G).certain


def test_a_piece_lighter_than_the_scale_can_see_is_never_counted() -> None:
    screw = UnitWeight(Decimal(1), Decimal("0.01"))
    assert not distinguishable(1, screw, DIVISION_G)
    assert not pieces_from(Decimal(50), screw, DIVISION_G).certain


def test_a_unit_weight_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot weigh"):
        UnitWeight(Decimal(0), Decimal(1))


@given(
    pieces=st.integers(1, 300),
    mean_g=st.decimals("20", "5000", places=1),
    spread=st.decimals("0", "0.02", places=4),
    error=st.decimals("-0.999", "0.999", places=3),
)
def test_a_count_that_is_called_certain_is_right(
    pieces: int, mean_g: Decimal, spread: Decimal, error: Decimal
) -> None:
    unit = UnitWeight(mean_g, mean_g * spread)
    weight_g = pieces * mean_g + error * tolerance_g(pieces, unit, DIVISION_G)
    estimate = pieces_from(weight_g, unit, DIVISION_G)
    assert not estimate.certain or estimate.pieces == pieces
    if distinguishable(pieces, unit, DIVISION_G):
        assert estimate.certain
