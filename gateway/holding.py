"""What is kept in quarantine of a payload, or of one event of a batch."""

from __future__ import annotations

from gateway.reception import Arrived, Refusal
from gateway.translation import UnfitError
from gateway.wire.codec import encode_event
from gateway.wire.messages import AnyEvent
from hub.store.quarantine import Held


def held_payload(refusal: Refusal) -> Held:
    agent_id = None if refusal.agent is None else refusal.agent.id
    return Held(
        refusal.topic,
        refusal.reason,
        refusal.detail,
        refusal.payload,
        agent_id,
        refusal.epoch,
        refusal.seq,
        refusal.idx,
    )


def held_event(batch: Arrived, idx: int, event: AnyEvent, error: UnfitError) -> Held:
    return Held(
        batch.topic,
        error.reason,
        error.detail,
        encode_event(event),
        batch.agent.id,
        batch.epoch,
        batch.seq,
        idx,
    )
