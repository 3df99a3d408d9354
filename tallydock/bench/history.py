"""Two years of movements made at once: the books balance as if each had come by itself.

Each item has one cost and goes in and out by turns, so that averages, balances and totals are plain sums. The
statements stand beside this and not in the store: nothing but a bench may write past the ledger.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from typing import Final

import psycopg
from psycopg.rows import TupleRow

from hub.jobs.months import close_months
from hub.store import pool, queries

DAYS: Final = 730
QTY: Final = 5

_STEP: Final = 500_000
_SQL: Final = queries.parse(
    resources.files("tallydock.bench").joinpath("history.sql").read_text(encoding="utf-8"), "history.sql"
)


def fill(dsn: str, site: str, count: int, *, until: date) -> None:
    """``count`` movements of all items of the workload at a UTC site, in the two years before ``until``.

    Months are closed and the tables analysed, as in a house that has grown to it.
    """
    end = datetime.combine(until, time.min, UTC)
    with pool.connect(dsn) as conn:
        values = _places(conn, site) | {
            "qty": QTY,
            "begin": end - timedelta(days=DAYS),
            "span": timedelta(days=DAYS),
            "count": count,
        }
        for start in range(0, count, _STEP):
            conn.execute(_SQL["movements"], values | {"from": start, "to": min(start + _STEP, count)})
            conn.commit()
        for statement in ("balances", "days", "costs"):
            conn.execute(_SQL[statement], values)
    close_months(lambda: pool.connect(dsn), datetime.now(UTC))
    with pool.connect(dsn, autocommit=True) as conn:
        conn.execute("vacuum analyze movement, balance, day_total, month_total, item_cost")


def _places(conn: psycopg.Connection[TupleRow], site: str) -> dict[str, object]:
    rows = conn.execute(
        "select s.id, l.code, l.id from location l join site s on s.id = l.site_id where s.code = %s", [site]
    ).fetchall()
    by_code = {row[1]: row[2] for row in rows}
    (items,) = conn.execute("select count(*) from item where sku like 'W-%'").fetchone() or (0,)
    return {
        "site_id": rows[0][0],
        "supplier": by_code["supplier"],
        "customer": by_code["customer"],
        "place": by_code["W-00"],
        "items": items,
    }
