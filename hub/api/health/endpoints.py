from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request

from hub.api.clock import Now
from hub.api.database import Db
from hub.api.values import Answer, Instant
from hub.store import server

router = APIRouter(tags=["health"])


class Engine(Answer):
    postgresql: str


class Health(Answer):
    status: Literal["ok"]
    version: str
    engine: Engine
    timescaledb: str | None
    time: Instant


@router.get("/health", operation_id="health")
def health(request: Request, database: Db, now: Now) -> Health:
    """Whether the hub can work, and on what it runs; 503 while the database cannot be reached."""
    with database.transaction() as conn:
        versions = server.versions(conn)
    return Health(
        status="ok",
        version=request.app.version,
        engine=Engine(postgresql=versions.postgresql.split(" ")[0]),
        timescaledb=versions.timescaledb,
        time=now(),
    )
