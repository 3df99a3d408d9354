"""Many at once at the dock: what came, what differs and what stands where is exact."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from hub.domain.ledger import Entry
from hub.store import items, ledger, locations, pool, reservations, sites, suppliers, users
from hub.store.inbound import arrivals, exceptions, notices, receipts
from hub.store.inbound.notices import NewLine, NewPackage
from hub.store.inbound.receipts import SaidOfReceipt
from hub.store.purchasing import orders, work
from hub.store.purchasing.history import By
from hub.store.purchasing.work import NewOrder, WantedLine
from tests.integration.test_api.inbound_world import package
from tests.integration.writers import at_once

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
WRITERS = 20


@dataclass
class Dock:
    dsn: str
    site_id: int
    supplier_id: int
    places: dict[str, int]
    items: list[int]
    by: By

    def connect(self) -> psycopg.Connection[Any]:
        return pool.connect(self.dsn, autocommit=True)

    def order(self, qty: int) -> str:
        """That is sent, with a line for every item."""
        new = NewOrder(site_id=self.site_id, supplier_id=self.supplier_id, currency="EUR")
        lines = [WantedLine(item_id=item, qty=Decimal(qty), unit_price=Decimal(1)) for item in self.items]
        with pool.connect(self.dsn) as conn:
            made = work.create(conn, new, lines, at=NOW, by=self.by)
            approved = work.approve(conn, made.number, made.version, None, at=NOW, by=self.by)
            return work.send(conn, made.number, approved.version, at=NOW, by=self.by).number

    def entry(self, item: int, qty: int, kind: str, source: str, destination: str, **more: Any) -> Entry:
        return Entry(
            self.site_id, item, kind, Decimal(qty), self.places[source], self.places[destination], NOW, **more
        )

    def book(
        self, conn: psycopg.Connection[Any], *entries: Entry, said: tuple[SaidOfReceipt, ...] = ()
    ) -> None:
        """All in one transaction, as a gateway's batches are."""
        with conn.transaction():
            booked = arrivals.book(conn, entries, NOW, said)
            ledger.record(conn, booked, recorded_at=NOW)

    def closed(self, document: str) -> SaidOfReceipt:
        return SaidOfReceipt(self.site_id, document, "closed", self.places["DOCK"], NOW)

    def rows(self, sql: str, *values: Any) -> list[Any]:
        with pool.connect(self.dsn) as conn:
            return conn.execute(sql, values).fetchall()  # type: ignore[call-overload]


@pytest.fixture
def dock(database: str) -> Iterator[Dock]:
    with pool.connect(database) as conn:
        site = sites.create(conn, "main")
        for code, kind in (("DOCK", "dock"), ("A-1", "shelf"), ("HOLD", "hold")):
            locations.create(conn, "main", code, kind)
        places = {place.code: place.id for place in locations.list_page(conn, site="main")}
        made = items.put_many(conn, [items.NewItem(sku=f"I{n}") for n in range(4)])
        acme = suppliers.create(conn, suppliers.NewSupplier(code="ACME", name="Acme", currency="EUR"))
        user = users.create(
            conn, login="anna", name="Anna", role="manager", language="en", password_hash=None
        )
    assert user is not None
    yield Dock(database, site.id, acme.id, places, list(made.values()), By(user.id))


def balanced(dock: Dock) -> None:
    """The sum over places is nothing, and what is held is what stands where goods are held."""
    assert dock.rows("select item_id from balance group by item_id having sum(qty) <> 0") == []
    wrong = dock.rows(
        "select c.item_id from item_cost c left join (select b.item_id, sum(b.qty) qty from balance b "
        "join location l on l.id = b.location_id where l.kind in ('hold', 'damaged', 'in_transit') "
        "group by b.item_id) h on h.item_id = c.item_id where c.held <> coalesce(h.qty, 0)"
    )
    assert wrong == []


def test_twenty_receive_put_away_and_hold_the_same_items_at_once(dock: Dock) -> None:
    ordered = 2 * WRITERS
    numbers = [dock.order(qty=ordered) for _ in range(2)]

    def write(writer: int) -> None:
        chance = random.Random(writer)
        with dock.connect() as conn:
            for _ in range(3):
                came = [
                    dock.entry(item, 1, "receipt", "supplier", "DOCK", document=number)
                    for item in dock.items
                    for number in numbers
                ]
                chance.shuffle(came)
                dock.book(conn, *came, said=(dock.closed(chance.choice(numbers)),))
                away = [dock.entry(item, 1, "putaway", "DOCK", "A-1") for item in dock.items]
                held = [dock.entry(item, 1, "move", "DOCK", "HOLD") for item in dock.items]
                moves = away + held
                chance.shuffle(moves)
                dock.book(conn, *moves)

    at_once(WRITERS, write)
    balanced(dock)
    each = 3 * WRITERS
    with pool.connect(dock.dsn) as conn:
        for number in numbers:
            lines = orders.lines(conn, [orders.get(conn, number).id])
            assert [line.received_qty for line in lines] == [each] * 4
            found = exceptions.list_page(conn, order=number)
            assert sorted((one.sku, one.kind, one.qty) for one in found) == [
                (f"I{n}", "over", each - ordered) for n in range(4)
            ]
        stood = conn.execute(
            "select l.code, sum(b.qty) from balance b join location l on l.id = b.location_id "
            "where not l.outside and b.qty <> 0 group by l.code order by l.code"
        ).fetchall()
    assert stood == [("A-1", 4 * each), ("HOLD", 4 * each)]


def test_deciders_and_receivers_at_once_account_for_every_piece_beyond_the_order(dock: Dock) -> None:
    number = dock.order(qty=1)

    def write(writer: int) -> None:
        with dock.connect() as conn:
            for _ in range(3):
                dock.book(
                    conn,
                    *(
                        dock.entry(item, 1, "receipt", "supplier", "DOCK", document=number)
                        for item in dock.items
                    ),
                )
                with conn.transaction():
                    open_ = exceptions.list_page(conn, order=number, undecided_only=True)
                    if not open_:
                        continue
                    try:
                        one = exceptions.get_undecided(conn, open_[writer % len(open_)].id)
                    except exceptions.ConflictError:
                        continue  # somebody else was quicker
                    exceptions.decide(
                        conn, one, decision="accept", qty=Decimal(1), reason="so", user_id=1, at=NOW
                    )

    at_once(WRITERS, write)
    beyond = dict(
        dock.rows("select item_id, sum(qty) from receipt_exception where kind = 'over' group by item_id")
    )
    assert beyond == dict.fromkeys(dock.items, 3 * WRITERS - 1)
    balanced(dock)


def test_what_is_promised_and_held_at_once_is_never_more_than_there_is(dock: Dock) -> None:
    item = dock.items[0]
    with dock.connect() as conn:
        dock.book(conn, dock.entry(item, WRITERS, "receipt", "supplier", "A-1"))

    def write(writer: int) -> None:
        with dock.connect() as conn:
            if writer % 2:
                dock.book(conn, dock.entry(item, 1, "move", "A-1", "HOLD"))
            else:
                with contextlib.suppress(reservations.ShortageError):
                    reservations.reserve(conn, dock.site_id, f"SO-{writer}", [(item, Decimal(2))], at=NOW)

    at_once(WRITERS, write)
    ((qty, held, reserved),) = dock.rows("select qty, held, reserved from item_cost where item_id = %s", item)
    assert (qty, held) == (WRITERS, WRITERS // 2)
    assert reserved <= WRITERS
    with dock.connect() as conn, pytest.raises(reservations.ShortageError):
        reservations.reserve(conn, dock.site_id, "more", [(item, qty - held - reserved + 1)], at=NOW)


def test_a_package_that_two_docks_scan_arrives_once_and_what_is_twice_is_asked_about(dock: Dock) -> None:
    number = dock.order(qty=5)
    code = package(1)
    with dock.connect() as conn:
        order = orders.get(conn, number)
        notice = notices.create(
            conn, site_id=dock.site_id, supplier_id=dock.supplier_id, order_id=order.id, number="DN-1",
            due_on=None, new=[NewPackage(code, [NewLine(item, Decimal(5)) for item in dock.items])],
            at=NOW, user_id=None,
        )  # fmt: skip

    def write(_: int) -> None:
        with dock.connect() as conn:
            dock.book(
                conn,
                *(
                    dock.entry(
                        item, 5, "receipt", "supplier", "DOCK", document=number, evidence={"sscc": code}
                    )
                    for item in dock.items
                ),
            )

    at_once(2, write)
    with dock.connect() as conn:
        assert notices.get(conn, notice.id).state == "arrived"
        found = exceptions.list_page(conn, order=number)
    assert [(one.kind, one.qty) for one in found] == [("over", 5)] * 4


def test_what_a_portal_sees_belongs_to_the_order_that_is_unloaded_at_its_door(dock: Dock) -> None:
    number = dock.order(qty=2)
    opened = SaidOfReceipt(dock.site_id, number, "opened", dock.places["DOCK"], NOW)
    seen = [dock.entry(item, 2, "receipt", "supplier", "DOCK") for item in dock.items]
    with dock.connect() as conn:
        dock.book(conn, said=(opened,))
        dock.book(conn, *seen)
        order = orders.get(conn, number)
        assert order.state == "received"
        # nothing is being unloaded at that place: nobody knows whose it is
        dock.book(conn, dock.entry(dock.items[0], 1, "receipt", "supplier", "A-1"))
        assert [line.received_qty for line in orders.lines(conn, [order.id])] == [2] * 4
        assert [row.closed_at for row in receipts.list_page(conn, document=number)] == [None]
        # while somebody unloads, nothing is missing; and nothing is, as all has come
        assert exceptions.list_page(conn, order=number) == []
