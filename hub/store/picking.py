"""What an order can be picked from."""

from __future__ import annotations

from collections.abc import Collection

import psycopg
from psycopg.rows import TupleRow

from hub.domain.fefo import LotAtPlace
from hub.store import queries

_Q = queries.load("picking")
Connection = psycopg.Connection[TupleRow]


def stands_of(conn: Connection, item_ids: Collection[int], site_id: int) -> dict[int, list[LotAtPlace]]:
    """All of the items inside a site by item id, with their lots' earliest expiry and first receipt
    anywhere."""
    found: dict[int, list[LotAtPlace]] = {}
    values = {"item_ids": sorted(item_ids), "site_id": site_id}
    for item_id, *stands in conn.execute(_Q["stands_of"], values):
        found.setdefault(item_id, []).append(LotAtPlace(*stands))
    return found
