"""Items of which a lot, a serial number or a day of expiry is written down of whatever comes and goes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, Literal, get_args

Detail = Literal["lot", "serial", "expiry"]
DETAILS: Final[tuple[Detail, ...]] = get_args(Detail)
TRACKINGS: Final = ("none", "lot", "serial", "lot_serial")
_WANTS: Final[dict[str, tuple[Detail, ...]]] = {
    "none": (),
    "lot": ("lot",),
    "serial": ("serial",),
    "lot_serial": ("lot", "serial"),
}


def wants(tracking: str, *, expiry: bool) -> tuple[Detail, ...]:
    """What is demanded of an item with this tracking."""
    return (*_WANTS[tracking], "expiry") if expiry else _WANTS[tracking]


def of_movement(wanted: tuple[Detail, ...], *, comes_in: bool, leaves: bool) -> tuple[Detail, ...]:
    """What of that a movement must say: coming in all of it; leaving, what tells the goods from their like.

    Within the walls it is the lot, by which stock is kept apart.
    """
    if comes_in:
        return wanted
    return tuple(detail for detail in wanted if detail == "lot" or (detail == "serial" and leaves))


def faults(
    wanted: tuple[Detail, ...], qty: Decimal, lot: str, serial: str | None, expiry: date | None
) -> list[tuple[Detail, str]]:
    """What is missing or wrong of goods that come or go, each with its words; all at once."""
    given = {"lot": bool(lot), "serial": bool(serial), "expiry": expiry is not None}
    found: list[tuple[Detail, str]] = [
        (detail, f"must be given: the item is tracked by {_NAMES[detail]}")
        for detail in wanted
        if not given[detail]
    ]
    if serial and qty != 1:
        found.append(("serial", f"a serial number is one piece, not {qty.normalize():f}"))
    return found


_NAMES: Final[dict[Detail, str]] = {"lot": "lot", "serial": "serial number", "expiry": "day of expiry"}
