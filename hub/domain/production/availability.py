"""What is needed against what there is: shortages, and how much could be built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

from hub.domain.production.bom import Bom, per_output
from hub.domain.valuation import ZERO


class Need(NamedTuple):
    """``open_qty`` of an item is still to be taken; ``reserved`` of it is promised to this order already, and
    ``available`` is what nobody has been promised (below zero: more is promised than there is)."""

    item_id: int
    open_qty: Decimal
    reserved: Decimal
    available: Decimal

    @property
    def short(self) -> Decimal:
        """What is neither promised nor free."""
        return max(self.open_qty - self.reserved - max(self.available, ZERO), ZERO)

    @property
    def to_reserve(self) -> Decimal:
        """What is still to be promised, as far as it is free."""
        return max(min(self.open_qty - self.reserved, self.available), ZERO)


class Buildable(NamedTuple):
    """``limited_by``: the components of which there is none left for one more."""

    qty: Decimal
    limited_by: tuple[int, ...]


def shortages(needs: Iterable[Need]) -> list[Need]:
    """All of them at once."""
    return [need for need in needs if need.short > 0]


def buildable(bom: Bom, free: Mapping[int, Decimal], *, decimals: int) -> Buildable:
    """The most that can be made of what is free, in units of the output's last decimal; one level deep.

    Nothing can be built by a bill without components.
    """
    if not bom.components:
        return Buildable(ZERO, ())
    unit = 10**decimals
    enough: dict[int, int] = {}
    for component in bom.components:
        there = max(free.get(component.item_id, ZERO), ZERO)
        # what cannot be taken, since it is less than the component is counted in, does not help
        whole = Fraction(floor(Fraction(there) * 10**component.decimals), 10**component.decimals)
        enough[component.item_id] = floor(whole / per_output(bom, component) * unit)
    least = min(enough.values())
    limits = tuple(item for item, most in enough.items() if most == least)
    return Buildable(Decimal(least).scaleb(-decimals) if decimals else Decimal(least), limits)
