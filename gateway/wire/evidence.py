"""What an event's evidence can say that the hub heeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

ACROSS_A_STOP: Final = {"across": "restart"}
"""In the evidence of a movement that is a difference to what was remembered from before the agent's start."""
ACROSS_A_STOP_JSON: Final = msgspec.json.encode(ACROSS_A_STOP)[1:-1]
"""As it stands in an event's JSON."""


def is_across_a_stop(evidence: Mapping[str, str]) -> bool:
    return evidence.get("across") == "restart"
