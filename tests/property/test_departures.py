"""What was loaded has left, all of it and no more, whatever was planned."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.transfers.departures import Load, Planned, put_on_lines

LOADS = st.builds(
    Load,
    st.integers(1, 2),
    st.sampled_from(["", "L1"]),
    st.integers(1, 2),
    st.integers(1, 9).map(Decimal),
)


@given(st.lists(LOADS, max_size=5), st.lists(LOADS, max_size=6))
def test_of_each_item_lot_and_place_as_much_is_sent_as_was_loaded(
    plan: list[Load], loaded: list[Load]
) -> None:
    planned = [Planned(line, load) for line, load in enumerate(plan, start=1)]
    sent = put_on_lines(planned, loaded)
    left: Counter[tuple[int, str, int]] = Counter()
    for one in planned:
        left[one.load[:3]] += int(sent.by_line.get(one.line, 0))
    for load in sent.besides:
        left[load[:3]] += int(load.qty)
    wanted: Counter[tuple[int, str, int]] = Counter()
    for load in loaded:
        wanted[load[:3]] += int(load.qty)
    assert +left == +wanted
    assert {load[:3] for load in sent.besides}.isdisjoint(load[:3] for load in plan)
    # an earlier line of the same goods is filled before the next
    for one in planned:
        before = [other for other in planned if other.line < one.line and other.load[:3] == one.load[:3]]
        if sent.by_line.get(one.line):
            assert all(sent.by_line.get(other.line, 0) >= other.load.qty for other in before)
