"""What came of a transfer otherwise than it was sent, and what a person may say becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal, get_args

from hub.domain.valuation import ZERO

Kind = Literal["over", "short", "damaged"]
Decision = Literal["lost", "take_back", "sent_more", "found", "miscounted", "keep", "scrap"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
DECISIONS: Final[tuple[Decision, ...]] = get_args(Decision)

_MAY: Final[Mapping[str, tuple[Decision, ...]]] = {
    # it is gone; or it never left, and stands where it was to be sent from
    "short": ("lost", "take_back"),
    # the sender sent more than he said; nobody had it in the books; or it did not come at all
    "over": ("sent_more", "found", "miscounted"),
    "damaged": ("keep", "scrap"),
}


class DecisionError(ValueError):
    """What cannot be decided so; the text says why, and what can."""


def check(kind: str, decision: str, qty: Decimal, of: Decimal) -> None:
    """Raises DecisionError. ``qty`` of the difference is decided, ``of`` which there is so much."""
    allowed = _MAY[kind]
    if decision not in allowed:
        raise DecisionError(f"what is {kind} can only be decided by {' or '.join(allowed)}")
    if not ZERO < qty <= of:
        raise DecisionError(f"there are {of.normalize():f} to decide on, not {qty.normalize():f}")


def part(
    qty: Decimal, pieces: Sequence[str], wanted: Decimal | None, named: Sequence[str]
) -> tuple[Decimal, Sequence[str]]:
    """How much of a difference of ``qty``, of which ``pieces`` are known, is decided on, and which of them.

    There are more of them than ``qty`` where some came unnamed: which are missing is not known then. A part
    of which nothing is named is of what has no known serial number. Raises DecisionError.
    """
    strange = sorted(set(named) - set(pieces))
    if strange:
        raise DecisionError(f"{', '.join(strange)} is none of {', '.join(pieces) or 'its pieces'}")
    if not named:
        unknown = qty - len(pieces)
        if wanted is None or wanted == qty:
            return qty, pieces if unknown >= ZERO else ()
        if pieces and wanted > unknown:
            raise DecisionError(f"say in `serials` which of {', '.join(pieces)} it is")
        return wanted, ()
    unique = tuple(dict.fromkeys(named))
    if wanted is not None and wanted != len(unique):
        raise DecisionError(
            f"{len(unique)} pieces are named, and {wanted.normalize():f} are to be decided on"
        )
    return Decimal(len(unique)), unique
