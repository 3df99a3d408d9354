"""The warehouse's counts: weeks of them, one that waits for a word, some due, and a shelf that is off."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import psycopg

from hub.domain.counting import Policy
from hub.store import count_posting, count_results, count_tasks, items, locations, shelf_weights, sites, stock
from hub.store.count_tasks import Counted, NewLine, NewTask

SHELF = "SHELF-1"


class _Counter:
    def __init__(self, conn: psycopg.Connection, now: dt.datetime) -> None:
        self.conn, self.now = conn, now
        self.site_id = sites.get(conn, "main").id
        self.places = {place.code: place.id for place in locations.list_page(conn, site="main")}

    def lines(self, place: str) -> list[tuple[int, str]]:
        return count_tasks.standing(self.conn, self.places[place], self.now)

    def ask(
        self, place: str, *, at: dt.datetime, origin: str = "weekly", due: dt.datetime | None = None
    ) -> str:
        lines = [NewLine(item_id, lot, "A") for item_id, lot in self.lines(place)]
        new = NewTask(
            self.site_id,
            self.places[place],
            False,
            origin,
            due or at + dt.timedelta(days=1),
            lines,  # type: ignore[arg-type]
        )
        number = count_tasks.create(self.conn, new, at=at)
        assert number is not None
        return number

    def count(self, number: str, off: dict[int, int], *, at: dt.datetime, policy: Policy) -> None:
        """Until it is decided; `off` by position of the line."""
        for _ in range(2):
            task = count_tasks.get_locked(self.conn, number)
            lines = count_tasks.lines(self.conn, [task.id])
            moments = [stock.Moment(line.item_id, task.location_id, line.lot, at) for line in lines]
            stood = stock.at_moments(self.conn, moments)
            counted = [
                Counted(line.item_id, line.lot, max(qty + off.get(place, 0), Decimal(0)), at, "scan")
                for place, (line, qty) in enumerate(zip(lines, stood, strict=True))
            ]
            count_results.complete(self.conn, task, counted, at=at)
            if count_posting.close(self.conn, task, policy, by="ann", now=at) != "recount":
                return


def fill_counts(dsn: str, *, now: dt.datetime, seed: int = 7) -> None:
    """After `tests.browser.house.fill`."""
    chance = random.Random(seed)
    with psycopg.connect(dsn) as conn:
        counter = _Counter(conn, now)
        for week in range(8, 0, -1):
            at = now - dt.timedelta(weeks=week) + dt.timedelta(days=2)
            for place in ("SHELF-1", "SHELF-2", "SHELF-3"):
                off = {chance.randrange(4): -1} if chance.random() < 0.2 + week * 0.06 else {}
                number = counter.ask(place, at=at)
                counter.count(number, off, at=at, policy=Policy(auto_limit=Decimal(10**6)))
        number = counter.ask("SHELF-2", at=now - dt.timedelta(hours=2))
        counter.count(number, {0: -2, 2: 1}, at=now - dt.timedelta(hours=1), policy=Policy())
        counter.ask("SHELF-3", at=now - dt.timedelta(days=3), due=now - dt.timedelta(hours=20))
        counter.ask("SHELF-1", at=now, due=now + dt.timedelta(days=2))
    with psycopg.connect(dsn) as conn:
        _weigh(conn, counter.site_id, counter.places[SHELF], now)


def _weigh(conn: psycopg.Connection, site_id: int, place_id: int, now: dt.datetime) -> None:
    """A day of one good on the shelf's scale; since an hour two pieces are missing."""
    (item_id, *_rest) = conn.execute(
        "select item_id from balance where location_id = %s and qty > 20 order by item_id", [place_id]
    ).fetchone() or (None,)
    assert item_id is not None
    (sku,) = conn.execute("select sku from item where id = %s", [item_id]).fetchone() or ("",)
    items.update(conn, sku, {"unit_weight_g": Decimal(300), "unit_weight_sd_g": Decimal(1)})
    agent = conn.execute("select id from agent where code = 'shelf-1'").fetchone()
    assert agent is not None
    for minutes in range(24 * 60 - 1, 0, -20):
        at = now - dt.timedelta(minutes=minutes)
        (qty,) = stock.at_moments(conn, [stock.Moment(item_id, place_id, "", at)])
        missing = 2 if minutes < 60 else 0
        grams = (qty - missing) * 300 + Decimal(minutes % 7 - 3)
        conn.execute(
            "insert into reading (recorded_at, occurred_at, agent_id, device, location_id, quantity, value,"
            " unit, evidence) values (%s, %s, %s, 'scale', %s, 'shelf-weight', %s, 'g',"
            " jsonb_build_object('item', %s::text, 'division_g', '1'))",
            [at, at, agent[0], place_id, grams, sku],
        )
    shelf_weights.compare(conn, now=now)
