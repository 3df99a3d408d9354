"""Kinds of places, and which movements may go between them.

Outside the walls stand the supplier, the customer, loss/gain, scrap, production and the other sites: what is
there is not the site's stock. in_transit is inside: goods between two places of ours are ours. What stands on
hold, is damaged or in transit is ours and counted, but not free to be promised or picked.
"""

from __future__ import annotations

from typing import Final

BETWEEN_SITES: Final = "other_site"
OUTSIDE: Final = frozenset({"supplier", "customer", "loss_gain", "scrap", "production", BETWEEN_SITES})
HELD: Final = frozenset({"hold", "damaged", "in_transit"})
PICKABLE: Final = frozenset({"shelf", "bench", "storage"})
INSIDE: Final = frozenset({"dock"}) | PICKABLE | HELD
KINDS: Final = (*sorted(INSIDE), *sorted(OUTSIDE))

_WALLS: Final = {
    # kind of movement: (kinds of place it may leave, kinds it may go to)
    "receipt": (frozenset({"supplier"}), INSIDE),
    "putaway": (INSIDE, INSIDE),
    "pick": (INSIDE, INSIDE),
    "move": (INSIDE, INSIDE),
    "shipment": (INSIDE, frozenset({"customer"})),
    "customer_return": (frozenset({"customer"}), INSIDE),
    "supplier_return": (INSIDE, frozenset({"supplier"})),
    "adjustment": (INSIDE, frozenset({"loss_gain"})),
    "scrap": (INSIDE, frozenset({"scrap"})),
    "production": (INSIDE, frozenset({"production"})),
    # of a transfer's document: sent, on the way, received
    "transfer": (INSIDE, INSIDE | {BETWEEN_SITES}),
}
# these go either way: what was scrapped in error comes back as it went
_BOTH_WAYS: Final = frozenset({"adjustment", "production", "scrap", "transfer"})
MOVEMENT_KINDS: Final = tuple(_WALLS)


def is_outside(kind: str) -> bool:
    return kind in OUTSIDE


def is_held(kind: str) -> bool:
    """Whether what stands there is counted as ours, but not free to be promised."""
    return kind in HELD


def is_pickable(kind: str) -> bool:
    """Whether orders are picked from there. A dock is not: what stands there is still to be put away."""
    return kind in PICKABLE


def fits(kind: str, source: str, destination: str, *, reversal: bool = False) -> bool:
    """Whether a movement of this kind may go from a place of kind ``source`` to one of ``destination``.

    A reversal goes the movement's way back.
    """
    leaves, enters = _WALLS[kind]
    straight = source in leaves and destination in enters
    back = destination in leaves and source in enters
    return straight or (back and (reversal or kind in _BOTH_WAYS))
