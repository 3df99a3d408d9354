"""Many at once on the same purchase orders: what has come, and what is called off, is exact."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from hub.domain.ledger import Entry
from hub.domain.purchasing.states import Kind
from hub.store import items, ledger, locations, pool, sites, suppliers, users
from hub.store.errors import ConflictError
from hub.store.purchasing import orders, receipts, work
from hub.store.purchasing.history import By
from hub.store.purchasing.work import NewOrder, WantedLine
from tests.integration.writers import at_once

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
WRITERS = 20


@dataclass
class Buyers:
    dsn: str
    site_id: int
    supplier_id: int
    places: dict[str, int]
    items: list[int]
    by: By

    def connect(self) -> psycopg.Connection[Any]:
        # each step with its own transaction, as each request has
        return pool.connect(self.dsn, autocommit=True)

    def order(self, qty: int, kind: Kind = Kind.ORDER) -> str:
        """That is sent, with a line for every item at prices of 1, 2, 3 …"""
        new = NewOrder(site_id=self.site_id, supplier_id=self.supplier_id, currency="EUR", kind=kind)
        lines = [
            WantedLine(item_id=item, qty=Decimal(qty), unit_price=Decimal(price))
            for price, item in enumerate(self.items, start=1)
        ]
        with pool.connect(self.dsn) as conn:
            made = work.create(conn, new, lines, at=NOW, by=self.by)
            approved = work.approve(conn, made.number, made.version, None, at=NOW, by=self.by)
            return work.send(conn, made.number, approved.version, at=NOW, by=self.by).number

    def receive(self, conn: psycopg.Connection[Any], *came: tuple[int, int, str]) -> None:
        """(item, quantity, document): all in one transaction, as a gateway's batches are."""
        source, place = self.places["supplier"], self.places["DOCK"]
        entries = [
            Entry(self.site_id, item, "receipt", Decimal(qty), source, place, NOW, document=number)
            for item, qty, number in came
        ]
        with conn.transaction():
            ledger.record(conn, receipts.book(conn, entries, NOW), recorded_at=NOW)

    def lines(self, number: str) -> list[orders.Line]:
        with pool.connect(self.dsn) as conn:
            return orders.lines(conn, [orders.get(conn, number).id])

    def state(self, number: str) -> str:
        with pool.connect(self.dsn) as conn:
            return orders.get(conn, number).state


@pytest.fixture
def buyers(database: str) -> Iterator[Buyers]:
    with pool.connect(database) as conn:
        site = sites.create(conn, "main")
        locations.create(conn, "main", "DOCK", "dock")
        places = {place.code: place.id for place in locations.list_page(conn, site="main")}
        made = items.put_many(conn, [items.NewItem(sku=f"I{n}") for n in range(4)])
        acme = suppliers.create(conn, suppliers.NewSupplier(code="ACME", name="Acme", currency="EUR"))
        user = users.create(
            conn, login="anna", name="Anna", role="manager", language="en", password_hash=None
        )
    assert user is not None
    yield Buyers(database, site.id, acme.id, places, list(made.values()), By(user.id))


def test_twenty_receivers_on_the_same_orders_count_every_piece_once(buyers: Buyers) -> None:
    numbers = [buyers.order(qty=WRITERS * 3) for _ in range(2)]
    version = 3  # made, approved, sent: goods that come are no change by people

    def write(number: int) -> None:
        chance = random.Random(number)
        with buyers.connect() as conn:
            for _ in range(3):
                came = [(item, 1, order) for item in buyers.items for order in numbers]
                chance.shuffle(came)
                buyers.receive(conn, *came)

    at_once(WRITERS, write)
    for number in numbers:
        assert [line.received_qty for line in buyers.lines(number)] == [WRITERS * 3] * 4
        assert buyers.state(number) == "received"
    with pool.connect(buyers.dsn) as conn:
        assert {order.version for order in orders.list_page(conn)} == {version}
        stock = conn.execute("select qty, value from item_cost order by item_id").fetchall()
        # each line came at its own price
        assert stock == [(WRITERS * 6, WRITERS * 6 * price) for price in (1, 2, 3, 4)]
        assert conn.execute("select count(*) from alarm").fetchone() == (0,)


def test_twenty_buyers_call_off_no_more_than_was_agreed(buyers: Buyers) -> None:
    blanket = buyers.order(qty=1000, kind=Kind.BLANKET)
    drawn: list[str] = []
    refused: list[str] = []

    def write(number: int) -> None:
        lines = {
            line: (Decimal(70), date(2026, 6, 20)) for line in random.Random(number).sample(range(1, 5), 4)
        }
        with buyers.connect() as conn:
            try:
                with conn.transaction():
                    made = work.call_off(conn, blanket, lines, at=NOW, today=NOW.date(), by=buyers.by)
                drawn.append(made.number)
            except ConflictError as error:
                refused.append(str(error))

    at_once(WRITERS, write)
    assert (len(drawn), len(refused)) == (14, 6)
    assert all("20 are left, not 70" in said for said in refused)
    assert [line.called_qty for line in buyers.lines(blanket)] == [980] * 4
    with pool.connect(buyers.dsn) as conn:  # a refused one leaves nothing behind
        assert len(orders.list_page(conn, kind="call_off")) == 14


def test_calling_off_changing_cancelling_and_receiving_at_once_keeps_every_sum(buyers: Buyers) -> None:
    blanket = buyers.order(qty=300, kind=Kind.BLANKET)

    def write(number: int) -> None:
        chance = random.Random(number)
        with buyers.connect() as conn:
            for _ in range(4):
                lines = {
                    line: (Decimal(chance.randint(1, 9)), None) for line in chance.sample(range(1, 5), 2)
                }
                with conn.transaction():
                    made = work.call_off(conn, blanket, lines, at=NOW, today=NOW.date(), by=buyers.by)
                with conn.transaction():
                    sent = work.send(conn, made.number, made.version, at=NOW, by=buyers.by)
                what = chance.choice(("cancel", "receive", "close"))
                if what == "cancel":
                    with conn.transaction():
                        work.cancel(
                            conn, made.number, sent.version, reason="not needed", at=NOW, by=buyers.by
                        )
                    continue
                (line, *_) = orders.lines(conn, [made.id])
                buyers.receive(conn, (line.item_id, 1, made.number))
                if what == "close":
                    with conn.transaction():
                        work.close(conn, made.number, sent.version, reason="enough", at=NOW, by=buyers.by)

    at_once(WRITERS, write)
    held = {line: Decimal(0) for line in range(1, 5)}
    with pool.connect(buyers.dsn) as conn:
        call_offs = orders.list_page(conn, kind="call_off", limit=1000)
        of = {order.id: order for order in call_offs}
        for line in orders.lines(conn, of):
            assert line.blanket_line is not None
            if of[line.order_id].state == "closed":
                held[line.blanket_line] += line.received_qty
            elif of[line.order_id].state != "cancelled":
                held[line.blanket_line] += line.qty
    assert len(call_offs) == WRITERS * 4
    assert {line.line: line.called_qty for line in buyers.lines(blanket)} == held


def test_goods_without_an_order_ask_the_database_nothing_more() -> None:
    entries = [Entry(1, 1, kind, Decimal(1), 1, 2, NOW) for kind in ("receipt", "move")]
    entries.append(Entry(1, 1, "shipment", Decimal(1), 1, 2, NOW, document="PO-1"))
    nothing: Any = None
    assert receipts.book(nothing, entries, NOW) is entries
