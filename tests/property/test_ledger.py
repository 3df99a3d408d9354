"""Whatever happens, the books balance."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.ledger import DAY_COLUMNS, MOMENT_COLUMNS, Entry
from tests.property.ledger_world import ITEMS, OUTSIDE, ZONES, books, entries

many = st.lists(entries(), max_size=40)
zones = st.sampled_from(ZONES)


@given(many)
def test_the_sum_of_an_item_over_all_places_is_zero(made: list[Entry]) -> None:
    journal = books()
    for entry in made:
        journal.enter(entry)
    for item in ITEMS:
        assert sum(delta for key, delta in journal.balances.items() if key[0] == item) == 0


@given(many)
def test_what_stands_inside_is_what_the_valuation_counts(made: list[Entry]) -> None:
    journal = books()
    for entry in made:
        journal.enter(entry)
    for item in ITEMS:
        inside = sum(
            delta for key, delta in journal.balances.items() if key[0] == item and key[1] not in OUTSIDE
        )
        assert journal.stocks[1, item].qty == inside


@given(many, zones)
def test_value_in_less_value_out_is_the_value_of_the_stock(made: list[Entry], zone: str) -> None:
    journal = books(zone)
    posted: dict[int, int] = defaultdict(int)
    for entry in made:
        posted[entry.item_id] += journal.enter(entry).value
    for item in ITEMS:
        stock = journal.stocks[1, item]
        totals = [total for key, total in journal.days.items() if key[1] == item]
        assert sum(total.value_in - total.value_out for total in totals) == stock.value == posted[item]
        assert sum(total.qty_in - total.qty_out for total in totals) == stock.qty
        if stock.qty == 0:
            assert stock.value == 0


@given(many)
def test_what_was_paid_is_in_stock_sold_lost_or_variance(made: list[Entry]) -> None:
    """Nothing is lost between purchase cost, stock, cost of goods sold and variance."""
    journal = books()
    paid, left = Fraction(0), 0
    for entry in made:
        outcome = journal.enter(entry)
        if entry.source_id in OUTSIDE:
            paid += Fraction(outcome.unit_cost) * Fraction(entry.qty)
        elif entry.destination_id in OUTSIDE:
            left -= outcome.value
    variance = sum(total.cost_variance for total in journal.days.values())
    in_stock = sum(stock.value for stock in journal.stocks.values())
    # a unit cost is rounded to a millionth, so that qty times it may be off by half of that
    tolerance = sum(Fraction(entry.qty) for entry in made)
    assert abs(paid - Fraction(in_stock + left + variance)) <= tolerance


@given(many, zones, st.data())
def test_it_makes_no_difference_how_entries_are_batched(
    made: list[Entry], zone: str, data: st.DataObject
) -> None:
    whole = books(zone)
    at_once = [whole.enter(entry) for entry in made]

    cut = data.draw(st.integers(0, len(made)))
    first = books(zone)
    in_two = [first.enter(entry) for entry in made[:cut]]
    second = books(zone, dict(first.stocks))
    in_two += [second.enter(entry) for entry in made[cut:]]

    assert in_two == at_once
    assert second.stocks == whole.stocks
    for key, total in whole.days.items():
        parts = [journal.days[key] for journal in (first, second) if key in journal.days]
        for column in DAY_COLUMNS + MOMENT_COLUMNS:
            assert sum(getattr(part, column) for part in parts) == getattr(total, column)


@given(st.lists(entries(), max_size=25), st.randoms(use_true_random=False))
def test_quantities_do_not_depend_on_the_order_of_arrival(made: list[Entry], chance: object) -> None:
    shuffled = list(made)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    ordered, disordered = books(), books()
    for entry in made:
        ordered.enter(entry)
    for entry in shuffled:
        disordered.enter(entry)
    assert ordered.balances == disordered.balances
    for key, total in ordered.days.items():
        assert disordered.days[key].moment_qty == total.moment_qty
        assert disordered.days[key].units_sold == total.units_sold
