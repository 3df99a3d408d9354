"""Answers given to requests that carry an idempotency key, so that a repeated one gets it again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from hub.store import queries

_SQL = queries.load("idempotency")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    request_hash: bytes
    status: int
    response: dict[str, Any]


def find_exclusively(conn: psycopg.Connection[Any], *, user_id: int, key: str) -> KeptAnswer | None:
    """The answer kept under this key. Another request with the key waits until this transaction ends."""
    digest = hashlib.sha256(f"idempotency:{user_id}:{key}".encode()).digest()
    conn.execute(_SQL["lock"], {"lock": int.from_bytes(digest[:8], "big", signed=True)})
    with conn.cursor(row_factory=class_row(KeptAnswer)) as cursor:
        return cursor.execute(_SQL["find"], {"user_id": user_id, "key": key}).fetchone()


def keep(
    conn: psycopg.Connection[Any],
    *,
    user_id: int,
    key: str,
    request_hash: bytes,
    status: int,
    response: dict[str, Any],
    now: datetime,
) -> None:
    conn.execute(
        _SQL["keep"],
        {
            "user_id": user_id,
            "key": key,
            "request_hash": request_hash,
            "status": status,
            "response": Jsonb(response),
            "now": now,
        },
    )


def delete_older(conn: psycopg.Connection[Any], *, before: datetime) -> int:
    """How many there were."""
    return conn.execute(_SQL["delete_older"], {"before": before}).rowcount
