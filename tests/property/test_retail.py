"""Opening stock covers whatever a history takes, in any order within a day, and when a day is redone."""

# ruff: noqa: DTZ001 (wall clock times, as the file has them)
from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tallydock.retail.classify import (
    CORRECTED,
    MOVES_STOCK,
    SHIPPED,
    LineClass,
    Row,
    UnknownLineError,
    classify,
    priced_invoices,
)
from tallydock.retail.history import changes, stock_change
from tallydock.retail.opening import opening_units

FIRST = date(2010, 12, 1)
changes_by_day = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(0, 5), st.integers(-50, 50).filter(bool)), max_size=40
).map(
    lambda found: [
        (item, FIRST + timedelta(day), units) for item, day, units in sorted(found, key=lambda c: c[1])
    ]
)


@given(changes_by_day, st.randoms(use_true_random=False))
def test_no_balance_goes_below_zero_in_any_order_within_a_day(
    history: list[tuple[str, date, int]], rng: object
) -> None:
    balance = defaultdict(int, opening_units(history))
    shuffled = sorted(history, key=lambda change: (change[1], rng.random()))  # type: ignore[attr-defined]
    for item, _, units in shuffled:
        balance[item] += units
        assert balance[item] >= 0


@given(changes_by_day)
def test_any_day_can_be_taken_out_and_done_again_worst_first(history: list[tuple[str, date, int]]) -> None:
    opening = opening_units(history)
    for day in {day for _, day, _ in history}:
        balance = defaultdict(int, opening)
        for item, _, units in history:
            balance[item] += units
        for item, of, units in history:  # taken out: first what had come in
            if of == day and units > 0:
                balance[item] -= units
                assert balance[item] >= 0
        for item, of, units in history:
            if of == day and units < 0:
                balance[item] -= units
        for item, of, units in history:  # done again: first what goes out
            if of == day and units < 0:
                balance[item] += units
                assert balance[item] >= 0


@given(changes_by_day)
def test_not_a_unit_more_than_is_needed(history: list[tuple[str, date, int]]) -> None:
    """With one less, some day's issues or some day taken out would find nothing left."""
    for item, units in opening_units(history).items():
        balance, tight = units, False
        days = sorted({day for _, day, _ in history})
        most_in = 0
        for day in days:
            of_day = [u for i, d, u in history if i == item and d == day]
            out = -sum(u for u in of_day if u < 0)
            most_in = max(most_in, sum(u for u in of_day if u > 0))
            tight = tight or balance == out
            balance += sum(of_day)
        assert tight or balance == most_in


rows = st.builds(
    Row,
    number=st.just(1),
    invoice=st.sampled_from(["1", "2", "C1", "A1", "X1"]),
    stock_code=st.sampled_from(["22423", "85123a", "POST", "m", "gift_0001_10", "PADS"]),
    description=st.none() | st.text(max_size=5),
    qty=st.integers(-5, 5),
    at=st.just(datetime(2010, 12, 1, 9, 0)),
    unit_price=st.sampled_from([Decimal("-1"), Decimal(0), Decimal("0.001"), Decimal("2.55")]),
    customer=st.none() | st.just(12748),
    country=st.just(""),
)


@given(st.lists(rows, max_size=20))
def test_every_line_has_one_class_or_is_refused_and_moves_stock_the_way_of_its_class(
    lines: list[Row],
) -> None:
    priced = priced_invoices(lines)
    for line in lines:
        try:
            what = classify(line, priced)
        except UnknownLineError:
            continue
        moved = [units for _, _, units in changes([(line, what)])]
        assert bool(moved) == (what in MOVES_STOCK)
        if what in SHIPPED or what is LineClass.WRITE_OFF:
            assert stock_change(line, what) < 0
        if what is LineClass.RETURN or what is LineClass.WRITE_UP:
            assert stock_change(line, what) > 0
        if what in CORRECTED:
            assert line.unit_price == 0
