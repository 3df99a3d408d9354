"""What an agent cannot be sure of once it learns that its outbox is an old copy. Pure.

What the copy held unsent was, in all likelihood, sent before the copy took its place; and what follows from a
memory that it held is a difference to an older time. What has happened since the start, and follows from
nothing older, is new.
"""

from __future__ import annotations

import msgspec

from gateway.wire.evidence import ACROSS_A_STOP, is_across_a_stop
from gateway.wire.messages import AnyEvent, Movement


def leans_on_memory(event: AnyEvent) -> bool:
    """It is a difference to what was remembered from before the start."""
    return isinstance(event, Movement) and is_across_a_stop(event.evidence)


def carried_over(event: AnyEvent) -> AnyEvent:
    """The event as one that leans on what was remembered from before the start."""
    if not isinstance(event, Movement):
        return event
    return msgspec.structs.replace(event, evidence=event.evidence | ACROSS_A_STOP)
