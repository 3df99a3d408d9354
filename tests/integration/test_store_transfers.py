"""Many at once send, receive, take back and promise the same items: nothing moves twice, or from nowhere."""

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

from hub.api.auth.roles import Principal, Role
from hub.api.problems import Problem
from hub.api.transfers import service
from hub.api.transfers.schemas import ArrivalRequest, TransferRequest
from hub.domain.ledger import Entry
from hub.store import items, ledger, locations, pool, reservations, sites, users
from hub.store.errors import StoreError
from hub.store.inbound import arrivals
from hub.store.inbound.receipts import SaidOfReceipt
from hub.store.transfers import differences, documents
from tests.integration.writers import at_once

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
WRITERS = 20
EACH = 30
SITES = ("east", "west")


@dataclass
class Company:
    """Two sites with a dock and a shelf each, and so many of each item on both shelves."""

    dsn: str
    who: Principal
    site_ids: dict[str, int]
    places: dict[tuple[str, str], int]
    items: dict[str, int]

    def connect(self) -> psycopg.Connection[Any]:
        return pool.connect(self.dsn, autocommit=True)

    def sent(self, conn: psycopg.Connection[Any], source: str, target: str, **qtys: int) -> str:
        """The number of a transfer that is under way. Keywords are SKUs."""
        lines = [{"item": sku, "qty": qty, "source": "SHELF"} for sku, qty in qtys.items()]
        wanted = TransferRequest.model_validate({"from_site": source, "to_site": target, "lines": lines})
        with conn.transaction():
            made = service.create(conn, wanted, who=self.who, now=NOW)
        with conn.transaction():
            return service.send(conn, made.number, made.version, who=self.who, now=NOW).number

    def receive(self, conn: psycopg.Connection[Any], number: str, **qtys: int) -> None:
        lines = [{"item": sku, "qty": qty} for sku, qty in qtys.items()]
        wanted = ArrivalRequest.model_validate({"location": "SHELF", "lines": lines})
        with conn.transaction():
            service.receive(conn, number, wanted, who=self.who, now=NOW)

    def rows(self, sql: str, *values: Any) -> list[Any]:
        with pool.connect(self.dsn) as conn:
            return conn.execute(sql, values).fetchall()  # type: ignore[call-overload]


@pytest.fixture
def company(database: str) -> Iterator[Company]:
    with pool.connect(database) as conn:
        made = items.put_many(conn, [items.NewItem(sku=f"I{n}", standard_cost=Decimal(2)) for n in range(4)])
        user = users.create(
            conn, login="anna", name="Anna", role="manager", language="en", password_hash=None
        )
        assert user is not None
        site_ids, places = {}, {}
        for code in SITES:
            site_ids[code] = sites.create(conn, code).id
            for place, kind in (("DOCK", "dock"), ("SHELF", "shelf")):
                locations.create(conn, code, place, kind)
            places |= {(code, one.code): one.id for one in locations.list_page(conn, site=code)}
            stock = [
                Entry(
                    site_ids[code], item, "receipt", Decimal(EACH), places[code, "supplier"],
                    places[code, "SHELF"], NOW,
                )
                for item in made.values()
            ]  # fmt: skip
            ledger.post(conn, stock, recorded_at=NOW)
    who = Principal(user.id, "anna", "Anna", Role.MANAGER, "en", NOW, b"")
    yield Company(database, who, site_ids, places, dict(made))


_AT = "from balance b join location l on l.id = b.location_id join item i on i.id = b.item_id"


def balanced(company: Company) -> None:
    """Over places the sum is nothing, over both sites nothing has become more or less, and what is in transit
    is what the transfers say is under way."""
    assert company.rows("select item_id from balance group by item_id having sum(qty) <> 0") == []
    elsewhere = f"select i.sku {_AT} where l.kind = 'other_site' group by i.sku having sum(b.qty) <> 0"
    assert company.rows(elsewhere) == []
    assert company.rows(f"select i.sku {_AT} where not l.outside and b.qty < 0") == []
    assert company.rows("select item_id from item_cost where qty - greatest(held, 0) - reserved < 0") == []
    assert (
        company.rows("select item_id from item_cost group by item_id having sum(qty) <> %s", 2 * EACH) == []
    )
    standing = company.rows(f"select i.sku, sum(b.qty) {_AT} where l.kind = 'in_transit' group by i.sku")
    with company.connect() as conn:
        way: dict[str, Decimal] = {sku: Decimal(0) for sku, _ in standing}
        for row in documents.under_way(conn, site=None, limit=10_000):
            way[row.sku] += row.qty
    assert way == dict(standing)


def test_twenty_send_receive_take_back_and_promise_the_same_items_at_once(company: Company) -> None:
    skus = sorted(company.items)

    def write(writer: int) -> None:
        chance = random.Random(writer)
        source, target = SITES if writer % 2 else SITES[::-1]
        with company.connect() as conn:
            for _ in range(3):
                qtys = {sku: chance.randint(1, 3) for sku in chance.sample(skus, 3)}
                with contextlib.suppress(reservations.ShortageError):
                    line = (company.items[chance.choice(skus)], Decimal(1))
                    reservations.reserve(conn, company.site_ids[source], f"SO-{writer}", [line], at=NOW)
                try:
                    number = company.sent(conn, source, target, **qtys)
                except Problem as refused:
                    assert refused.kind == "insufficient-stock"
                    continue
                what = chance.choice(("all", "part", "back"))
                if what == "part":
                    company.receive(conn, number, **dict(list(qtys.items())[:1]))
                elif what == "all":
                    company.receive(conn, number, **qtys)
                else:
                    with conn.transaction():
                        service.take_back(conn, number, reason="changed our mind", who=company.who, now=NOW)

    at_once(WRITERS, write)
    balanced(company)
    assert {row[0] for row in company.rows("select distinct state from transfer")} >= {"closed", "cancelled"}


def test_of_two_who_receive_and_one_who_takes_back_each_piece_goes_one_way(company: Company) -> None:
    """What is received and taken back at once is in neither place twice: the rest is asked about."""
    with company.connect() as conn:
        number = company.sent(conn, *SITES, I0=20)

    def write(writer: int) -> None:
        with company.connect() as conn:
            if writer == 0:
                with conn.transaction(), contextlib.suppress(StoreError):
                    service.take_back(conn, number, reason="changed our mind", who=company.who, now=NOW)
                return
            # as a gateway does it: what has come is booked, whatever the transfer's state is by now
            entry = Entry(
                company.site_ids["west"], company.items["I0"], "receipt", Decimal(1),
                company.places["west", "supplier"], company.places["west", "DOCK"], NOW, document=number,
            )  # fmt: skip
            said = SaidOfReceipt(
                company.site_ids["west"], number, "closed", company.places["west", "DOCK"], NOW
            )
            with conn.transaction():
                booked = arrivals.book(conn, [entry], NOW, [said])
                ledger.record(conn, booked, recorded_at=NOW)

    at_once(WRITERS, write)
    with company.connect() as conn:
        (line,) = documents.lines(conn, [documents.get(conn, number).id])
        over = sum(one.qty for one in differences.list_page(conn, transfer=number) if one.kind == "over")
        short = sum(one.qty for one in differences.list_page(conn, transfer=number) if one.kind == "short")
        state = documents.get(conn, number).state
    assert line.received_qty + over == WRITERS - 1
    assert line.received_qty + line.back_qty + short == 20
    assert state == ("received" if over else "closed")  # what came too late, somebody has to explain
    assert company.rows("select item_id from balance group by item_id having sum(qty) <> 0") == []
    elsewhere = company.rows(
        "select coalesce(sum(b.qty), 0) from balance b join location l on l.id = b.location_id "
        "where l.kind = 'other_site'"
    )
    assert elsewhere == [(-over,)]
