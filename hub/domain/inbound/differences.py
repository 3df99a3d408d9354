"""What came beside what was ordered: what is too much, missing, not on the order or broken, and what to do.

Physics first: what came is booked, and a difference only asks for somebody's word. Of an order's item, what
has been decided and what has not always make up the whole difference, whoever unloads in which order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, Literal, NamedTuple, get_args

from hub.domain.valuation import ZERO

Kind = Literal["over", "short", "wrong_item", "damaged", "unannounced"]
Decision = Literal["accept", "return", "scrap", "claim", "match"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
DECISIONS: Final[tuple[Decision, ...]] = get_args(Decision)
DAMAGED: Final = "damaged"


class ItemStanding(NamedTuple):
    """An item of an order: how much was ordered, has come, and has been decided on. In base units."""

    ordered: Decimal
    received: Decimal
    decided_over: Decimal
    decided_short: Decimal


class Undecided(NamedTuple):
    over: Decimal
    short: Decimal


class DecisionError(ValueError):
    """What cannot be decided so; the text says why, and what can."""


def undecided(item: ItemStanding, *, unloaded: bool) -> Undecided:
    """``unloaded``: something was unloaded for the order, and nobody still unloads: only then is it short."""
    over = max(item.received - item.ordered - item.decided_over, ZERO)
    short = max(item.ordered - item.received - item.decided_short, ZERO) if unloaded else ZERO
    return Undecided(over, short)


_OF_AN_ORDER: Final = frozenset({"accept", "return", "scrap", "claim"})
_MAY: Final[Mapping[str, frozenset[str]]] = {
    "over": _OF_AN_ORDER,
    "wrong_item": _OF_AN_ORDER,
    "damaged": _OF_AN_ORDER,
    # nobody owes what nobody ordered
    "unannounced": frozenset({"accept", "return", "scrap", "match"}),
    # what is not there cannot go back, nor be thrown away
    "short": frozenset({"accept", "claim"}),
}


def check(kind: str, decision: str, qty: Decimal, of: Decimal) -> None:
    """Raises DecisionError. ``qty`` of the difference is decided, ``of`` which there is so much."""
    if decision not in _MAY[kind]:
        allowed = " or ".join(one for one in DECISIONS if one in _MAY[kind])
        raise DecisionError(f"what is {kind.replace('_', ' ')} can only be decided by {allowed}")
    if not ZERO < qty <= of:
        raise DecisionError(f"there are {of.normalize():f} to decide on, not {qty.normalize():f}")


def movement_kind(decision: str) -> str | None:
    """What kind of movement carries the decision out; None: the goods stay where they are."""
    return {"return": "supplier_return", "scrap": "scrap"}.get(decision)


def total(qtys: Iterable[Decimal]) -> Decimal:
    return sum(qtys, ZERO)
