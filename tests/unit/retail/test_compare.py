"""A difference between file and ledger is found, wherever it is."""

from __future__ import annotations

from tallydock.retail.compare import Key, differences

SHIPPED = Key("1", "22423", "shipped")


def test_the_same_lines_in_another_order_are_no_difference() -> None:
    assert differences({SHIPPED: [1, 2]}, {SHIPPED: [2, 1]}) == []


def test_the_same_units_in_other_lines_are_a_difference() -> None:
    (found,) = differences({SHIPPED: [3]}, {SHIPPED: [2, 1]})
    assert (found["units_file"], found["units_ledger"], found["lines_ledger"]) == (3, 3, [1, 2])


def test_what_only_one_side_has_is_a_difference() -> None:
    assert [d["units_ledger"] for d in differences({SHIPPED: [3]}, {})] == [0]
    assert [d["units_file"] for d in differences({}, {SHIPPED: [3]})] == [0]
