"""A request that is sent again under its key gets its first answer again, and does nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import Header, Response
from pydantic import BaseModel

from hub.api.database import Connection
from hub.api.problems import Problem
from hub.store import idempotency

A = TypeVar("A", bound=BaseModel)
_REPLAYED = "Idempotency-Replayed"

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="A text of your own, new for each request (a UUID, say), the same when repeated.",
    ),
]


def once(
    conn: Connection,
    response: Response,
    *,
    user_id: int,
    key: str,
    request: dict[str, Any],
    status: int,
    answer: type[A],
    now: datetime,
    work: Callable[[], A],
) -> A:
    """The answer to `request`, by `work` unless it was answered before; the response's header then says so.

    Two at once under one key: the second waits for the first. What `work` raises is not kept, so that
    the key is free after an error. Raises Problem (`idempotency-key-reused`).
    """
    request_hash = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).digest()
    kept = idempotency.find_exclusively(conn, user_id=user_id, key=key)
    if kept is not None:
        if kept.request_hash != request_hash:
            raise Problem(
                "idempotency-key-reused",
                f"The key {key!r} was used for another request; take a new key for a new correction.",
            )
        response.headers[_REPLAYED] = "true"
        return answer.model_validate(kept.response)
    made = work()
    idempotency.keep(
        conn,
        user_id=user_id,
        key=key,
        request_hash=request_hash,
        status=status,
        response=made.model_dump(mode="json"),
        now=now,
    )
    return made
