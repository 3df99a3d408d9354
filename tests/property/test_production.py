"""Bills of materials, orders and their accounts, whatever is made of whatever."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.production.account import Account, divide, of_parts, report
from hub.domain.production.availability import buildable
from hub.domain.production.bom import Bom, Component, explode, given_back, needed, ring
from hub.domain.production.states import AT_WORK, Action, RefusedError, Standing, State, after

amounts = st.integers(0, 10**15)
quantities = st.decimals(min_value="0.001", max_value="5000", places=3)
percents = st.decimals(min_value="0", max_value="100", places=2)


@st.composite
def boms(draw: st.DrawFn, item_id: int = 0, below: int = 9) -> Bom:
    """Of components with higher ids only, so that nothing is made of itself."""
    ids = draw(st.lists(st.integers(item_id + 1, below), min_size=1, max_size=4, unique=True))
    parts = tuple(Component(one, draw(quantities), draw(percents), draw(st.integers(0, 3))) for one in ids)
    return Bom(item_id, draw(quantities), parts)


@settings(max_examples=40)
@given(boms(), quantities)
def test_what_is_needed_is_enough_and_less_than_one_step_too_much(bom: Bom, qty: Decimal) -> None:
    wanted = needed(bom, qty)
    for one in bom.components:
        exact = Fraction(qty) / Fraction(bom.output_qty) * Fraction(one.qty)
        exact *= 1 + Fraction(one.scrap_percent) / 100
        assert 0 <= Fraction(wanted[one.item_id]) - exact < Fraction(1, 10**one.decimals)


@given(boms(), st.lists(quantities, min_size=1, max_size=6))
def test_reports_in_parts_take_together_what_the_whole_takes(bom: Bom, parts: list[Decimal]) -> None:
    """Each takes what is due for all made so far, less what was taken: rounding up does not add up."""
    taken = dict.fromkeys((one.item_id for one in bom.components), Decimal(0))
    made = Decimal(0)
    for part in parts:
        made += part
        due = needed(bom, made)
        assert all(due[item] >= taken[item] for item in taken)
        taken = due
    assert taken == needed(bom, sum(parts, Decimal(0)))


@given(boms(), quantities)
def test_no_kit_gives_back_more_than_it_was_made_of(bom: Bom, qty: Decimal) -> None:
    wanted = needed(bom, qty)
    assert all(given <= wanted[item] for item, given in given_back(bom, qty).items())


@settings(max_examples=40)
@given(boms(), st.dictionaries(st.integers(1, 9), quantities), st.integers(0, 3))
def test_what_can_be_built_is_covered_and_one_more_is_not(
    bom: Bom, free: dict[int, Decimal], decimals: int
) -> None:
    most = buildable(bom, free, decimals=decimals)
    covered = needed(bom, most.qty)
    assert all(covered[item] <= free.get(item, Decimal(0)) for item in covered)
    more = needed(bom, most.qty + Decimal(1).scaleb(-decimals))
    short = {item for item, qty in more.items() if qty > free.get(item, Decimal(0))}
    assert short
    assert set(most.limited_by) == short or set(most.limited_by) & short


@settings(max_examples=40)
@given(st.data(), quantities)
def test_an_explosion_is_what_its_bills_ask_for_level_by_level(data: st.DataObject, qty: Decimal) -> None:
    made = data.draw(st.sets(st.integers(1, 6)))
    bills = {item: data.draw(boms(item)) for item in {0, *made}}
    levels = explode(bills, 0, qty)
    wanted = {level.item_id: level.qty for level in levels}
    assert len(wanted) == len(levels)
    asked: dict[int, Decimal] = {}
    for item, amount in ((0, qty), *((one.item_id, one.qty) for one in levels if one.made)):
        for part, more in needed(bills[item], amount).items():
            asked[part] = asked.get(part, Decimal(0)) + more
    assert asked == wanted
    depth = {0: 0} | {level.item_id: level.level for level in levels}
    for level in levels:
        if level.made:
            assert all(depth[one.item_id] > level.level for one in bills[level.item_id].components)


@given(st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=3), max_size=8))
def test_a_ring_is_found_where_there_is_one_and_leads_from_one_to_itself(uses: dict[int, set[int]]) -> None:
    way = ring(uses)
    if way:
        assert way[0] == way[-1]
        assert all(below in uses[above] for above, below in itertools.pairwise(way))
    else:  # then all can be put in an order in which nothing comes before what it is made of
        left = {item: set(parts) for item, parts in uses.items()}
        while left:
            free = {item for item, parts in left.items() if not parts & left.keys()}
            assert free
            left = {item: parts for item, parts in left.items() if item not in free}


reports = st.lists(st.tuples(amounts, st.integers(0, 50), st.integers(0, 50)), max_size=8)


@given(reports, st.integers(1, 100), st.randoms(use_true_random=False))
def test_value_consumed_is_value_produced_and_scrapped_and_in_work(said, ordered, chance) -> None:  # type: ignore[no-untyped-def]
    books, made, standing = Account(), 0, []
    for consumed, good, bad in said:
        adds = report(books, consumed, good=good, bad=bad, made=made, ordered=ordered)
        assert adds.produced >= 0 and adds.scrapped >= 0
        if good == 0:
            assert adds.produced == 0
        if bad == 0:
            assert adds.scrapped == 0
        books = books.plus(adds)
        assert books.in_work >= 0
        made += good + bad
        standing.append(adds)
        if made >= ordered and good + bad:
            assert books.in_work == 0
    closed = books.written_off()
    assert closed.consumed == closed.produced + closed.scrapped == sum(one[0] for one in said)
    # whatever is undone first: at the end nothing was ever there
    while standing:
        chance.shuffle(standing)
        for one in standing:
            try:
                books = books.minus(one)
            except ValueError:
                continue
            standing.remove(one)
            break
        else:
            raise AssertionError("nothing could be undone")
        assert books.in_work >= 0
    assert books == Account()


@given(amounts, st.lists(amounts, min_size=1, max_size=9))
def test_what_is_divided_adds_up_and_is_fair_to_a_millionth(value: int, weights: list[int]) -> None:
    parts = divide(value, weights)
    assert sum(parts) == value
    whole = sum(weights)
    if whole:
        assert all(
            abs(Fraction(value * weight, whole) - part) < 1
            for part, weight in zip(parts, weights, strict=True)
        )


@given(
    amounts,
    st.dictionaries(st.integers(1, 5), st.tuples(st.integers(1, 10**9), amounts), min_size=1),
    st.data(),
)
def test_the_parts_of_a_kit_cost_no_more_than_the_kit(value, in_kit, data) -> None:  # type: ignore[no-untyped-def]
    came = data.draw(st.lists(st.tuples(st.sampled_from(sorted(in_kit)), st.integers(1, 10**9)), max_size=6))
    costs = of_parts(value, in_kit, came)
    assert all(cost >= 0 for cost in costs)
    assert sum(costs) <= value
    whole = [(item, qty) for item, (qty, _) in in_kit.items()]
    assert sum(of_parts(value, in_kit, whole)) == value


@given(st.lists(st.sampled_from(Action), max_size=12), st.data())
def test_an_order_never_leaves_its_states(actions: list[Action], data: st.DataObject) -> None:
    order, over = Standing(State.DRAFT, Decimal(10)), False
    for action in actions:
        asked = order
        if action in (Action.REPORT, Action.UNDO):
            made = data.draw(st.integers(0, 12))
            asked = order._replace(made_qty=Decimal(made), reported=made > 0 or data.draw(st.booleans()))
        try:
            state = after(action, asked)
        except RefusedError as refused:
            assert str(refused)
            continue
        assert not over
        order = asked._replace(state=state)
        over = state in (State.CLOSED, State.CANCELLED)
        if state in AT_WORK:
            assert (order.made_qty >= order.qty) == (state is State.PRODUCED)
            assert order.reported or state is State.RELEASED
        if state is State.CANCELLED:
            assert not order.reported
