"""Counts beside movers, all at once and out of order: the books end at what was counted, and add up."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from hub.domain.counting import CountStateError, Policy
from hub.domain.ledger import Entry
from hub.store import count_posting, count_results, count_tasks, items, ledger, locations, pool, sites, stock
from hub.store.count_tasks import Counted, NewLine, NewTask

D = Decimal
AUTO = Policy(auto_limit=D(10**9))


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Floor:
    """A site with places A and B and 3 items, 100 of each at A since an hour ago."""

    dsn: str
    site_id: int
    places: dict[str, int]
    items: list[int]

    def move(
        self, conn: psycopg.Connection[Any], item: int, qty: int, way: str, at: datetime | None = None
    ) -> None:
        source, destination = way.split(">")
        kind = {"supplier": "receipt"}.get(source, {"customer": "shipment"}.get(destination, "move"))
        entry = Entry(
            self.site_id, item, kind, D(qty), self.places[source], self.places[destination], at or now()
        )
        ledger.post(conn, [entry], recorded_at=now())

    def ask(self, conn: psycopg.Connection[Any], place: str, *item_ids: int) -> str:
        new = NewTask(
            self.site_id, self.places[place], False, "asked", now(), [NewLine(i, "", "A") for i in item_ids]
        )
        number = count_tasks.create(conn, new, at=now())
        assert number is not None
        return number

    def found(
        self, conn: psycopg.Connection[Any], number: str, at: datetime, policy: Policy = AUTO, **qtys: Any
    ) -> str:
        """What a counter found of items (by position) at a moment; gives the state that this came to."""
        task = count_tasks.get_locked(conn, number)
        counted = [Counted(self.items[int(i[1:])], "", D(qty), at, "typed") for i, qty in qtys.items()]
        count_results.complete(conn, task, counted, at=at)
        count_posting.close(conn, task, policy, by="ann", now=now())
        return count_tasks.get(conn, number).state

    def on_hand(self, item: int, place: str = "A") -> Decimal:
        key = (item, self.places[place], "")
        with pool.connect(self.dsn) as conn:
            return stock.at_places(conn, [key])[key]

    def adds_up(self) -> bool:
        with pool.connect(self.dsn) as conn:
            rows = conn.execute("select sum(qty) from balance group by item_id").fetchall()
        return all(row[0] == 0 for row in rows)


@pytest.fixture
def floor(database: str) -> Iterator[Floor]:
    with pool.connect(database) as conn:
        site = sites.create(conn, "main")
        for code in "AB":
            locations.create(conn, "main", code, "storage")
        places = {place.code: place.id for place in locations.list_page(conn, site="main")}
        made = list(items.put_many(conn, [items.NewItem(sku=f"I{n}") for n in range(3)]).values())
        floor = Floor(database, site.id, places, made)
        for item in made:
            floor.move(conn, item, 100, "supplier>A", now() - timedelta(hours=1))
    yield floor


def at_once(works: list[Callable[[], None]]) -> None:
    """All begin together; raises the first error of any."""
    failures: list[BaseException] = []
    gate = threading.Barrier(len(works))

    def guarded(work: Callable[[], None]) -> None:
        gate.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_twenty_counters_and_movers_on_the_same_items_end_at_what_was_counted(floor: Floor) -> None:
    with pool.connect(floor.dsn) as conn:
        numbers = [floor.ask(conn, "A", *floor.items) for _ in range(10)]

    def mover(seed: int) -> None:
        chance = random.Random(seed)
        with pool.connect(floor.dsn, autocommit=True) as conn:
            for _ in range(12):
                item, way = (
                    chance.choice(floor.items),
                    chance.choice(["A>B", "B>A", "A>customer", "supplier>A"]),
                )
                late = timedelta(seconds=chance.choice([0, 0, 1, 600]))
                with conn.transaction():
                    floor.move(conn, item, chance.randint(1, 3), way, now() - late)

    def counter(number: str, seed: int) -> None:
        chance = random.Random(seed)
        with pool.connect(floor.dsn, autocommit=True) as conn:
            for _ in range(2):
                qtys = {f"i{n}": chance.randint(80, 110) for n in range(3)}
                with conn.transaction():
                    state = floor.found(conn, number, now(), **qtys)
                if state == "posted":
                    break

    works = [lambda seed=seed: mover(seed) for seed in range(10)]  # type: ignore[misc]
    works += [lambda n=number, s=seed: counter(n, s) for seed, number in enumerate(numbers)]  # type: ignore[misc]
    at_once(works)
    with pool.connect(floor.dsn, autocommit=True) as conn:
        for _ in range(10):
            with conn.transaction():
                if count_posting.settle(conn, {}, now=now()) == 0:
                    break
        lines = conn.execute(
            "select item_id, location_id, lot, counted_at, counted_qty, ledger_qty, variance_qty "
            "from count_line where posted_at is not null"
        ).fetchall()
        assert len(lines) == 30
        stood = stock.at_moments(conn, [stock.Moment(*line[:4]) for line in lines])
        assert stood == [line[4] for line in lines]
        assert all(line[4] == line[5] + line[6] for line in lines)
        posted = conn.execute(
            "select coalesce(sum(case when source_id = %s then qty else -qty end), 0) from movement "
            "where kind = 'adjustment'",
            [floor.places["loss_gain"]],
        ).fetchone()
    assert posted is not None and posted[0] == sum(line[6] for line in lines)
    assert floor.adds_up()


def test_a_result_that_comes_twice_at_once_is_posted_once(floor: Floor) -> None:
    with pool.connect(floor.dsn) as conn:
        number = floor.ask(conn, "A", floor.items[0])
        floor.found(conn, number, now(), i0=90)
    said: list[str] = []

    def again() -> None:
        with pool.connect(floor.dsn) as conn:
            try:
                said.append(floor.found(conn, number, now(), i0=90))
            except CountStateError:
                said.append("refused")

    at_once([again] * 8)
    assert sorted(said) == ["posted"] + ["refused"] * 7
    assert floor.on_hand(floor.items[0]) == 90


def test_a_movement_that_comes_after_the_posting_but_happened_before_the_count_is_taken_out(
    floor: Floor,
) -> None:
    item, counted_at = floor.items[0], now() - timedelta(minutes=5)
    with pool.connect(floor.dsn, autocommit=True) as conn:
        number = floor.ask(conn, "A", item)
        with conn.transaction():
            floor.found(conn, number, counted_at, i0=90)
        with conn.transaction():
            assert floor.found(conn, number, counted_at, i0=90) == "posted"
        assert floor.on_hand(item) == 90
        # the gate that had let 7 of the 10 out was offline until now; 2 more have left since
        floor.move(conn, item, 7, "A>customer", counted_at - timedelta(minutes=1))
        floor.move(conn, item, 2, "A>customer", counted_at + timedelta(minutes=1))
        with conn.transaction():
            assert count_posting.settle(conn, {}, now=now()) == 1
        with conn.transaction():
            assert count_posting.settle(conn, {}, now=now()) == 0
        (line,) = count_tasks.lines(conn, [count_tasks.get(conn, number).id])
    assert floor.on_hand(item) == 88
    assert (line.ledger_qty, line.variance_qty, line.accurate) == (93, -3, False)
    assert floor.adds_up()


def test_counts_posted_in_another_order_than_they_were_made_end_at_the_newest(floor: Floor) -> None:
    item, first_at, second_at = floor.items[0], now() - timedelta(minutes=9), now() - timedelta(minutes=3)
    with pool.connect(floor.dsn, autocommit=True) as conn:
        first, second = floor.ask(conn, "A", item), floor.ask(conn, "A", item)
        for number, at, qty in ((second, second_at, 95), (first, first_at, 80)):
            for _ in range(2):
                with conn.transaction():
                    floor.found(conn, number, at, i0=qty)
        assert floor.on_hand(item) == 95
        moments = [stock.Moment(item, floor.places["A"], "", at) for at in (first_at, second_at)]
        assert stock.at_moments(conn, moments) == [80, 95]
    assert floor.adds_up()
