"""Closed months say the same as their days, whatever comes late and however the closing is cut."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from hub.api.turnover import service
from hub.api.turnover.trend import trend
from hub.domain.ledger import DAY_COLUMNS, Entry
from hub.jobs.months import close_months
from hub.store import items, ledger, locations, pool, sites, turnover
from hub.store.turnover import ScopeSite

BEGIN = datetime(2025, 9, 1, tzinfo=UTC)
ITEMS = 4


@pytest.fixture
def site_id(database: str) -> Iterator[int]:
    with pool.connect(database) as conn:
        site = sites.create(conn, "main", timezone="America/Havana")
        locations.create(conn, "main", "STORE", "storage")
        items.put_many(conn, [items.NewItem(sku=f"I{n}", standard_cost=Decimal(n + 1)) for n in range(ITEMS)])
    yield site.id


def trade(dsn: str, site_id: int, chance: random.Random, now: datetime, count: int, late_days: float) -> None:
    with pool.connect(dsn) as conn:
        places = {place.code: place.id for place in locations.list_page(conn, site="main")}
        item_ids = [row[0] for row in conn.execute("select id from item order by id")]
        entries = []
        for _ in range(count):
            inwards = chance.random() < 0.6
            entries.append(
                Entry(
                    site_id,
                    chance.choice(item_ids),
                    "receipt" if inwards else "shipment",
                    Decimal(chance.randint(1, 40)),
                    places["supplier"] if inwards else places["STORE"],
                    places["STORE"] if inwards else places["customer"],
                    now - timedelta(days=late_days * chance.random() ** 3),
                    unit_cost=Decimal(chance.randint(1, 999)) / 100 if inwards else None,
                    unit_price=None if inwards else Decimal(chance.randint(1, 2000)) / 100,
                )
            )
        ledger.post(conn, entries, recorded_at=now)


def connections(dsn: str) -> Any:
    def connection() -> AbstractContextManager[psycopg.Connection[Any]]:
        return pool.connect(dsn)

    return connection


def differences(conn: psycopg.Connection[Any]) -> list[Any]:
    """Month rows that are not the sums of their days, in either direction."""
    sums = ", ".join(f"sum(d.{name}) as {name}" for name in DAY_COLUMNS if not name.startswith("moment"))
    columns = ", ".join(name for name in DAY_COLUMNS if not name.startswith("moment"))
    days = (
        f"select d.site_id, d.item_id, date_trunc('month', d.day)::date as month, {sums} from day_total d "  # noqa: S608
        "join item_cost c using (site_id, item_id) where d.day < c.months_until group by 1, 2, 3"
    )
    months = f"select site_id, item_id, month, {columns} from month_total"  # noqa: S608
    return conn.execute(f"({days} except {months}) union all ({months} except {days})").fetchall()


def figures(conn: psycopg.Connection[Any], site_id: int, first: date, last: date) -> list[Any]:
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), UTC)
    rows = turnover.figures(conn, [ScopeSite(site_id, "", end)], first=first, last=last, by="item")
    return sorted(rows, key=lambda row: row.key)


def months_of_trend(conn: psycopg.Connection[Any], first: date, last: date, now: datetime) -> list[Any]:
    scope = service.scope(conn, "main", first, last, as_of=now)
    return [
        trend(conn, scope, step=step, by=by, limit=10) for step in ("month", "week") for by in (None, "item")
    ]


def test_turnover_is_the_same_with_and_without_closed_months(database: str, site_id: int) -> None:
    chance, now = random.Random(7), BEGIN
    for _ in range(80):
        now += timedelta(days=3)
        trade(database, site_id, chance, now, 8, late_days=70)
        if chance.random() < 0.15:
            close_months(connections(database), now)
    spans = [(first := BEGIN.date() + timedelta(days=chance.randint(-40, 230)),
              first + timedelta(days=chance.randint(0, 300))) for _ in range(40)]  # fmt: skip
    spans += [(date(2025, 9, 1), date(2026, 2, 28)), (date(2025, 10, 1), date(2025, 10, 31))]
    with pool.connect(database) as conn:
        assert differences(conn) == []
        past = [span for span in spans if span[1] <= now.date()]
        assert len(past) > 10
        closed = [figures(conn, site_id, *span) for span in spans]
        trends = [months_of_trend(conn, *span, now) for span in past]
        (rows,) = conn.execute("select count(*) from month_total").fetchone() or (0,)
        assert rows > 3 * ITEMS
        conn.execute("truncate month_total")
        conn.execute("update item_cost set months_until = '0001-01-01'")
        assert closed == [figures(conn, site_id, *span) for span in spans]
        assert trends == [months_of_trend(conn, *span, now) for span in past]


def test_months_are_closed_while_others_write(database: str, site_id: int) -> None:
    for month in range(5):
        trade(database, site_id, random.Random(month), BEGIN + timedelta(days=31 * month), 30, late_days=40)
    with pool.connect(database) as conn:  # as after an upgrade: nothing is closed yet
        conn.execute("truncate month_total")
        conn.execute("update item_cost set months_until = '0001-01-01'")
    now, failures = BEGIN + timedelta(days=160), []

    def guarded(work: Any, *arguments: Any) -> None:
        try:
            work(*arguments)
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    def write(seed: int) -> None:
        for round_ in range(10):
            trade(database, site_id, random.Random(seed * 100 + round_), now, 6, late_days=150)

    threads = [threading.Thread(target=guarded, args=(write, seed)) for seed in range(3)]
    threads += [
        threading.Thread(target=guarded, args=(close_months, connections(database), now)) for _ in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with pool.connect(database) as conn:
        assert conn.execute("select distinct months_until from item_cost").fetchall() == [(date(2026, 2, 1),)]
        assert differences(conn) == []
