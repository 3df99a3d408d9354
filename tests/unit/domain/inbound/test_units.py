"""Which packages can still be whole among loose goods."""

from __future__ import annotations

from decimal import Decimal

from hub.domain.inbound.units import Held, Unit, to_break

TEA, CUP = Held(1, 10, ""), Held(1, 20, "L1")


def unit(number: int, tea: int, cup: int = 0) -> Unit:
    content = {TEA: Decimal(tea)} | ({CUP: Decimal(cup)} if cup else {})
    return Unit(number, content)


def test_loose_goods_go_first_then_the_oldest_package_is_opened() -> None:
    units = [unit(1, 6), unit(2, 6)]
    for stands, opened in ((15, []), (12, []), (11, [1]), (6, [1]), (5, [1, 2])):
        assert to_break(units, {TEA: Decimal(stands)}) == opened


def test_what_is_loose_since_a_package_was_opened_keeps_the_others_whole() -> None:
    """The first holds both; the second's tea is there, as the first's has become loose."""
    units = [unit(1, 6, cup=2), unit(2, 6)]
    assert to_break(units, {TEA: Decimal(12), CUP: Decimal(1)}) == [1]


def test_what_stands_nowhere_is_whole_no_more() -> None:
    assert to_break([unit(1, 6)], {}) == [1]
