"""What is due for a count, how a count goes its way, and what a difference needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from hub.domain.counting import (
    OPEN,
    STATES,
    AbcClass,
    Candidate,
    CountStateError,
    Line,
    Policy,
    after,
    approval_limit,
    classes,
    due,
    is_accurate,
    judge,
    may_approve,
    of_large_count,
    scheduled,
    shelf_weight,
    upcoming,
    value_at_stake,
)

D = Decimal
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday
POLICY = Policy()


def line(counted: str, ledger: str, abc: AbcClass = "C", cost: str = "2.50") -> Line:
    return Line(D(counted), D(ledger), abc, D(cost))


def candidate(location: int, item: int, days_ago: float | None, lot: str = "") -> Candidate:
    last = None if days_ago is None else NOW - timedelta(days=days_ago)
    return Candidate(location, item, lot, last)


def test_the_few_items_that_make_most_of_the_cost_of_goods_sold_are_class_a() -> None:
    cogs = {1: D(700), 2: D(120), 3: D(90), 4: D(50), 5: D(40), 6: D(0), 7: D(-5)}
    # 4 begins at 91 %, so it is B; 5 begins at 96 %
    assert classes(cogs) == {1: "A", 2: "A", 3: "B", 4: "B", 5: "C", 6: "C", 7: "C"}


def test_where_nothing_sold_all_is_class_c() -> None:
    assert classes({1: D(0)}) == {1: "C"}
    assert classes({}) == {}


def test_an_item_is_due_when_its_classs_interval_is_over() -> None:
    abc: dict[int, AbcClass] = {1: "A", 2: "B"}
    ages = [
        candidate(10, 1, 6.9),
        candidate(11, 1, 7),
        candidate(12, 2, 29),
        candidate(13, 2, 31),
        candidate(14, 3, 89),
    ]
    assert [one.candidate.location_id for one in due(ages, abc, POLICY, NOW)] == [13, 11]


def test_what_was_never_counted_comes_first_and_a_before_c() -> None:
    abc: dict[int, AbcClass] = {1: "A"}
    found = due([candidate(1, 9, None), candidate(2, 1, None), candidate(3, 9, 200)], abc, POLICY, NOW)
    assert [one.candidate.location_id for one in found] == [2, 1, 3]


def test_a_plan_takes_only_the_classes_that_it_is_for() -> None:
    abc: dict[int, AbcClass] = {1: "A", 2: "B"}
    there = [candidate(1, 1, 100), candidate(2, 2, 100), candidate(3, 3, 100)]
    often = due(there, abc, Policy(small_classes="AB"), NOW)
    assert [one.candidate.location_id for one in often] == [1, 2]
    assert of_large_count(there, abc, Policy(large_classes="AC")) == [there[0], there[2]]
    assert of_large_count(there, abc, POLICY) == there


def test_a_small_count_stays_small_but_a_place_is_not_torn_apart() -> None:
    policy = Policy(small_max_lines=3)
    there = [
        candidate(1, 1, 100),
        candidate(1, 2, 95),
        candidate(2, 3, 99),
        candidate(2, 4, 98),
        candidate(3, 5, 97),
    ]
    assert {one.candidate.location_id for one in due(there, {}, policy, NOW)} == {1, 3}
    large = [candidate(1, item, 100) for item in range(5)]
    assert len(due(large, {}, policy, NOW)) == 5


@pytest.mark.parametrize(
    ("today", "weekly", "monthly"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 1)),
        (date(2026, 11, 29), date(2026, 11, 23), date(2026, 11, 1)),
        (date(2026, 12, 1), date(2026, 11, 30), date(2026, 12, 1)),
        (date(2026, 1, 1), date(2025, 12, 29), date(2026, 1, 1)),
    ],
)
def test_small_counts_are_planned_each_monday_and_large_ones_each_first(
    today: date, weekly: date, monthly: date
) -> None:
    assert scheduled("weekly", POLICY, today) == weekly
    assert scheduled("monthly", POLICY, today) == monthly


@pytest.mark.parametrize(
    ("today", "weekly", "monthly"),
    [
        (date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 1)),  # a Monday: the next one
        (date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2027, 1, 4), date(2027, 2, 1)),
    ],
)
def test_the_next_counts_are_planned_on_the_next_such_day(today: date, weekly: date, monthly: date) -> None:
    assert upcoming("weekly", POLICY, today) == weekly
    assert upcoming("monthly", POLICY, today) == monthly
    assert upcoming("weekly", Policy(small_weekday=0), today) is None
    assert upcoming("monthly", Policy(large_day=0), today) is None
    assert upcoming("monthly", Policy(large_day=28), date(2026, 1, 30)) == date(2026, 2, 28)


def test_a_large_count_late_in_the_month_is_last_months_until_then() -> None:
    policy = Policy(large_day=28, small_weekday=0)
    assert scheduled("monthly", policy, date(2026, 3, 27)) == date(2026, 2, 28)
    assert scheduled("weekly", policy, date(2026, 3, 27)) is None
    assert scheduled("monthly", Policy(large_day=0), date(2026, 3, 27)) is None


def test_what_agrees_with_the_ledger_is_posted_at_once() -> None:
    assert judge([line("10", "10"), line("0", "0", "A")], 1, POLICY) == "posted"


def test_what_is_off_is_counted_again_before_anybody_is_asked() -> None:
    assert judge([line("10", "10"), line("8", "10")], 1, POLICY) == "recount"
    assert judge([line("10", "10"), line("8", "10")], 2, POLICY) == "to_approve"
    assert judge([line("10", "10"), line("10", "10")], 2, POLICY) == "posted"


def test_a_small_variance_needs_nobodys_word_where_the_site_says_so() -> None:
    policy = Policy(auto_limit=D(5))
    assert judge([line("8", "10")], 2, policy) == "posted"
    assert judge([line("7", "10")], 2, policy) == "to_approve"


def test_one_too_many_does_not_make_up_for_one_too_few() -> None:
    swapped = [line("9", "10"), line("11", "10")]
    assert value_at_stake(swapped) == D(5)
    assert [is_accurate(one, POLICY) for one in swapped] == [False, False]
    assert judge(swapped, 2, Policy(auto_limit=D(4))) == "to_approve"


def test_the_tolerance_is_a_part_of_what_the_ledger_has_by_class() -> None:
    assert is_accurate(line("995", "1000", "B"), POLICY)
    assert not is_accurate(line("995", "1000", "A"), POLICY)
    assert is_accurate(line("950", "1000", "C"), POLICY)
    assert not is_accurate(line("1", "0", "C"), POLICY)
    assert is_accurate(line("-0", "0", "C"), POLICY)


def test_within_the_tolerance_but_off_still_needs_its_approval() -> None:
    assert judge([line("950", "1000")], 1, POLICY) == "to_approve"


def test_a_role_approves_up_to_its_limit() -> None:
    policy = Policy(operator_limit=D(20), manager_limit=D(500))
    assert may_approve("operator", D(20), policy) and not may_approve("operator", D("20.01"), policy)
    assert may_approve("manager", D(500), policy) and not may_approve("manager", D(501), policy)
    assert may_approve("admin", D(10**9), policy)
    assert not may_approve("viewer", D(0), policy)
    assert approval_limit("admin", policy) is None


def test_a_count_goes_its_way() -> None:
    assert after("planned", "take", 1) == "counting"
    assert after("counting", "give_back", 1) == "planned"
    assert after("counting", "give_back", 2) == "recount"
    assert after("counting", "close", 1, "recount") == "recount"
    assert after("recount", "close", 2, "to_approve") == "to_approve"
    assert after("to_approve", "approve", 2) == "posted"
    assert after("to_approve", "recount", 2) == "recount"
    for state in OPEN:
        assert after(state, "cancel", 1) == "cancelled"


@pytest.mark.parametrize("state", [state for state in STATES if state not in OPEN])
def test_what_is_over_stays_over(state: str) -> None:
    for action in ("take", "give_back", "close", "recount", "approve", "cancel"):
        with pytest.raises(CountStateError, match=state):
            after(state, action, 1, "posted")  # type: ignore[arg-type]


def test_nothing_is_approved_that_was_not_counted() -> None:
    with pytest.raises(CountStateError, match="it must be to_approve"):
        after("planned", "approve", 1)


def test_a_shelf_that_weighs_what_the_ledger_says_is_right() -> None:
    seen = shelf_weight(D("24012"), D(80), D(300), D(2), D(1))
    assert (seen.expected_g, seen.pieces, seen.within) == (D(24000), D(80), True)


def test_a_shelf_that_is_two_pieces_short_is_told_so() -> None:
    seen = shelf_weight(D("23395"), D(80), D(300), D(2), D(1))
    assert (seen.pieces, seen.within) == (D(78), False)


def test_a_weight_that_cannot_tell_pieces_says_none() -> None:
    # with 5 % spread 80 pieces weigh 24 kg give or take 400 g: more than one piece
    seen = shelf_weight(D("24350"), D(80), D(300), D(15), D(1))
    assert (seen.pieces, seen.within) == (None, True)


def test_an_empty_shelf_that_should_hold_something_is_off() -> None:
    seen = shelf_weight(D(0), D(5), D(300), D(2), D(1))
    assert (seen.pieces, seen.within) == (D(0), False)
