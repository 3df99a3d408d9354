"""The figures as the manager's handbook defines them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal as Dec

import pytest

from hub.domain.turnover import (
    DayChange,
    Span,
    annualised,
    days_of_inventory,
    elapsed_days,
    running,
    time_weighted_average,
    turnover,
)

START = datetime(2026, 1, 1, tzinfo=UTC)


def day(offset: int, change: str, hours_before_end: str) -> DayChange:
    end = START + timedelta(days=offset + 1)
    return DayChange(end.date(), end, Dec(change), Dec(change) * Dec(hours_before_end) * 3600)


def span(first: int, days: int) -> Span:
    return Span(START + timedelta(days=first), START + timedelta(days=first + days), Dec(days))


def test_stock_that_stands_still_averages_itself() -> None:
    assert time_weighted_average(Dec(100), [], span(0, 10)) == 100


def test_a_delivery_weighs_as_long_as_it_stood_there() -> None:
    # 100 for five days, 300 for five
    assert time_weighted_average(Dec(100), [day(4, "200", "0")], span(0, 10)) == 200
    # the same delivery at noon of the fifth day stood there half a day longer
    assert time_weighted_average(Dec(100), [day(4, "200", "12")], span(0, 10)) == 210


def test_a_span_may_end_inside_its_last_day() -> None:
    half = Span(START, START + timedelta(hours=12), Dec("0.5"))
    # came at 06:00, looked at at noon: there for half of the time
    assert time_weighted_average(Dec(0), [day(0, "80", "18")], half) == 40


def test_spans_side_by_side_begin_with_what_the_one_before_left() -> None:
    days = [day(0, "100", "12"), day(2, "-60", "6")]
    spans = [span(0, 1), span(1, 1), span(2, 1), span(3, 1)]
    assert running(Dec(10), days, spans) == [Dec(60), Dec(110), Dec(95), Dec(50)]
    assert sum(running(Dec(10), days, spans)) / 4 == time_weighted_average(Dec(10), days, span(0, 4))


def test_turnover_is_cogs_over_the_average() -> None:
    assert turnover(Dec(1200), Dec(300)) == 4
    assert days_of_inventory(Dec(30), Dec(4)) == Dec("7.5")
    assert annualised(Dec(4), Dec(30), 360) == 48


def test_there_is_no_turnover_where_nothing_stood_and_no_days_where_nothing_was_sold() -> None:
    assert turnover(Dec(10), Dec(0)) is None
    assert days_of_inventory(Dec(30), None) is None
    assert days_of_inventory(Dec(30), Dec(0)) is None


def test_a_span_without_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="after it starts"):
        time_weighted_average(Dec(1), [], Span(START, START, Dec(0)))


def test_an_unfinished_day_counts_as_far_as_it_got() -> None:
    assert elapsed_days(6, Dec(43200)) == Dec("6.5")
