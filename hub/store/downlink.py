"""What agents must be told, and telling the gateway, after the commit, that there is something to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries

DOWNLINK_CHANNEL: Final = "tallydock_downlink"
QUARANTINE_CHANNEL: Final = "tallydock_quarantine"
_Q = queries.load("downlink")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class AgentToTell:
    """An enabled agent; the digests are of what it was told last, under these versions."""

    id: int
    site_id: int
    site: str
    code: str
    key: bytes
    timezone: str
    config: dict[str, Any]
    config_version: int
    config_digest: bytes | None
    tasks_version: int
    tasks_digest: bytes | None


@dataclass(frozen=True, slots=True)
class OperatorToTell:
    """Who may work at a station. ``decides``: as a manager does."""

    login: str
    name: str
    badge_hash: str | None
    pin_hash: str | None
    language: str
    decides: bool = False


def notify(conn: Connection, subject: str = "") -> None:
    """Agents must be told something new: catalogue, tasks or configuration."""
    conn.execute(_Q["notify"], {"subject": subject})


def notify_quarantine(conn: Connection, quarantine_id: int) -> None:
    """A replay is wished for."""
    conn.execute(_Q["notify_quarantine"], {"subject": str(quarantine_id)})


def listen(conn: Connection) -> None:
    """Hear of both from now on; the connection must be in autocommit."""
    conn.execute(_Q["listen_downlink"])
    conn.execute(_Q["listen_quarantine"])


def agents(conn: Connection) -> list[AgentToTell]:
    with conn.cursor(row_factory=class_row(AgentToTell)) as cursor:
        return cursor.execute(_Q["agents"]).fetchall()


def operators(conn: Connection) -> list[OperatorToTell]:
    with conn.cursor(row_factory=class_row(OperatorToTell)) as cursor:
        return cursor.execute(_Q["operators"]).fetchall()


def told_config(conn: Connection, agent_id: int, version: int, digest: bytes) -> None:
    conn.execute(_Q["told_config"], {"id": agent_id, "version": version, "digest": digest})


def told_tasks(conn: Connection, agent_id: int, version: int, digest: bytes) -> None:
    conn.execute(_Q["told_tasks"], {"id": agent_id, "version": version, "digest": digest})
