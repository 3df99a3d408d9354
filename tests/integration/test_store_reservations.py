"""Many at once on the same stock: exactly as much is promised as is there, and nobody waits in a circle."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from hub.domain.ledger import Entry
from hub.store import items, ledger, locations, pool, reservations, sites
from hub.store.reservations import ShortageError
from tests.integration.writers import at_once

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


@dataclass
class Stocked:
    dsn: str
    site_id: int
    places: dict[str, int]
    items: list[int]

    def move(
        self, conn: psycopg.Connection[Any], item: int, qty: int, source: str, destination: str, **more: Any
    ) -> None:
        kind = "receipt" if source == "supplier" else "shipment"
        entry = Entry(
            self.site_id, item, kind, Decimal(qty), self.places[source], self.places[destination], NOW, **more
        )
        ledger.post(conn, [entry], recorded_at=NOW)
        reservations.ship(conn, [entry], at=NOW)

    def reserved(self) -> dict[int, tuple[Decimal, Decimal]]:
        """By item: on hand, and reserved; the latter must be what the open reservations add up to."""
        with pool.connect(self.dsn) as conn:
            rows = conn.execute(
                "select c.item_id, c.qty, c.reserved, coalesce(sum(r.open_qty), 0) from item_cost c "
                "left join reservation r using (site_id, item_id) group by c.site_id, c.item_id"
            ).fetchall()
        assert all(row[2] == row[3] for row in rows)
        return {row[0]: (row[1], row[2]) for row in rows}


@pytest.fixture
def stocked(database: str) -> Iterator[Stocked]:
    """10 pieces of each of 1,000 items."""
    with pool.connect(database) as conn:
        site = sites.create(conn, "main")
        locations.create(conn, "main", "STORE", "storage")
        places = {place.code: place.id for place in locations.list_page(conn, site="main")}
        made = list(items.put_many(conn, [items.NewItem(sku=f"I{n:04}") for n in range(1000)]).values())
        entries = [
            Entry(site.id, item, "receipt", Decimal(10), places["supplier"], places["STORE"], NOW)
            for item in made
        ]
        ledger.post(conn, entries, recorded_at=NOW)
    yield Stocked(database, site.id, places, made)


def test_twenty_writers_on_ten_pieces_reserve_exactly_ten(stocked: Stocked) -> None:
    item, got, refused = stocked.items[0], [], []

    def write(number: int) -> None:
        with pool.connect(stocked.dsn) as conn:
            try:
                got.extend(
                    reservations.reserve(conn, stocked.site_id, f"SO-{number}", [(item, Decimal(1))], at=NOW)
                )
            except ShortageError as error:
                refused.append(error.short[0].available)

    at_once(20, write)
    assert (len(got), len(refused)) == (10, 10)
    assert set(refused) == {Decimal(0)}
    assert stocked.reserved()[item] == (10, 10)


def test_two_hundred_writers_on_a_thousand_items_are_exact_while_goods_come_and_go(stocked: Stocked) -> None:
    """Each reserves 20 items in any order, gives some back, ships some of it, and receives."""
    promised: list[int] = []

    with ConnectionPool(stocked.dsn, min_size=4, max_size=40, timeout=120) as connections:

        def write(number: int) -> None:
            chance = random.Random(number)
            for round_ in range(3):
                document = f"SO-{number}-{round_}"
                wanted = chance.sample(
                    stocked.items[: 60 if number % 2 else 1000], 20
                )  # the first are in demand
                lines = sorted((item, Decimal(chance.randint(1, 3))) for item in wanted)
                with connections.connection() as conn:
                    conn.autocommit = True  # each with its own transaction, as each request has
                    try:
                        with conn.transaction():
                            ids = reservations.reserve(conn, stocked.site_id, document, lines, at=NOW)
                    except ShortageError:
                        continue
                    promised.extend(ids)
                    if chance.random() < 0.3:
                        with conn.transaction():
                            reservations.release(conn, ids[0], at=NOW)
                    if chance.random() < 0.3:
                        item, qty = lines[-1]
                        with conn.transaction():
                            stocked.move(conn, item, int(qty), "STORE", "customer", document=document)
                    with conn.transaction():
                        stocked.move(conn, chance.choice(stocked.items), 1, "supplier", "STORE")

        at_once(200, write)
    found = stocked.reserved()
    assert len(promised) > 1000
    # goods leave only on reservations here, so that no promise can be without its goods
    assert all(reserved <= on_hand for on_hand, reserved in found.values())
    assert any(reserved == on_hand for on_hand, reserved in found.values())


def test_all_lines_or_none(stocked: Stocked) -> None:
    first, second = stocked.items[:2]
    lines = [(first, Decimal(4)), (second, Decimal(8)), (second, Decimal(8))]
    with pool.connect(stocked.dsn) as conn, pytest.raises(ShortageError) as caught:
        reservations.reserve(conn, stocked.site_id, "SO-1", lines, at=NOW)
    assert [(one.sku, one.available, one.requested) for one in caught.value.short] == [("I0001", 10, 16)]
    assert stocked.reserved()[first] == (10, 0)
