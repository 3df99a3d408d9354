"""Sets apart in an outbox that is an old copy what the hub may have already: see `edge.doubt`."""

from __future__ import annotations

import sqlite3
from typing import Final

from gateway.wire.codec import decode_header
from gateway.wire.evidence import ACROSS_A_STOP_JSON

_PRODUCTION: Final = b'"type":"production"'
OVERTAKES: Final = 0
IN_ORDER: Final = 1
DOUBTFUL: Final = 2
"""The lanes of an event: may overtake what has waited, keeps its place, goes in batches that are marked."""

OLDER_COPY: Final = "outbox/older-copy"
"""Among the states: why this is an old copy, until all that remembered something have been told."""


def set_apart(db: sqlite3.Connection, began_seq: int, began_id: int) -> int:
    """In the caller's transaction; how many events. What was sealed since the start, from `began_seq` on, is
    unsealed: its numbers were used before, so nobody can tell by an acknowledgement whether it was taken."""
    batches = db.execute("select body from batch where seq >= ? order by seq", (began_seq,)).fetchall()
    unsealed = [(bytes(event), DOUBTFUL) for (body,) in batches for event in decode_header(body).events]
    db.executemany("insert into event (rank, body, lane) values (0, ?, ?)", unsealed)
    db.execute("delete from batch where seq >= ?", (began_seq,))
    older = db.execute("update event set lane = ? where id <= ?", (DOUBTFUL, began_id)).rowcount
    carried = db.execute(
        "update event set lane = ? where lane <> ? and instr(body, ?) > 0",
        (DOUBTFUL, DOUBTFUL, ACROSS_A_STOP_JSON),
    ).rowcount
    # what was made is told from what lay in hand, which the copy had in hand too
    made = db.execute(
        "update event set lane = ? where lane <> ? and instr(body, ?) > 0", (DOUBTFUL, DOUBTFUL, _PRODUCTION)
    ).rowcount
    return len(unsealed) + older + carried + made
