"""Places that stand in places: what a tree must keep to, and how full each of them is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


class Load(NamedTuple):
    """Goods: base units, kilograms and litres of those whose unit is measured, and how many items are not."""

    pieces: Decimal = Decimal(0)
    weight_kg: Decimal = Decimal(0)
    volume_l: Decimal = Decimal(0)
    items: int = 0
    without_weight: int = 0
    without_volume: int = 0


class Capacity(NamedTuple):
    """What a place may hold; None: nobody has measured."""

    max_weight_kg: Decimal | None = None
    max_volume_l: Decimal | None = None
    max_pieces: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Filling:
    """`load` is all that stands in a place and in those that hang in it.

    The levels are load ÷ capacity, 1 is full; None where a capacity is not known. `level` is the highest of
    them: what is full first. Where goods are not measured it is the least that it can be.
    """

    load: Load
    by_weight: Decimal | None
    by_volume: Decimal | None
    by_pieces: Decimal | None

    @property
    def level(self) -> Decimal | None:
        known = [level for level in (self.by_weight, self.by_volume, self.by_pieces) if level is not None]
        return max(known, default=None)


_TO: Decimal = Decimal("0.0001")


def in_a_ring(parents: Mapping[str, str | None]) -> set[str]:
    """Those places that stand in themselves, by whatever way round."""
    free: set[str] = set()
    ringed: set[str] = set()
    for start in parents:
        way: dict[str, None] = {}
        place: str | None = start
        while place is not None and place not in way and place not in free and place not in ringed:
            way[place] = None
            place = parents.get(place)
        if place is not None and place in way:
            ring = list(way)
            ringed.update(ring[ring.index(place) :])
        free.update(one for one in way if one not in ringed)
    return ringed


def path(parents: Mapping[str, str | None], place: str) -> list[str]:
    """From the outermost place down to this one; the tree has no rings."""
    way = [place]
    while (parent := parents.get(way[-1])) is not None:
        way.append(parent)
    return way[::-1]


def rolled_up(parents: Mapping[str, str | None], loads: Mapping[str, Load]) -> dict[str, Load]:
    """Each place's load with that of all that hang in it; the tree has no rings.

    Its counts of items add up the places' own: an item that stands in two of them counts twice.
    """
    whole = dict.fromkeys(parents, Load())
    for place, load in loads.items():
        for above in path(parents, place):
            whole[above] = _sum(whole.get(above, Load()), load)
    return whole


def _sum(one: Load, other: Load) -> Load:
    return Load(
        one.pieces + other.pieces,
        one.weight_kg + other.weight_kg,
        one.volume_l + other.volume_l,
        one.items + other.items,
        one.without_weight + other.without_weight,
        one.without_volume + other.without_volume,
    )


def filling(load: Load, capacity: Capacity) -> Filling:
    return Filling(
        load,
        _level(load.weight_kg, capacity.max_weight_kg),
        _level(load.volume_l, capacity.max_volume_l),
        _level(load.pieces, capacity.max_pieces),
    )


def _level(load: Decimal, most: Decimal | None) -> Decimal | None:
    return None if most is None else (load / most).quantize(_TO)


def in_tree_order(parents: Mapping[str, str | None]) -> Sequence[str]:
    """In the order of a tree: each place before those that hang in it, siblings by name."""
    return sorted(parents, key=lambda place: path(parents, place))
