"""What the border could not apply: shown whole, and given back to the gateway on wish."""

from __future__ import annotations

import base64
import time
from datetime import datetime
from typing import Any

from hub.api.database import Connection, Database
from hub.api.quarantine.schemas import QuarantineAnswer, QuarantineDetail
from hub.store import quarantine
from hub.store.quarantine import Quarantined, QuarantinedWhole

_LOOK_AGAIN_S = 0.1


def members(row: Quarantined) -> dict[str, Any]:
    return {name: getattr(row, name) for name in QuarantineAnswer.model_fields}


def answer(row: Quarantined) -> QuarantineAnswer:
    return QuarantineAnswer.model_validate(members(row))


def detail(row: QuarantinedWhole) -> QuarantineDetail:
    return QuarantineDetail.model_validate(
        members(row)
        | {"payload_base64": base64.b64encode(row.payload).decode(), "payload_text": _text(row.payload)}
    )


def _text(payload: bytes) -> str | None:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return None


def discard(conn: Connection, entry_id: int, *, by: str, reason: str, now: datetime) -> QuarantineDetail:
    """Raises NotFoundError, ConflictError."""
    quarantine.discard(conn, entry_id, f"{by}: {reason}", now)
    return detail(quarantine.get(conn, entry_id))


def replay(database: Database, entry_id: int, *, by: str, wait_s: float) -> QuarantineDetail:
    """Asks the gateway, and waits for what comes of it. Raises NotFoundError, ConflictError.

    The entry still says `replay_requested` when no gateway has answered in time; it will be tried
    as soon as one is there.
    """
    with database.transaction() as conn:
        quarantine.request_replay(conn, entry_id, by)
    give_up_at_s = time.monotonic() + wait_s
    while True:
        with database.transaction() as conn:
            row = quarantine.get(conn, entry_id)
        if row.status != "replay_requested" or time.monotonic() >= give_up_at_s:
            return detail(row)
        time.sleep(_LOOK_AGAIN_S)
