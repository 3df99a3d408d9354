"""A request that is sent again under its key gets its first answer again, and does nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Response
from pydantic import BaseModel
from starlette.status import HTTP_201_CREATED

from hub.api.clock import Clock, Now
from hub.api.database import Connection, Database, Db
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


@dataclass(frozen=True, slots=True)
class _Request:
    """What makes something, and comes under a key of its own."""

    database: Database
    now: Clock
    response: Response
    key: str

    def __call__(
        self,
        user_id: int,
        said: Mapping[str, object],
        answer: type[A],
        work: Callable[[Connection, datetime], A],
    ) -> A:
        """The answer to what was `said`, by `work` in a transaction of its own unless it was answered before.

        Two at once under one key: the second waits for the first. What `work` raises is not kept, so that
        the key is free after an error. Raises Problem (`idempotency-key-reused`).
        """
        at = self.now()
        request_hash = hashlib.sha256(json.dumps(said, sort_keys=True, default=_plain).encode()).digest()
        with self.database.transaction() as conn:
            kept = idempotency.find_exclusively(conn, user_id=user_id, key=self.key)
            if kept is not None:
                if kept.request_hash != request_hash:
                    raise Problem(
                        "idempotency-key-reused",
                        f"The key {self.key!r} was used for another request; take a new key for a new one.",
                    )
                self.response.headers[_REPLAYED] = "true"
                return answer.model_validate(kept.response)
            made = work(conn, at)
            idempotency.keep(
                conn,
                user_id=user_id,
                key=self.key,
                request_hash=request_hash,
                status=HTTP_201_CREATED,
                response=made.model_dump(mode="json"),
                now=at,
            )
        return made


def _plain(said: object) -> object:
    if isinstance(said, BaseModel):
        return said.model_dump(mode="json")
    raise TypeError(type(said).__name__)


async def _request(database: Db, now: Now, response: Response, key: IdempotencyKey) -> _Request:
    return _Request(database, now, response, key)


Once = Annotated[_Request, Depends(_request)]
