"""Which lots and pieces went into which, by what was reported on production orders."""

from __future__ import annotations

from collections.abc import Collection

import psycopg
from psycopg.rows import TupleRow

from hub.domain.production.genealogy import Batch, End, Link
from hub.store import queries

_Q = queries.load("genealogy")
Connection = psycopg.Connection[TupleRow]


def made_of(conn: Connection, results: Collection[Batch]) -> list[Link]:
    """All that went straight into these."""
    return _links(conn, "made_of", results)


def went_into(conn: Connection, parts: Collection[Batch]) -> list[Link]:
    """All that was made straight of these."""
    return _links(conn, "went_into", parts)


def _links(conn: Connection, name: str, batches: Collection[Batch]) -> list[Link]:
    values = {
        "item_ids": [batch.item_id for batch in batches],
        "lots": [batch.lot for batch in batches],
        "serials": [batch.serial for batch in batches],
    }
    return [
        Link(
            part=End(Batch(*row[0:3]), row[3], row[4]),
            result=End(Batch(*row[5:8]), row[8], row[9]),
            site=row[10],
            order=row[11],
            at=row[12],
        )
        for row in conn.execute(_Q[name], values)
    ]
