"""Whether goods that come in meet anything that is known of them. Most of what a device counts meets nothing,
and goes straight into the books: one pass and one question, however much comes at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import psycopg
from psycopg.rows import TupleRow

from hub.domain.evidence import ISSUE, SESSION, SSCC
from hub.domain.inbound.unannounced import is_unannounced
from hub.domain.ledger import Entry
from hub.store import queries
from hub.store.inbound import sightings
from hub.store.inbound.sightings import TOLERANCE

_Q = queries.load("meeting")
Connection = psycopg.Connection[TupleRow]
_TOLD: Final = frozenset({SESSION, ISSUE, SSCC})


def meets(conn: Connection, entries: Sequence[Entry]) -> bool:
    """Whether any of them says more of itself than what, how many and where; or comes to where somebody
    unloads, on a document that the site knows, or of an item of which more must be known; or is a piece with
    a serial number of such an item, wherever it goes.

    It may say so of what in the end concerns nobody, never the other way round.
    """
    documents: set[tuple[int, str]] = set()
    doors: set[int] = set()
    items: set[int] = set()
    times: list[datetime] = []
    for entry in entries:
        if entry.kind != "receipt":
            if sightings.is_undo(entry):
                return True
            if entry.serial is not None:
                items.add(entry.item_id)
            continue
        document = entry.document
        if entry.reverses is not None or is_unannounced(document):
            return True
        if entry.evidence is not None and not _TOLD.isdisjoint(entry.evidence):
            return True
        if document is not None:
            documents.add((entry.site_id, document))
        doors.add(entry.destination_id)
        items.add(entry.item_id)
        times.append(entry.occurred_at)
    if not items:
        return False
    asked = sorted(documents)
    values = {
        "site_ids": [site for site, _ in asked],
        "numbers": [number for _, number in asked],
        "location_ids": sorted(doors),
        "item_ids": sorted(items),
        "since": min(times) - TOLERANCE if times else None,
        "until": max(times) + TOLERANCE if times else None,
    }
    row = conn.execute(_Q["meets"], values).fetchone()
    return bool(row and row[0])
