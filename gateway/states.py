"""What agents say of themselves, and what the broker says of one that is gone.

The last will comes from the broker and cannot be signed. It is believed only in what does no harm when it is
a lie: that an agent is offline; and it is marked as unsigned.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from gateway.lineage import Lines
from gateway.reception import Delivery, Refusal
from gateway.sequence import Taken
from gateway.translation import TOLERANCE
from gateway.wire import codec, topics
from gateway.wire.codec import WireError
from gateway.wire.messages import AgentState
from hub.domain.alarms import AGENT_OFFLINE, CLOCK, CLONED_AGENT, LOST_BATCHES
from hub.store import agents, alarms, quarantine, readings
from hub.store.agents import Connection, TrustedAgent
from hub.store.quarantine import Held
from hub.store.readings import NewDeviceEvent

_TOLERANCE_MS: Final = TOLERANCE.total_seconds() * 1000


def read_state(delivery: Delivery, agent: TrustedAgent | None) -> tuple[AgentState, bool]:
    """What a payload says, and whether it is signed. Raises WireError."""
    if agent is None:
        raise WireError("unknown-agent", "no such agent is known")
    if not agent.enabled:
        raise WireError("disabled", f"agent {agent.code!r} is disabled")
    body, signed = codec.unsigned(delivery.payload)
    if signed is not None:
        return codec.decode(codec.verify(delivery.payload, delivery.topic, agent.key), AgentState), True
    said = codec.decode(body, AgentState)
    if said.online:
        raise WireError("signature", "an unsigned state may only say that the agent is offline")
    return said, False


class Standing(NamedTuple):
    """How far the books are with the outbox that an agent says it has; see `Ack` for ``rival``."""

    agent: TrustedAgent
    epoch: str
    upto: int
    rival: bool


def apply(conn: Connection, delivery: Delivery, at: datetime) -> Standing | None:
    """Note one state, in a transaction of its own. What its agent may be answered; None when there is nothing
    to answer, or it was quarantined."""
    address = topics.parse(delivery.topic)
    with conn.transaction():
        pair = ("", "") if address is None else (address.site, address.agent)
        agent = next(iter(agents.trusted(conn, [pair])), None)
        try:
            said, signed = read_state(delivery, agent)
        except WireError as error:
            _hold(conn, Refusal(delivery.topic, delivery.payload, error.reason, error.detail, agent), at)
            return None
        assert agent is not None  # noqa: S101 - read_state refuses where there is none
        if not signed:
            _note_loss(conn, agent, at)
            return None
        rival = _note(conn, agent, said, at)
        if not said.online or said.epoch is None:
            return None
        return Standing(agent, said.epoch, agents.applied_upto(conn, agent.id, said.epoch), rival)


def _hold(conn: Connection, refusal: Refusal, at: datetime) -> None:
    agent_id = None if refusal.agent is None else refusal.agent.id
    held = Held(refusal.topic, refusal.reason, refusal.detail, refusal.payload, agent_id)
    quarantine.hold(conn, [held], at)


def _note_loss(conn: Connection, agent: TrustedAgent, at: datetime) -> None:
    agents.save_state(conn, agent.id, {"online": False, "unsigned": True}, online=False, at=at, merge=True)
    detail = "the broker has lost it: switched off, or its network is down"
    subject = f"{agent.site}/{agent.code}"
    alarms.raise_(conn, AGENT_OFFLINE, subject, at=at, detail=detail, site_id=agent.site_id)


def _note(conn: Connection, agent: TrustedAgent, said: AgentState, at: datetime) -> bool:
    """True when another that bears its name has been there meanwhile.

    Epochs are locked first, then alarms in their order: as a group of batches does it.
    """
    subject = f"{agent.site}/{agent.code}"
    if said.epoch is not None and agents.applied_upto(conn, agent.id, said.epoch) < said.oldest_seq - 1:
        _skip_lost(conn, agent, said.epoch, said.oldest_seq, at)
    state: dict[str, Any] = msgspec.to_builtins(said)
    agents.save_state(conn, agent.id, state, online=said.online, at=at)
    if said.online:
        alarms.clear(conn, AGENT_OFFLINE, subject, at)
    if said.clock_offset_ms is not None:
        _note_clock(conn, agent, said.clock_offset_ms, subject, at)
    if said.instance is None or not agents.note_instance(conn, agent.id, said.instance, said.at or at):
        return False
    detail = f"two that bear this agent's name take turns; {said.instance} is back"
    alarms.raise_(conn, CLONED_AGENT, subject, at=at, detail=detail, site_id=agent.site_id)
    return True


def _note_clock(conn: Connection, agent: TrustedAgent, offset_ms: int, subject: str, at: datetime) -> None:
    if abs(offset_ms) <= _TOLERANCE_MS:
        alarms.clear(conn, CLOCK, subject, at)
    else:
        detail = f"its clock is {offset_ms} ms off the hub's"
        alarms.raise_(conn, CLOCK, subject, at=at, detail=detail, site_id=agent.site_id)


def _skip_lost(conn: Connection, agent: TrustedAgent, epoch: str, oldest: int, at: datetime) -> None:
    """Batches that the agent no longer holds and this hub never had: an older backup of the hub runs now.

    Without this the hub would wait for them, and never acknowledge the ones that follow.
    """
    locked, _ = agents.lock_epochs(conn, {(agent.id, epoch): None})
    taken = Taken(locked[0].upto, locked[0].beyond)
    lost = taken.skip_to(oldest)
    if not lost:
        return
    agents.update_epochs(conn, [Lines({}).moved(locked[0], taken)], at)
    detail = (
        f"{lost} batches before {oldest} of epoch {epoch} are lost: acknowledged once, and not in these books"
    )
    readings.add_events(conn, [NewDeviceEvent(at, agent.id, "agent", "fault", LOST_BATCHES, detail)], at)
    subject = f"{agent.site}/{agent.code}"
    alarms.raise_(conn, LOST_BATCHES, subject, at=at, detail=detail, site_id=agent.site_id)
