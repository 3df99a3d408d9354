"""A site's rules for counts."""

from __future__ import annotations

from dataclasses import asdict

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.counting import Policy
from hub.store import queries

_Q = queries.load("count_policies")
Connection = psycopg.Connection[TupleRow]


def get(conn: Connection, site_id: int) -> Policy:
    """The rules that hold where a site has said none of its own are Policy's defaults."""
    with conn.cursor(row_factory=class_row(Policy)) as cursor:
        return cursor.execute(_Q["of_site"], {"site_id": site_id}).fetchone() or Policy()


def put(conn: Connection, site_id: int, policy: Policy) -> None:
    conn.execute(_Q["put"], {"site_id": site_id, **asdict(policy)})
