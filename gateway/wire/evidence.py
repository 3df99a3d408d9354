"""What an event's evidence can say that the hub heeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

SESSION: Final = "receipt"
"""The unloading at a terminal that a movement was counted in."""
TAG: Final = "epc"
"""The EPC of the tag that a portal saw."""
FIRST_READ: Final = "first_read"
"""When the first of it was read."""
UNDO: Final = "undo_of"
"""The time of what it takes back."""
ISSUE: Final = "issue"
"""What is wrong with the goods."""
DAMAGED: Final = "damaged"
"""The one issue so far."""
SSCC: Final = "sscc"
"""The package it was in."""
ASKED: Final = "count"
"""The open count that a hand scanner's count is to answer."""
CARTON: Final = "carton"
"""The carton that it was packed into, by its code or SSCC."""
OVERRIDE: Final = "override"
"""Why somebody let it through all the same."""
LOT_OVERRIDE: Final = "lot_override"
"""Why it is of another lot than was told."""
LOT_OVERRIDE_BY: Final = "lot_override_by"
"""And who let that through, where somebody had to."""
OPERATOR: Final = "operator"
"""Who did it."""
SUPPLIER: Final = "supplier"
"""Who brought goods that came without an order."""

ACROSS_A_STOP: Final = {"across": "restart"}
"""In the evidence of a movement that is a difference to what was remembered from before the agent's start."""
ACROSS_A_STOP_JSON: Final = msgspec.json.encode(ACROSS_A_STOP)[1:-1]
"""As it stands in an event's JSON."""


def is_across_a_stop(evidence: Mapping[str, str]) -> bool:
    return evidence.get("across") == "restart"
