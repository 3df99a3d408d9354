"""Month rows: sums of day rows, made once a month is over and renewed when something comes late for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def renew(conn: Connection, days: Iterable[tuple[int, int, date]]) -> None:
    """Sum up anew the months of these days, by (site, item, day); their cost rows must be locked."""
    of_site: dict[int, set[tuple[int, date]]] = {}
    for site_id, item_id, day in days:
        of_site.setdefault(site_id, set()).add((item_id, first_of_month(day)))
    _sum_up(conn, of_site)


def close(conn: Connection, until: date, *, limit: int) -> int:
    """Make the month rows before ``until``, a first of a month, of at most ``limit`` items; gives how many.

    Their cost rows are locked meanwhile, in the ledger's order, so that no day row of theirs changes.
    """
    opened: dict[int, list[int]] = {}
    for site_id, item_id in conn.execute(_Q["lock_open"], {"until": until, "limit": limit}):
        opened.setdefault(site_id, []).append(item_id)
    for site_id, item_ids in opened.items():
        values: dict[str, object] = {"site_id": site_id, "item_ids": item_ids, "until": until}
        _sum_up(conn, {site_id: {(row[0], row[1]) for row in conn.execute(_Q["open_months"], values)}})
        conn.execute(_Q["set_closed"], values)
    return sum(map(len, opened.values()))


def _sum_up(conn: Connection, of_site: dict[int, set[tuple[int, date]]]) -> None:
    """Of each site (item, first of the month)."""
    if not any(of_site.values()):
        return
    rows = conn.execute(_Q["timezones"], {"site_ids": sorted(of_site)})
    timezones: dict[int, str] = {row[0]: row[1] for row in rows}
    for site_id, wanted in sorted(of_site.items()):
        calendar, keys = Calendar(ZoneInfo(timezones[site_id])), sorted(wanted)
        after = {month: next_month(month) for _, month in keys}
        ends = {month: calendar.midnight(end) for month, end in after.items()}
        values = {
            "site_id": site_id,
            "item_ids": [item for item, _ in keys],
            "months": [month for _, month in keys],
            "month_ends": [ends[month] for _, month in keys],
            "next_months": [after[month] for _, month in keys],
        }
        conn.execute(_Q["sum_up"], values)
