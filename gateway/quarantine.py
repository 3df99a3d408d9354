"""Replaying what was held, exactly once: the row is locked, applied and marked in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import structlog

from gateway.applier import BAD_DATA
from gateway.ingest import Applied, Harvest, Ingest
from gateway.reception import Arrived, Delivery, Refusal, address_of, open_body, receive
from gateway.wire import codec
from gateway.wire.codec import WireError
from hub.store import agents, digests, quarantine
from hub.store.agents import Connection, TrustedAgent
from hub.store.quarantine import QuarantinedWhole as Kept

log = structlog.get_logger()


class Replayed(NamedTuple):
    """``status``: replayed, held (again, for the reason) or what it was before when nothing was to do."""

    status: str
    reason: str = ""
    detail: str = ""


def replay(conn: Connection, quarantine_id: int, ingest: Ingest | None = None) -> Replayed:
    """Try again now. Raises NotFoundError, psycopg.Error.

    A single event is applied by itself; a whole payload goes the way that a new one goes, except that its
    number counts as taken already where it was counted then.
    """
    ingest = ingest or Ingest()
    with conn.transaction():
        status = quarantine.lock(conn, quarantine_id)
        if status not in ("held", "replay_requested"):
            return Replayed(status)
        kept = quarantine.get(conn, quarantine_id)
        recorded_at = ingest.now()
        outcome = _try(conn, kept, ingest, recorded_at)
        if isinstance(outcome, Refusal):
            quarantine.hold_again(conn, quarantine_id, outcome.reason, outcome.detail, recorded_at)
            result = Replayed("held", outcome.reason, outcome.detail)
        else:
            quarantine.mark_replayed(conn, quarantine_id, recorded_at)
            result = Replayed("replayed")
    log.info("quarantine-replay", id=quarantine_id, status=result.status, reason=result.reason)
    return result


def replay_requested(conn: Connection, ingest: Ingest | None = None) -> int:
    """All that somebody has asked for; gives how many there were."""
    ingest = ingest or Ingest()
    wanted = quarantine.requested(conn)
    conn.commit()
    for quarantine_id in wanted:
        try:
            replay(conn, quarantine_id, ingest)
        except BAD_DATA as error:
            quarantine.hold_again(conn, quarantine_id, "database", str(error).splitlines()[0], ingest.now())
            conn.commit()
    return len(wanted)


def _try(conn: Connection, kept: Kept, ingest: Ingest, recorded_at: datetime) -> Applied | Refusal:
    agent = _agent(conn, kept.topic)
    if kept.idx is not None:
        return _one_event(conn, kept, agent, ingest, recorded_at)
    delivery = Delivery(kept.topic, kept.payload)
    known = {} if agent is None else {(agent.site, agent.code): agent}
    counted = kept.seq is not None
    if counted and agent is not None:
        # its signature was right when it came; the key may have been renewed since
        received = open_body(delivery, codec.unsigned(kept.payload)[0], agent)
    else:
        received = receive(delivery, known)
    if isinstance(received, Refusal):
        return received
    if not counted:
        return ingest.apply_received(conn, [received], recorded_at)
    return _apply(conn, _under_its_own_number(conn, kept, received), ingest, recorded_at)


def _under_its_own_number(conn: Connection, kept: Kept, batch: Arrived) -> Arrived:
    """Where another batch was applied under its number, it is booked as of an epoch that is named after its
    place in the quarantine: each event in the books has a key of its own."""
    locked, _ = agents.lock_epochs(conn, {(batch.agent.id, batch.epoch): None})
    key = (locked[0].id, batch.seq)
    known = digests.find(conn, [key])[key]
    if known.digest == batch.digest or known.never_kept:
        return batch
    return batch._replace(epoch=f"quarantine-{kept.id}")


def _one_event(
    conn: Connection,
    kept: Kept,
    agent: TrustedAgent | None,
    ingest: Ingest,
    recorded_at: datetime,
) -> Applied | Refusal:
    if agent is None or kept.epoch is None or kept.seq is None or kept.idx is None:
        return Refusal(kept.topic, kept.payload, "unknown-agent", "its agent is not known any more")
    try:
        event = codec.decode_event(kept.payload)
    except WireError as error:
        return Refusal(kept.topic, kept.payload, error.reason, error.detail, agent)
    events = [(kept.idx, event)]
    batch = Arrived(kept.topic, agent, kept.epoch, kept.seq, recorded_at, events, [])
    return _apply(conn, batch, ingest, recorded_at)


def _apply(conn: Connection, batch: Arrived, ingest: Ingest, recorded_at: datetime) -> Applied | Refusal:
    """A batch whose number is counted already; as one event alone, it is applied or refused as a whole."""
    locked, _ = agents.lock_epochs(conn, {(batch.agent.id, batch.epoch): None})
    harvest, result = Harvest(), Applied()
    epoch_ids = {(epoch.agent_id, epoch.epoch): epoch.id for epoch in locked}
    ingest.harvest(conn, [batch], epoch_ids, recorded_at, harvest)
    if len(harvest.held) == len(batch.events) + len(batch.spoilt) == 1:
        held = harvest.held[0]
        return Refusal(held.topic, held.payload, held.reason, held.detail, batch.agent)
    ingest.write(conn, harvest, recorded_at, result)
    return result


def _agent(conn: Connection, topic: str) -> TrustedAgent | None:
    address = address_of(topic)
    return None if address is None else next(iter(agents.trusted(conn, [address])), None)
