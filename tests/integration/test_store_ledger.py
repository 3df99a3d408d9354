"""The books on a real PostgreSQL: exact, in step with the domain, and safe with many writers."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from hub.domain.calendar import Calendar
from hub.domain.ledger import Entry, EntryError, Journal, Place
from hub.domain.millionths import decimal
from hub.domain.months import pieces
from hub.domain.valuation import Stock
from hub.store import items, ledger, locations, movements, pool, sites, stock, turnover
from hub.store.errors import NotFoundError
from tests.amounts import amount

ZONE = "Europe/Berlin"
NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


@dataclass
class Books:
    dsn: str
    conn: psycopg.Connection[Any]
    site_id: int
    places: dict[str, int]
    items: dict[str, int]

    def entry(self, sku: str, qty: str, source: str, destination: str, **more: Any) -> Entry:
        at = more.pop("at", NOW - timedelta(hours=1))
        kind = more.pop("kind", "move")
        return Entry(
            self.site_id,
            self.items[sku],
            kind,
            Decimal(qty),
            self.places[source],
            self.places[destination],
            at,
            **more,
        )

    def post(self, *entries: Entry) -> list[ledger.Posted]:
        with self.conn.transaction():
            return ledger.post(self.conn, entries, recorded_at=NOW)

    def snapshot(self) -> tuple[list[Any], list[Any], list[Any]]:
        tables = (
            "select item_id, location_id, lot, qty from balance order by 1, 2, 3",
            "select item_id, qty, value, last_unit_cost from item_cost order by 1",
            "select * from day_total order by 2, 3",
        )
        balances, costs, days = (self.conn.execute(query).fetchall() for query in tables)  # type: ignore[arg-type]
        return balances, costs, days


@pytest.fixture
def books(database: str) -> Iterator[Books]:
    with pool.connect(database, autocommit=True) as conn:
        site = sites.create(conn, "main", timezone=ZONE)
        for code, kind in (("DOCK-1", "dock"), ("SHELF-1", "shelf")):
            locations.create(conn, "main", code, kind)
        made = items.put_many(
            conn,
            [
                items.NewItem(sku=f"I{n}", category=f"C{n % 2}", standard_cost=Decimal(n + 1))
                for n in range(6)
            ],
        )
        places = {place.code: place.id for place in locations.list_page(conn, site="main")}
        yield Books(database, conn, site.id, places, made)


def some_entries(books: Books, chance: random.Random, count: int) -> list[Entry]:
    ways = [("supplier", "DOCK-1"), ("DOCK-1", "SHELF-1"), ("SHELF-1", "customer"), ("customer", "DOCK-1")]
    return [
        books.entry(
            chance.choice(list(books.items)),
            str(chance.randint(1, 20)),
            *chance.choice(ways),
            at=NOW - timedelta(microseconds=chance.randint(1, 20 * 86400 * 10**6)),
            unit_cost=Decimal(chance.randint(100, 999)) / 7 if chance.random() < 0.5 else None,
            lot=chance.choice(["", "A"]),
        )
        for _ in range(count)
    ]


def test_one_batch_and_one_by_one_give_the_same_books(books: Books, databases: Any) -> None:
    made = some_entries(books, random.Random(1), 300)
    books.post(*made)
    at_once = books.snapshot()
    journal = Journal(
        places={pid: Place(books.site_id, code if code not in ("DOCK-1", "SHELF-1") else "dock")
                for code, pid in books.places.items()},
        calendars={books.site_id: Calendar(ZoneInfo(ZONE))},
        stocks={(books.site_id, item): Stock() for item in books.items.values()},
        standard_costs={item: amount(n + 1) for n, item in enumerate(books.items.values())},
        origins={},
    )  # fmt: skip
    for entry in made:
        journal.enter(entry)
    # what the database holds is what the pure journal says
    assert at_once[0] == [(*key, decimal(qty)) for key, qty in sorted(journal.balances.items())]
    stocks = [tuple(map(decimal, journal.stocks[key])) for key in sorted(journal.stocks)]
    assert [row[1:] for row in at_once[1]] == stocks

    books.conn.execute("truncate balance, item_cost, day_total")
    for entry in made:
        books.post(entry)
    assert books.snapshot() == at_once


def test_movements_are_numbered_in_the_order_in_which_they_were_applied(books: Books) -> None:
    posted = books.post(*[books.entry("I0", "1", "supplier", "DOCK-1") for _ in range(50)])
    ids = [one.id for one in posted]
    assert ids == sorted(ids)
    listed = movements.list_page(books.conn, limit=50, newest_first=False)
    assert [row.id for row in listed] == ids


def test_nobody_edits_a_movement(books: Books) -> None:
    books.post(books.entry("I0", "1", "supplier", "DOCK-1"))
    for statement in ("update movement set qty = 2", "delete from movement"):
        with pytest.raises(psycopg.errors.RestrictViolation, match="reverse"):
            books.conn.execute(statement)


def test_a_reversal_takes_back_quantity_value_and_revenue(books: Books) -> None:
    books.post(books.entry("I0", "10", "supplier", "DOCK-1", unit_cost=Decimal("3.10")))
    (sale,) = books.post(
        books.entry("I0", "4", "DOCK-1", "customer", kind="shipment", unit_price=Decimal(5), at=NOW)
    )
    books.post(books.entry("I0", "10", "supplier", "DOCK-1", unit_cost=Decimal("9.90")))
    before = stock.summary(books.conn)[0].value
    (back,) = books.post(
        books.entry("I0", "4", "customer", "DOCK-1", kind="shipment", reverses=sale.id, at=NOW)
    )
    assert (back.value, back.revenue) == (-sale.value, -Decimal(20))
    assert stock.summary(books.conn)[0].value == before + Decimal("12.40")
    totals = books.conn.execute("select sum(cogs), sum(revenue), sum(units_sold) from day_total").fetchone()
    assert totals == (0, 0, 0)


def test_a_reversal_of_something_else_is_refused(books: Books) -> None:
    (other,) = books.post(books.entry("I1", "1", "supplier", "DOCK-1"))
    with pytest.raises(NotFoundError, match="movement of this site and item"):
        books.post(books.entry("I0", "1", "DOCK-1", "supplier", reverses=other.id))


def test_what_cannot_be_posted_leaves_nothing_behind(books: Books) -> None:
    good = books.entry("I0", "1", "supplier", "DOCK-1")
    with pytest.raises(EntryError):
        books.post(good, good._replace(qty=Decimal(-1)))
    with pytest.raises(NotFoundError, match="location"):
        books.post(good, good._replace(source_id=10**6))
    with pytest.raises(NotFoundError, match="item"):
        books.post(good, good._replace(item_id=10**6))
    assert books.snapshot() == ([], [], [])
    assert books.conn.execute("select count(*) from movement").fetchone() == (0,)


def test_a_writer_that_waits_for_a_new_item_holds_no_other(books: Books) -> None:
    books.post(books.entry("I1", "1", "supplier", "DOCK-1"))
    failures: list[BaseException] = []

    def write_both() -> None:
        try:
            with pool.connect(books.dsn, autocommit=True) as conn, conn.transaction():
                both = [books.entry(sku, "1", "supplier", "DOCK-1") for sku in ("I0", "I1")]
                ledger.post(conn, both, recorded_at=NOW)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    other = threading.Thread(target=write_both)
    with books.conn.transaction():
        ledger.post(books.conn, [books.entry("I0", "1", "supplier", "DOCK-1")], recorded_at=NOW)
        other.start()
        with pool.connect(books.dsn, autocommit=True) as watcher:
            blocked = "select 1 from pg_locks where not granted"
            while not watcher.execute(blocked).fetchone():
                assert other.is_alive(), failures
        ledger.post(books.conn, [books.entry("I1", "1", "supplier", "DOCK-1")], recorded_at=NOW)
    other.join()
    assert not failures
    assert books.conn.execute("select sum(qty) from item_cost").fetchone() == (5,)


def test_writers_on_the_same_items_neither_deadlock_nor_lose_anything(books: Books) -> None:
    writers, rounds = 6, 12
    failures: list[BaseException] = []

    def write(seed: int) -> None:
        chance = random.Random(seed)
        try:
            with pool.connect(books.dsn, autocommit=True) as conn:
                for _ in range(rounds):
                    with conn.transaction():
                        ledger.post(conn, some_entries(books, chance, 15), recorded_at=NOW)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert books.conn.execute("select count(*) from movement").fetchone() == (writers * rounds * 15,)
    assert (
        books.conn.execute("select item_id from balance group by item_id having sum(qty) <> 0").fetchall()
        == []
    )
    differences = books.conn.execute(
        "select c.item_id from item_cost c where c.qty <> (select sum(b.qty) from balance b "
        "join location l on l.id = b.location_id where b.item_id = c.item_id and not l.outside) "
        "or c.value <> (select sum(value_in - value_out) from day_total d where d.item_id = c.item_id) "
        "or c.value <> (select sum(m.value) from movement m where m.item_id = c.item_id)"
    ).fetchall()
    assert differences == []


def test_turnover_of_recent_days_reads_neither_movements_nor_old_days(books: Books) -> None:
    rows = 40_000
    books.conn.execute(
        "insert into day_total (site_id, item_id, day, day_end, value_in) "
        "select %s, %s + n %% 6, date '2010-01-01' + n / 6, now(), 1 from generate_series(0, %s) n",
        [books.site_id, min(books.items.values()), rows],
    )
    books.conn.execute("analyze day_total")
    values = {
        "site_ids": [books.site_id],
        "span_ends": [NOW],
        **pieces(date(2026, 6, 1), date(2026, 6, 10), date(2026, 6, 1))._asdict(),
        "last": date(2026, 6, 10),
        "by": "item",
        "category": None,
        "sku": None,
    }
    plan = "\n".join(
        row[0] for row in books.conn.execute(b"explain " + turnover._SQL["figures"], values).fetchall()
    )
    assert "day_total_by_day" in plan
    assert "movement" not in plan


def test_a_place_that_is_below_zero_counts_in_the_summary(books: Books) -> None:
    books.post(books.entry("I0", "3", "DOCK-1", "customer"))
    (summary,) = stock.summary(books.conn, site="main")
    assert (summary.negative_places, summary.value) == (1, Decimal(-3))
    alarm = books.conn.execute("select kind, subject, cleared_at from alarm").fetchall()
    assert alarm == [("negative-stock", "main/DOCK-1/I0", None)]
