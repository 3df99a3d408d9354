"""Where goods from the dock are best put: suggested, explained, and never more than a suggestion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final, Literal, NamedTuple

from hub.domain.valuation import ZERO

Why = Literal["fixed", "same_item", "empty", "other"]
LOOKED_AT: Final = 50


class Spot(NamedTuple):
    """A place that goods may be put to, as it stands. Quantities in base units, of all items together.

    ``fixed``: the item's own place; ``max_qty``: as much of the item as goes there, None: nobody has said;
    ``free_pieces``, ``free_weight_g`` and ``free_volume_ml``: what still goes in, None where its capacity is
    not known. ``distance_m`` from the dock, None: its position is not known.
    """

    code: str
    fixed: bool
    max_qty: Decimal | None
    item_qty: Decimal
    all_qty: Decimal
    free_pieces: Decimal | None = None
    free_weight_g: Decimal | None = None
    free_volume_ml: Decimal | None = None
    distance_m: Decimal | None = None


class Goods(NamedTuple):
    """What is to be put away: ``unit_weight_g`` and ``unit_volume_ml`` of one, None: not known."""

    qty: Decimal
    unit_weight_g: Decimal | None = None
    unit_volume_ml: Decimal | None = None


class Suggestion(NamedTuple):
    """``qty`` of the goods go to ``code``: less than all where all do not fit."""

    code: str
    qty: Decimal
    why: Why


def room(spot: Spot, goods: Goods) -> Decimal:
    """How many of the goods fit, at most all of them. What nobody has measured does not limit."""
    fits = goods.qty
    if spot.max_qty is not None:
        fits = min(fits, spot.max_qty - spot.item_qty)
    if spot.free_pieces is not None:
        fits = min(fits, spot.free_pieces)
    if spot.free_weight_g is not None and goods.unit_weight_g:
        fits = min(fits, spot.free_weight_g // goods.unit_weight_g)
    if spot.free_volume_ml is not None and goods.unit_volume_ml:
        fits = min(fits, spot.free_volume_ml // goods.unit_volume_ml)
    return max(fits, ZERO)


def suggest(goods: Goods, spots: Sequence[Spot]) -> Suggestion | None:
    """The item's fixed place, else where it stands already, else an empty place, else any; None: no room.

    Among equals one that takes all comes before one that takes a part, the nearer before the farther, and
    then the one whose code comes first, so that the same question has the same answer at every terminal.
    """
    best: tuple[tuple[object, ...], Suggestion] | None = None
    for spot in spots:
        fits = room(spot, goods)
        if fits <= 0:
            continue
        why: Why = (
            "fixed"
            if spot.fixed
            else "same_item"
            if spot.item_qty > 0
            else "empty"
            if spot.all_qty <= 0
            else "other"
        )
        rank = (
            ("fixed", "same_item", "empty", "other").index(why),
            fits < goods.qty,
            spot.distance_m is None,
            spot.distance_m or ZERO,
            spot.code,
        )
        if best is None or rank < best[0]:
            best = (rank, Suggestion(spot.code, fits, why))
    return best[1] if best else None


class Waiting(NamedTuple):
    """Goods that stand at a dock, to be put away.

    ``own``: the item's fixed places and the most that goes there; ``standing``: how much of it stands where.
    """

    item_id: int
    goods: Goods
    own: Mapping[str, Decimal | None]
    standing: Mapping[str, Decimal]


def plan(waiting: Sequence[Waiting], places: Sequence[Spot]) -> list[Suggestion | None]:
    """A suggestion for each of them, in their order; what is suggested first takes its room from the rest.

    ``places`` are as they stand, without regard to any item. Of places that neither are the item's own nor
    hold it, the nearest are enough to look at.
    """
    state = {place.code: place for place in places}
    near = sorted(places, key=lambda p: (p.distance_m is None, p.distance_m or ZERO, p.code))
    found: list[Suggestion | None] = []
    coming: dict[tuple[int, str], Decimal] = {}
    for one in waiting:
        codes = [code for code in (*one.own, *one.standing) if code in state]
        codes += [code for (item, code), _ in coming.items() if item == one.item_id]
        empty = (place.code for place in near if state[place.code].all_qty <= 0)
        taken = (place.code for place in near if state[place.code].all_qty > 0)
        codes += [*islice(empty, LOOKED_AT), *islice(taken, LOOKED_AT)]
        spots = [
            state[code]._replace(
                fixed=code in one.own,
                max_qty=one.own.get(code),
                item_qty=one.standing.get(code, ZERO) + coming.get((one.item_id, code), ZERO),
            )
            for code in dict.fromkeys(codes)
        ]
        suggestion = suggest(one.goods, spots)
        found.append(suggestion)
        if suggestion is not None:
            key = (one.item_id, suggestion.code)
            coming[key] = coming.get(key, ZERO) + suggestion.qty
            state[suggestion.code] = _filled(state[suggestion.code], one.goods, suggestion.qty)
    return found


def _filled(spot: Spot, goods: Goods, qty: Decimal) -> Spot:
    def less(free: Decimal | None, each: Decimal | None) -> Decimal | None:
        return None if free is None else free - qty * (each or ZERO)

    return spot._replace(
        all_qty=spot.all_qty + qty,
        free_pieces=less(spot.free_pieces, Decimal(1)),
        free_weight_g=less(spot.free_weight_g, goods.unit_weight_g),
        free_volume_ml=less(spot.free_volume_ml, goods.unit_volume_ml),
    )
