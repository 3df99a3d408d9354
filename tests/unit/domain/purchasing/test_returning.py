"""Goods that go back, against the lines of their order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hub.domain.purchasing.returning import ReturnedLine, take_back

TEA, CUP = 1, 2


def lines(*amounts: tuple[int, int, int]) -> dict[int, ReturnedLine]:
    """(item, ordered, received) of each line."""
    return {
        number: ReturnedLine(number, item, Decimal(qty), Decimal(received))
        for number, (item, qty, received) in enumerate(amounts, start=1)
    }


def amounts(of: dict[int, ReturnedLine]) -> list[tuple[int, int]]:
    return [(int(line.qty), int(line.received_qty)) for line in of.values()]


@pytest.mark.parametrize(
    ("credit", "after"), [(False, [(10, 10), (5, 2), (4, 4)]), (True, [(10, 10), (2, 2), (4, 4)])]
)
def test_the_last_line_gives_first_and_a_credit_lowers_the_order(
    credit: bool, after: list[tuple[int, int]]
) -> None:
    order = lines((TEA, 10, 10), (TEA, 5, 5), (CUP, 4, 4))
    assert take_back(order, TEA, Decimal(3), credit=credit) == 0
    assert amounts(order) == after


@pytest.mark.parametrize("credit", [False, True])
def test_what_was_beyond_the_order_goes_first_and_changes_nothing_of_it(credit: bool) -> None:
    order = lines((TEA, 10, 12))
    take_back(order, TEA, Decimal(2), credit=credit)
    assert amounts(order) == [(10, 10)]


def test_what_has_not_come_cannot_go_back() -> None:
    order = lines((TEA, 10, 4), (CUP, 1, 1))
    assert take_back(order, TEA, Decimal(6), credit=False) == 2
    assert amounts(order) == [(10, 0), (1, 1)]
