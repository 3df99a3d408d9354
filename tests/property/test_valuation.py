"""Values do not drift, whatever comes and goes."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.millionths import ONE, millionths, times
from hub.domain.valuation import Stock, average, issue, receive

quantities = st.decimals(min_value="0.000001", max_value="1000000", places=6).map(millionths)
costs = st.decimals(min_value="0", max_value="100000", places=6).map(millionths)
steps = st.lists(st.tuples(st.booleans(), quantities, costs), max_size=60)


@given(steps)
def test_value_is_what_came_in_less_what_went_out(made: list[tuple[bool, int, int]]) -> None:
    stock = Stock()
    changes = 0
    for comes, qty, unit_cost in made:
        if comes:
            received = receive(stock, qty, times(qty, unit_cost))
            assert received.change + received.variance == times(qty, unit_cost)
            stock, change = received.stock, received.change
        else:
            issued = issue(stock, qty)
            stock, change = issued.stock, -issued.value
        changes += change
        assert changes == stock.value
        assert (stock.qty > 0) >= (stock.value > 0)
        assert (stock.qty < 0) >= (stock.value < 0)
        assert stock.value == 0 or stock.qty != 0


@given(steps)
def test_the_average_stays_between_the_lowest_and_the_highest_cost(
    made: list[tuple[bool, int, int]],
) -> None:
    stock = Stock()
    costs_seen: list[Fraction] = []
    for comes, qty, unit_cost in made:
        if comes:
            stock = receive(stock, qty, times(qty, unit_cost)).stock
            costs_seen.append(Fraction(unit_cost))
        elif qty <= stock.qty:
            stock = issue(stock, qty).stock
    if stock.qty > 0:
        # each step may round a value by half a millionth
        slack = (len(made) + 1) / min(Fraction(1), Fraction(stock.qty, ONE))
        assert min(costs_seen) - slack <= Fraction(average(stock)) <= max(costs_seen) + slack


@given(quantities, costs, st.lists(quantities, min_size=1, max_size=20))
def test_selling_everything_in_pieces_costs_what_it_cost_together(
    qty: int, unit_cost: int, pieces: list[int]
) -> None:
    stock = receive(Stock(), qty, times(qty, unit_cost)).stock
    out = 0
    for piece in pieces:
        if piece < stock.qty:
            issued = issue(stock, piece)
            stock, out = issued.stock, out + issued.value
    out += issue(stock, stock.qty).value
    assert out == times(qty, unit_cost)
