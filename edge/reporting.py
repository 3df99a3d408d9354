"""What an agent says of itself to the hub. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from edge.agent_settings import AgentSettings
from edge.moment import Moment
from edge.outbox import Totals
from edge.refusals import Refusals
from edge.store import Store
from edge.uplink import UplinkCounters
from gateway.wire.messages import VERSION, AgentState, DeviceState


def agent_state(
    settings: AgentSettings,
    now: Moment,
    totals: Totals,
    counted: UplinkCounters,
    refusals: Refusals,
    store: Store,
    devices: Sequence[DeviceState],
    clock_offset_ms: int | None,
    instance: str,
) -> AgentState:
    """The state of an agent that is online."""
    return AgentState(
        v=VERSION,
        agent=settings.agent,
        online=True,
        at=now.at,
        version=settings.version,
        boot=now.boot,
        epoch=totals.epoch,
        oldest_seq=totals.oldest_seq,
        devices=_with_refusals(devices, refusals.detail),
        outbox_events=totals.waiting,
        outbox_bytes=totals.bytes,
        dropped_events=totals.dropped_events,
        not_kept_events=refusals.total_events,
        rejected_messages=counted.rejected,
        refused_messages=counted.refused,
        unheard_messages=counted.unheard,
        resent_batches=counted.resent,
        oldest_unsent_at=totals.oldest_at,
        instance=instance,
        takeovers=counted.takeovers,
        clock_offset_ms=clock_offset_ms,
        catalog_version=store.catalogue.version,
        config_version=store.config.version if store.config else 0,
    )


def _with_refusals(devices: Sequence[DeviceState], why: str) -> list[DeviceState]:
    """While the outbox takes nothing, no device works, whatever it says itself."""
    if not why:
        return list(devices)
    return [msgspec.structs.replace(state, detail=f"{why}; {state.detail}"[:200]) for state in devices]
