"""Month rows: sums of day rows, made once a month is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import TupleRow

from hub.domain.calendar import Calendar
from hub.domain.months import first_of_month, next_month
from hub.store import queries

_Q = queries.load("months")
Connection = psycopg.Connection[TupleRow]


def closed_until(conn: Connection, site_ids: Sequence[int]) -> date:
    """All day rows before it are in month rows too, of every item of these sites."""
    row = conn.execute(_Q["closed_until"], {"site_ids": list(site_ids)}).fetchone()
    assert row is not None  # noqa: S101 - an aggregate always gives a row
    return date.max.replace(day=1) if row[0] == "infinity" else date.fromisoformat(row[0])


def close(conn: Connection, until: date, *, limit: int) -> int:
    """Make the month rows before ``until``, a first of a month, of at most ``limit`` items; gives how many.

    Their cost rows are locked meanwhile, in the ledger's order, so that no day row of theirs changes.
    """
    opened = conn.execute(_Q["lock_open"], {"until": until, "limit": limit}).fetchall()
    of_site: dict[tuple[int, str], list[int]] = {}
    for site_id, timezone, item_id in opened:
        of_site.setdefault((site_id, timezone), []).append(item_id)
    for (site_id, timezone), item_ids in of_site.items():
        _close(conn, site_id, Calendar(ZoneInfo(timezone)), item_ids, until)
    return len(opened)


def _close(conn: Connection, site_id: int, calendar: Calendar, item_ids: list[int], until: date) -> None:
    values: dict[str, object] = {"site_id": site_id, "item_ids": item_ids, "until": until}
    row = conn.execute(_Q["first_open_day"], values).fetchone()
    if row is not None and row[0] is not None:
        months = [first_of_month(row[0])]
        while next_month(months[-1]) < until:
            months.append(next_month(months[-1]))
        ends = [calendar.midnight(next_month(month)) for month in months]
        conn.execute(_Q["close"], values | {"months": months, "month_ends": ends})
    conn.execute(_Q["set_closed"], values)
