"""What goods cost that are made of others."""

from __future__ import annotations

import pytest

from hub.domain.production.account import Account, divide, of_parts, report
from tests.amounts import amount


def test_what_a_report_takes_goes_into_what_it_makes() -> None:
    assert report(Account(), 100, good=4, bad=0, made=0, ordered=10) == Account(100, 100, 0)


def test_what_was_taken_for_the_whole_order_goes_into_it_piece_by_piece() -> None:
    account = Account().plus(report(Account(), 100, good=0, bad=0, made=0, ordered=10))
    assert account.in_work == 100
    first = report(account, 0, good=4, bad=0, made=0, ordered=10)
    assert first.produced == 40
    account = account.plus(first)
    last = report(account, 0, good=7, bad=0, made=4, ordered=10)  # one more than was ordered
    assert last.produced == 60
    assert account.plus(last).in_work == 0


def test_spoilt_pieces_take_their_share_along_and_are_written_off() -> None:
    assert report(Account(), 100, good=3, bad=1, made=0, ordered=10) == Account(100, 75, 25)
    assert report(Account(), 100, good=0, bad=1, made=0, ordered=10) == Account(100, 0, 100)


def test_what_is_in_work_at_the_end_is_written_off() -> None:
    assert Account(100, 40, 10).written_off() == Account(100, 40, 60)


def test_a_report_whose_material_went_into_a_later_one_cannot_be_undone_before_that() -> None:
    first = report(Account(), 100, good=0, bad=0, made=0, ordered=10)
    second = report(first, 0, good=5, bad=0, made=0, ordered=10)
    with pytest.raises(ValueError, match="undo that first"):
        first.plus(second).minus(first)
    assert first.plus(second).minus(second).minus(first) == Account()


def test_a_value_is_divided_to_the_last_millionth() -> None:
    assert divide(10, [1, 1, 1]) == [4, 3, 3]
    assert divide(10, [0, 3, 1]) == [0, 8, 2]
    assert divide(10, [0, 0]) == [5, 5]
    assert divide(10, []) == []


def test_the_parts_of_a_kit_share_its_value_as_they_are_worth() -> None:
    in_kit = {1: (amount(2), amount(3)), 2: (amount(1), amount(4))}
    assert of_parts(amount(20), in_kit, [(1, amount(2)), (2, amount(1))]) == [amount(12), amount(8)]
    # one of two mugs was broken: it takes its share along; a lot of its own has its part
    assert of_parts(amount(20), in_kit, [(1, amount(1)), (2, amount(1))]) == [amount(6), amount(8)]
    assert of_parts(amount(20), in_kit, [(1, amount(1)), (1, amount(1))]) == [amount(6), amount(6)]
    # what was not in the kit by the bill costs nothing more
    assert of_parts(amount(20), in_kit, [(2, amount(2))]) == [amount(8)]
