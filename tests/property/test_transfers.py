"""However a transfer is unloaded: what came is accounted for, and nothing comes twice."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.transfers.arrivals import Line, match, missing
from hub.domain.transfers.states import OVER, Action, RefusedError, Standing, State, check, progress

LOTS = st.sampled_from(["", "A", "B"])
QTYS = st.decimals("0.001", "50", places=3)
ITEMS = st.integers(1, 3)


@st.composite
def sent(draw: st.DrawFn) -> list[Line]:
    lines = draw(st.lists(st.tuples(ITEMS, LOTS, QTYS), min_size=1, max_size=6))
    return [Line(number, *line) for number, line in enumerate(lines, start=1)]


@given(sent(), st.lists(st.tuples(ITEMS, LOTS, QTYS), max_size=12))
def test_what_came_is_what_was_sent_less_what_is_missing_and_what_is_over(
    lines: list[Line], came: list[tuple[int, str, Decimal]]
) -> None:
    state = {line.line: line for line in lines}
    over = Decimal(0)
    for item_id, lot, qty in came:
        parts = match(state.values(), item_id, lot, qty)
        assert sum(part.qty for part in parts) == qty
        assert all(part.line is not None for part in parts[:-1])
        for part in parts:
            if part.line is None:
                over += part.qty
                continue
            line = state[part.line]
            assert (line.item_id, line.lot) == (item_id, part.lot)
            assert lot in ("", part.lot)
            state[part.line] = line._replace(received=line.received + part.qty)
    assert all(line.under_way >= 0 for line in state.values())
    short = sum(missing(state.values(), unloaded=True).values())
    assert sum(qty for *_, qty in came) == sum(line.sent for line in lines) - short + over


STANDINGS = st.builds(
    Standing, st.sampled_from(State), st.booleans(), st.booleans(), st.booleans(), st.booleans(),
    st.booleans(),
)  # fmt: skip


@given(STANDINGS)
def test_what_is_over_has_nothing_under_way_and_nothing_to_decide(standing: Standing) -> None:
    state = progress(standing)
    if state in OVER:
        assert not standing.under_way
        assert not standing.undecided
    # it is where it comes to: asking again changes nothing
    assert progress(standing._replace(state=state)) is state


@given(STANDINGS, st.sampled_from(Action))
def test_what_is_over_takes_no_action_and_goods_on_their_way_always_can_be_received(
    standing: Standing, action: Action
) -> None:
    state = progress(standing)
    now = standing._replace(state=state)
    if state in OVER:
        try:
            check(action, now)
        except RefusedError:
            return
        raise AssertionError
    if standing.under_way and state is not State.DRAFT:
        check(Action.RECEIVE, now)
        check(Action.TAKE_BACK, now)
