"""What an agent cannot be sure of once it learns that its outbox is an old copy. Pure.

What the copy held unsent was, in all likelihood, sent before the copy took its place; and what follows from a
memory that it held is a difference to an older time. What has happened since the start, and follows from
nothing older, is new.
"""

from __future__ import annotations

from typing import Final

import msgspec

from gateway.wire.messages import AnyEvent, Movement

ACROSS_A_STOP: Final = {"across": "restart"}
"""In the evidence of a movement that is a difference to what was remembered from before the start."""
MARK: Final = msgspec.json.encode(ACROSS_A_STOP)[1:-1]
"""As it stands in an event's JSON."""


def carried_over(event: AnyEvent) -> AnyEvent:
    """The event as one that leans on what was remembered from before the start."""
    if not isinstance(event, Movement):
        return event
    return msgspec.structs.replace(event, evidence=event.evidence | ACROSS_A_STOP)
