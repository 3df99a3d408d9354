"""What has to be done every little while: old things forgotten, silent agents noticed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg

from hub.domain.alarms import AGENT_OFFLINE
from hub.store import alarms, benches, digests, idempotency, import_jobs, silence, tokens

_LOCK: Final = 0x7464_686F_7573_6531  # any number that is ours: "tdhouse1"
DIGEST_LIFETIME_S: Final = 90 * 24 * 3600
"""How long it is known what came under a batch's number. A broker keeps a session for 7 days, and an agent
sends again within seconds: what comes again later is from an old image, or an agent was off for so long."""
IMPORT_SILENT_S: Final = 120.0
"""Its worker is heard of at every thousand rows; no statement runs longer than 30 s."""
IMPORT_LIFETIME_S: Final = 90 * 24 * 3600
ADVANCE_LIFETIME_S: Final = 31 * 24 * 3600
"""How long after a shipment somebody may still tell, from offline, that he had brought its goods to the
bench."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one round did; all zero when another hub process was doing it."""

    tokens_deleted: int = 0
    answers_deleted: int = 0
    digests_deleted: int = 0
    agents_gone: int = 0
    agents_back: int = 0
    imports_given_up: int = 0
    imports_deleted: int = 0
    advances_forgotten: int = 0

    def __bool__(self) -> bool:
        return self != Done()


def run_due(
    conn: psycopg.Connection[Any],
    now: datetime,
    *,
    agent_silent_after_s: float = 90.0,
    idempotency_lifetime_s: int = 7 * 24 * 3600,
    digest_lifetime_s: int = DIGEST_LIFETIME_S,
) -> Done:
    """One round, in the caller's transaction; safe to run in several hub processes at once.

    `now` is the hub's clock, as is the time at which an agent's state was noted.
    """
    if not silence.try_lock(conn, _LOCK):
        return Done()
    tokens_deleted = tokens.delete_expired(conn, now=now)
    answers_deleted = idempotency.delete_older(conn, before=now - timedelta(seconds=idempotency_lifetime_s))
    digests_deleted = digests.delete_older(conn, before=now - timedelta(seconds=digest_lifetime_s))
    given_up = import_jobs.give_up_silent(
        conn,
        silent_s=IMPORT_SILENT_S,
        detail="The hub was stopped while it ran. Nothing of the file was saved: send it again.",
        now=now,
    )
    imports_deleted = import_jobs.forget(conn, before=now - timedelta(seconds=IMPORT_LIFETIME_S))
    advances_forgotten = benches.forget(conn, before=now - timedelta(seconds=ADVANCE_LIFETIME_S))
    silence.take_silent_offline(conn, before=now - timedelta(seconds=agent_silent_after_s))
    gone = sum(_raise_alarm(conn, agent, now) for agent in silence.offline(conn))
    back = silence.clear_returned(conn, kind=AGENT_OFFLINE, now=now)
    return Done(
        tokens_deleted, answers_deleted, digests_deleted, gone, len(back), given_up, imports_deleted,
        advances_forgotten,
    )  # fmt: skip


def _raise_alarm(conn: psycopg.Connection[Any], agent: silence.SilentAgent, now: datetime) -> bool:
    return alarms.raise_(
        conn,
        AGENT_OFFLINE,
        f"{agent.site}/{agent.code}",
        at=now,
        detail=f"not heard of since {agent.state_at:%Y-%m-%d %H:%M:%S} UTC",
        site_id=agent.site_id,
    )
