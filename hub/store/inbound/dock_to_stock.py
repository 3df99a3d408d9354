"""The movements that dock-to-stock times are measured from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import psycopg
from psycopg.rows import TupleRow

from hub.domain.inbound.dock_to_stock import Step
from hub.store import queries

_Q = queries.load("dock_to_stock")
Connection = psycopg.Connection[TupleRow]


def steps(
    conn: Connection, site_ids: Sequence[int], *, recorded_from: datetime, recorded_to: datetime
) -> list[Step]:
    """In the order of the books. What was taken back by a reversal is in it; the reversal is not."""
    values = {"site_ids": list(site_ids), "from": recorded_from, "to": recorded_to}
    with conn.cursor(binary=True) as cursor:
        return [Step(*row) for row in cursor.execute(_Q["steps"], values)]
