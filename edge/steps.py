"""The named steps of a batch's way through an agent, and the seam at which a drill may strike.

`docs/explanation/exactly-once.md` has them beside the way itself. Whoever takes an `At` calls it once a
transaction or batch, never once an event.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

BEFORE_OUTBOX_COMMIT: Final = "before-outbox-commit"
AFTER_OUTBOX_COMMIT: Final = "after-outbox-commit"
BEFORE_PUBLISH: Final = "before-publish"
AFTER_PUBLISH: Final = "after-publish"
AFTER_PUBACK: Final = "after-puback"
ON_ACK: Final = "on-ack"
AFTER_OUTBOX_DELETE: Final = "after-outbox-delete"

STEPS: Final = (
    BEFORE_OUTBOX_COMMIT,
    AFTER_OUTBOX_COMMIT,
    BEFORE_PUBLISH,
    AFTER_PUBLISH,
    AFTER_PUBACK,
    ON_ACK,
    AFTER_OUTBOX_DELETE,
)
"""In the order of the way."""

At = Callable[[str], object]


def pass_by(_step: str) -> None:
    """What the product does at every step."""
