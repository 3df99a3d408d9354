"""The named steps of a batch's way through the gateway, and the seam at which a drill may strike.

`docs/explanation/exactly-once.md` has them beside the way itself. Whoever takes an `At` calls it once a
transaction, never once an event.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

BEFORE_COMMIT: Final = "before-commit"
AFTER_COMMIT: Final = "after-commit"
BEFORE_ACK: Final = "before-ack"
AFTER_ACK: Final = "after-ack"

STEPS: Final = (BEFORE_COMMIT, AFTER_COMMIT, BEFORE_ACK, AFTER_ACK)
"""In the order of the way."""

At = Callable[[str], object]


def pass_by(_step: str) -> None:
    """What the product does at every step."""
