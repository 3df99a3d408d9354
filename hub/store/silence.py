"""Agents that are not heard of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from hub.store import queries

_SQL = queries.load("silence")


@dataclass(frozen=True, slots=True)
class SilentAgent:
    id: int
    site_id: int
    site: str
    code: str
    enabled: bool
    state_at: datetime


def take_silent_offline(conn: psycopg.Connection[Any], *, before: datetime) -> list[SilentAgent]:
    """Agents that were online and have said nothing since `before`: they are offline from now on."""
    with conn.cursor(row_factory=class_row(SilentAgent)) as cursor:
        return cursor.execute(_SQL["take_silent_offline"], {"before": before}).fetchall()


def offline(conn: psycopg.Connection[Any]) -> list[SilentAgent]:
    """Enabled agents that have been here once and are away now."""
    with conn.cursor(row_factory=class_row(SilentAgent)) as cursor:
        return cursor.execute(_SQL["offline"]).fetchall()


def clear_returned(conn: psycopg.Connection[Any], *, kind: str, now: datetime) -> list[str]:
    """Clear the alarms of agents that are back, or no longer expected; their subjects."""
    return [subject for (subject,) in conn.execute(_SQL["clear_returned"], {"kind": kind, "now": now})]


def try_lock(conn: psycopg.Connection[Any], lock: int) -> bool:
    """False if another process holds it; it is held until this transaction ends."""
    row = conn.execute(_SQL["try_lock"], {"lock": lock}).fetchone()
    return bool(row and row[0])
