"""Items of which a lot, a serial number or a day of expiry is written down of whatever comes in."""

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


def faults(
    wanted: tuple[Detail, ...], qty: Decimal, lot: str, serial: str | None, expiry: date | None
) -> list[tuple[Detail, str]]:
    """What is missing or wrong of goods that come in, each with its words; all at once."""
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
