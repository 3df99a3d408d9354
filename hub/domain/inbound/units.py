"""Packages that stand whole among loose goods: how many of them can still be whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from hub.domain.valuation import ZERO


class Held(NamedTuple):
    """An item (lot) at a place."""

    location_id: int
    item_id: int
    lot: str


class Unit(NamedTuple):
    id: int
    content: dict[Held, Decimal]


def to_break(units: Sequence[Unit], stood: Mapping[Held, Decimal]) -> list[int]:
    """Which are whole no more, as less stands there than they hold together: loose goods go first, then the
    oldest package (the first of ``units``) is opened, and so on."""
    left: dict[Held, Decimal] = {}
    for unit in units:
        for key, qty in unit.content.items():
            left[key] = left.get(key, ZERO) + qty
    broken: list[int] = []
    for unit in units:
        if any(left[key] > stood.get(key, ZERO) for key in unit.content):
            broken.append(unit.id)
            for key, qty in unit.content.items():
                left[key] -= qty
    return broken
