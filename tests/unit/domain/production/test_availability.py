"""What is short, and how much could be built."""

from __future__ import annotations

from decimal import Decimal as Dec

import pytest

from hub.domain.production.availability import Buildable, Need, buildable, shortages
from hub.domain.production.bom import Bom, Component

BOX, MUG, TEA = 1, 2, 3


@pytest.mark.parametrize(
    ("open_qty", "reserved", "available", "short", "to_reserve"),
    [(10, 0, 12, 0, 10), (10, 4, 6, 0, 6), (10, 4, 5, 1, 5), (10, 10, -3, 0, 0), (10, 0, -3, 10, 0)],
)
def test_short_is_what_is_neither_promised_to_the_order_nor_free(
    open_qty: int, reserved: int, available: int, short: int, to_reserve: int
) -> None:
    need = Need(MUG, Dec(open_qty), Dec(reserved), Dec(available))
    assert (need.short, need.to_reserve) == (short, to_reserve)


def test_all_that_is_short_is_told_at_once() -> None:
    needs = [Need(item, Dec(5), Dec(0), Dec(item)) for item in (2, 9, 3)]
    assert [need.item_id for need in shortages(needs)] == [2, 3]


def test_the_scarcest_component_limits_what_can_be_built() -> None:
    bom = Bom(BOX, Dec(1), (Component(MUG, Dec(2)), Component(TEA, Dec("0.1"), Dec(10), decimals=3)))
    assert buildable(bom, {MUG: Dec(9), TEA: Dec(5)}, decimals=0) == Buildable(Dec(4), (MUG,))
    assert buildable(bom, {MUG: Dec(9), TEA: Dec("0.329")}, decimals=0) == Buildable(Dec(2), (TEA,))
    assert buildable(bom, {MUG: Dec(-1)}, decimals=0) == Buildable(Dec(0), (MUG, TEA))
    assert buildable(Bom(BOX, Dec(1), ()), {}, decimals=0).qty == 0
