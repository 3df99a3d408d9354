"""What one piece weighs, learnt from some pieces on a scale, several times."""

from __future__ import annotations

import random
from decimal import Decimal
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.piece_weight import Weighing, doubt, fault, learnt

ONE_G = Decimal(1)


def weighings(*given: tuple[int, str]) -> list[Weighing]:
    return [Weighing(pieces, Decimal(grams)) for pieces, grams in given]


def test_three_weighings_give_the_mean_and_the_spread_of_a_piece() -> None:
    found = learnt(weighings((10, "1010"), (10, "990"), (20, "2000")), Decimal("0.001"))
    assert found is not None
    assert (found.mean_g, found.pieces) == (Decimal(100), 40)
    # (10²/10 + 10²/10 + 0) / 2 = 10
    assert found.sd_g == Decimal("3.1623")


def test_fewer_are_not_enough() -> None:
    assert learnt(weighings((10, "1010"), (10, "990")), ONE_G) is None


def test_pieces_that_seem_alike_vary_by_what_the_scale_cannot_see() -> None:
    found = learnt(weighings((10, "1000"), (10, "1000"), (10, "1000")), ONE_G)
    assert found is not None
    # the share of the rounding, d²/12 · (3/10 - 3/30), over 2
    assert found.sd_g == Decimal("0.0913")


def test_a_finer_scale_can_see_more() -> None:
    same = weighings((10, "1000"), (10, "1000"), (10, "1000"))
    coarse, fine = learnt(same, ONE_G), learnt(same, Decimal("0.1"))
    assert coarse is not None and fine is not None and fine.sd_g < coarse.sd_g


@pytest.mark.parametrize("sd_g", [0.5, 2.0])
def test_the_rounding_of_a_coarse_scale_is_not_taken_for_spread(sd_g: float) -> None:
    chance = random.Random(11)
    division_g = 5
    squares = []
    for _ in range(2000):
        taken = []
        for pieces in (20, 30, 40):
            true_g = sum(chance.gauss(100, sd_g) for _ in range(pieces))
            taken.append(Weighing(pieces, Decimal(round(true_g / division_g) * division_g)))
        found = learnt(taken, Decimal(division_g))
        assert found is not None
        squares.append(float(found.sd_g) ** 2)
    # never below the truth on the whole; what the rounding could hide is added only where little is seen
    assert sd_g**2 * 0.95 < fmean(squares) < sd_g**2 * 1.05 + division_g**2 / 12 / 20


def test_a_weighing_that_was_counted_wrong_is_doubted() -> None:
    wrong = weighings((10, "1000"), (10, "1005"), (10, "1200"))
    assert "weighing 3 says 120.00 g a piece" in doubt(wrong)
    assert learnt(wrong, ONE_G) is None
    assert doubt(wrong[:1]) == doubt(weighings((10, "1000"), (10, "1100"))) == ""


@pytest.mark.parametrize(
    ("grams", "why"), [("49", "too light"), ("0", "nothing more"), ("-3", "nothing more")]
)
def test_nothing_is_learnt_from_a_weight_that_the_scale_can_hardly_see(grams: str, why: str) -> None:
    assert why in fault(Weighing(5, Decimal(grams)), ONE_G)
    assert fault(Weighing(5, Decimal(50)), ONE_G) == ""


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(950, 1050)), min_size=3, max_size=6))
def test_the_mean_lies_between_the_weighings(taken: list[tuple[int, int]]) -> None:
    given_ = [Weighing(pieces, Decimal(pieces * tenth) / 10) for pieces, tenth in taken]
    found = learnt(given_, Decimal("0.1"))
    assert found is not None
    apiece = [tenth for _, tenth in taken]
    assert min(apiece) - 1 <= found.mean_g * 10 <= max(apiece) + 1
    assert found.sd_g >= 0
