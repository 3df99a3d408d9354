"""Who gets what of a stock."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.allocation import Open, together, used

quantities = st.integers(1, 50).map(Decimal)


def test_lines_of_one_item_are_one_and_items_come_in_their_order() -> None:
    lines = [(7, Decimal(2)), (3, Decimal(1)), (7, Decimal(3))]
    assert together(lines) == [(3, Decimal(1)), (7, Decimal(5))]


def test_the_oldest_promise_is_used_up_first() -> None:
    promised = [Open(1, Decimal(3)), Open(2, Decimal(4)), Open(3, Decimal(1))]
    assert used(promised, Decimal(5)) == [Open(1, Decimal(3)), Open(2, Decimal(2))]


@given(st.lists(quantities, max_size=6), quantities)
def test_no_more_is_used_than_was_promised_and_than_was_shipped(
    promised: list[Decimal], shipped: Decimal
) -> None:
    opened = [Open(number, qty) for number, qty in enumerate(promised)]
    parts = used(opened, shipped)
    assert sum(part.qty for part in parts) == min(shipped, sum(promised))
    assert all(0 < part.qty <= promised[part.id] for part in parts)
    assert [part.id for part in parts] == list(range(len(parts)))
