"""Bearer tokens: only their hash is kept, so that a copy of the database lets nobody in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from hub.store import queries

_SQL = queries.load("tokens")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a token stands for."""

    user_id: int
    login: str
    name: str
    role: str
    language: str
    expires_at: datetime


def create(
    conn: psycopg.Connection[Any],
    *,
    token_hash: bytes,
    user_id: int,
    now: datetime,
    expires_at: datetime,
    label: str = "",
) -> None:
    conn.execute(
        _SQL["create"],
        {"token_hash": token_hash, "user_id": user_id, "label": label, "now": now, "expires_at": expires_at},
    )


def holder(conn: psycopg.Connection[Any], token_hash: bytes, *, now: datetime) -> Holder | None:
    """The enabled user behind an unexpired token."""
    with conn.cursor(row_factory=class_row(Holder)) as cursor:
        return cursor.execute(_SQL["holder"], {"token_hash": token_hash, "now": now}).fetchone()


def delete(conn: psycopg.Connection[Any], token_hash: bytes) -> None:
    conn.execute(_SQL["delete"], {"token_hash": token_hash})


def delete_of_user(conn: psycopg.Connection[Any], user_id: int) -> int:
    """How many there were."""
    return conn.execute(_SQL["delete_of_user"], {"user_id": user_id}).rowcount


def delete_expired(conn: psycopg.Connection[Any], *, now: datetime) -> int:
    """How many there were."""
    return conn.execute(_SQL["delete_expired"], {"now": now}).rowcount
