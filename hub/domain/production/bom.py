"""Bills of materials: what an item is made of, how much of it is needed, and down to what is bought.

A quantity that the scrap of a component is added to is the net one times (1 + percent / 100), as SAP's
component scrap has it. What is needed is rounded up to what the component is counted in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple


class Component(NamedTuple):
    """``qty`` > 0 for the bill's ``output_qty``, in base units; the item is counted with ``decimals``."""

    item_id: int
    qty: Decimal
    scrap_percent: Decimal = Decimal(0)
    decimals: int = 0


class Bom(NamedTuple):
    """``output_qty`` > 0 of the item are made of the components, each of which is named once."""

    item_id: int
    output_qty: Decimal
    components: tuple[Component, ...]


class Level(NamedTuple):
    """So much of an item is needed, ``level`` steps below what is made: 1 is a component of it.

    ``made``: it has a bill of its own. An item that is needed on several levels stands on the deepest.
    """

    level: int
    item_id: int
    qty: Decimal
    made: bool


def needed(bom: Bom, qty: Decimal) -> dict[int, Decimal]:
    """By component, with its expected scrap, to make ``qty`` >= 0."""
    return {
        one.item_id: _to_decimals(ceil(_for(bom, one, qty) * 10**one.decimals), one.decimals)
        for one in bom.components
    }


def given_back(bom: Bom, qty: Decimal) -> dict[int, Decimal]:
    """By component, when ``qty`` are taken apart: what had been put in, without scrap; no more than whole."""
    return {
        one.item_id: _to_decimals(
            floor(Fraction(qty) * Fraction(one.qty) / Fraction(bom.output_qty) * 10**one.decimals),
            one.decimals,
        )
        for one in bom.components
    }


def came_by(bom: Bom, before: Decimal, qty: Decimal) -> dict[int, Decimal]:
    """By component, when ``qty`` more are taken apart after ``before``; rounding adds nothing up."""
    earlier, after = given_back(bom, before), given_back(bom, before + qty)
    return {item: after[item] - earlier[item] for item in after}


def inputs(bom: Bom, qty: Decimal, *, apart: bool) -> dict[int, Decimal]:
    """What goes into ``qty``: the components; to take the item ``apart``, it itself."""
    return {bom.item_id: qty} if apart else needed(bom, qty)


def per_output(bom: Bom, component: Component) -> Fraction:
    """What one base unit of the output takes of it, scrap and all."""
    return _for(bom, component, Decimal(1))


def _for(bom: Bom, component: Component, qty: Decimal) -> Fraction:
    net = Fraction(qty) * Fraction(component.qty) / Fraction(bom.output_qty)
    return net * (1 + Fraction(component.scrap_percent) / 100)


def _to_decimals(whole: int, decimals: int) -> Decimal:
    return Decimal(whole).scaleb(-decimals) if decimals else Decimal(whole)


def ring(uses: Mapping[int, Collection[int]]) -> list[int]:
    """Items that would be made of themselves, from one to itself again; none if there are none.

    ``uses``: the components of each item.
    """
    done: set[int] = set()
    for start in uses:
        path = [start]
        open_: list[Iterable[int]] = [iter(uses[start])]
        while path:
            below = next((one for one in open_[-1] if one not in done), None)
            if below is None:
                done.add(path.pop())
                open_.pop()
            elif below in path:
                return [*path[path.index(below) :], below]
            else:
                path.append(below)
                open_.append(iter(uses.get(below, ())))
    return []


def explode(boms: Mapping[int, Bom], item_id: int, qty: Decimal) -> list[Level]:
    """All that ``qty`` of an item takes, level by level, each item once; ``boms`` are without a ring.

    Everything that needs a component is added up before the component is taken apart itself, so that it is
    rounded up once.
    """
    depth = _depths(boms, item_id)
    wanted: dict[int, Decimal] = {item_id: qty}
    levels: list[Level] = []
    for one in sorted(depth, key=lambda item: (depth[item], item)):
        bom = boms.get(one)
        if one != item_id:
            levels.append(Level(depth[one], one, wanted[one], bom is not None))
        if bom is not None:
            for component, more in needed(bom, wanted[one]).items():
                wanted[component] = wanted.get(component, Decimal(0)) + more
    return levels


def _depths(boms: Mapping[int, Bom], item_id: int) -> dict[int, int]:
    """The longest way from the item down to each that it takes. Raises ValueError for a ring."""
    depth = {item_id: 0}
    at_level = {item_id}
    for level in range(1, len(boms) + 2):
        at_level = {c.item_id for one in at_level if one in boms for c in boms[one].components}
        if not at_level:
            return depth
        depth |= dict.fromkeys(at_level, level)
    raise ValueError("these bills of materials make an item of itself")
