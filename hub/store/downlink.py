"""Telling the gateway, after the commit, that there is something to do."""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg.rows import TupleRow

from hub.store import queries

DOWNLINK_CHANNEL: Final = "tallydock_downlink"
QUARANTINE_CHANNEL: Final = "tallydock_quarantine"
_Q = queries.load("downlink")


def notify(conn: psycopg.Connection[TupleRow], subject: str = "") -> None:
    """Agents must be told something new: catalogue, tasks or configuration."""
    conn.execute(_Q["notify"], {"subject": subject})


def notify_quarantine(conn: psycopg.Connection[TupleRow], quarantine_id: int) -> None:
    """A replay is wished for."""
    conn.execute(_Q["notify_quarantine"], {"subject": str(quarantine_id)})
