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


@given(st.lists(LOADS, max_size=4), st.lists(LOADS, max_size=5), st.data())
def test_each_piece_that_was_loaded_is_sent_once_and_on_no_line_are_more_pieces_than_goods(
    plan: list[Load], loaded: list[Load], data: st.DataObject
) -> None:
    names = (f"S{n}" for n in range(100))
    numbered = [load._replace(pieces=tuple(next(names) for _ in range(int(load.qty)))) for load in loaded]
    known = [piece for load in numbered for piece in load.pieces]
    planned = [
        Planned(n, load._replace(pieces=tuple(data.draw(st.lists(st.sampled_from(known), unique=True)))))
        for n, load in enumerate(plan, start=1)
        if known
    ]
    sent = put_on_lines(planned, numbered)
    found = [*(p for of in sent.pieces.values() for p in of), *(p for b in sent.besides for p in b.pieces)]
    assert sorted(found) == sorted(known)
    assert all(len(of) == sent.by_line[line] for line, of in sent.pieces.items())
