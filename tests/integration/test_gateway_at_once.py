"""Many gateways book for two sites that send each other goods: nobody waits in a circle, the books hold."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from gateway.ingest import Ingest
from gateway.reception import Delivery
from gateway.wire import codec, topics
from gateway.wire.messages import AnyEvent, Batch, Movement, Receipt
from gateway.wire.outbound import Departure, Loaded
from hub.store import agents, items, locations, orders, pool, sites, users
from hub.store.transfers import documents
from hub.store.transfers.documents import NewLine, NewTransfer
from tests.integration.writers import at_once

WRITERS, ROUNDS, TRANSFERS = 20, 6, 8
SITES = ("east", "west")


@dataclass
class House:
    """Two sites; ``numbers`` by site are transfers that leave it, and of each agent its key."""

    dsn: str
    keys: dict[tuple[str, str], bytes]
    numbers: dict[str, list[str]]

    def rows(self, sql: str) -> list[Any]:
        with pool.connect(self.dsn) as conn:
            return conn.execute(sql).fetchall()


@pytest.fixture
def house(database: str) -> House:
    keys: dict[tuple[str, str], bytes] = {}
    numbers: dict[str, list[str]] = {}
    with pool.connect(database) as conn:
        (bolt,) = items.put_many(conn, [items.NewItem(sku="BOLT", standard_cost=Decimal(2))]).values()
        user = users.create(conn, login="anna", name="", role="manager", language="en", password_hash=None)
        assert user is not None
        ids = {code: sites.create(conn, code).id for code in SITES}
        shelves = {}
        for code in SITES:
            locations.create(conn, code, "DOCK", "dock")
            shelves[code] = locations.create(conn, code, "SHELF", "shelf").id
            line = orders.NewLine("BOLT", Decimal(10_000), Decimal(3))
            orders.create(conn, code, "SO-1", [line], released_at=now())
            for n in range(WRITERS // 2):
                keys[code, f"dock-{n}"] = agents.create(conn, code, f"dock-{n}")[1]
        for n in range(TRANSFERS):
            source, target = SITES if n % 2 else SITES[::-1]
            planned = NewLine(bolt, "", shelves[source], Decimal(1000))
            new = NewTransfer(ids[source], ids[target])
            number = documents.create(conn, new, [planned], at=now(), user_id=user.id)
            numbers.setdefault(source, []).append(number)
    return House(database, keys, numbers)


def now() -> datetime:
    return datetime.now(UTC)


def came(document: str) -> Movement:
    return Movement(
        at=now(), device="scanner", kind="receipt", item="BOLT", qty=Decimal(1), source="supplier",
        destination="DOCK", document=document,
    )  # fmt: skip


def sold() -> Movement:
    return Movement(
        at=now(), device="scanner", kind="shipment", item="BOLT", qty=Decimal(1), source="SHELF",
        destination="customer", document="SO-1",
    )  # fmt: skip


def left(document: str) -> Departure:
    loaded = [Loaded(item="BOLT", source="SHELF", qty=Decimal(1000))]
    return Departure(at=now(), device="scanner", document=document, lines=loaded)


def unloads(document: str, session: str) -> Receipt:
    return Receipt(
        at=now(), device="scanner", document=document, action="opened", location="DOCK", session=session
    )


def test_departures_told_again_while_they_arrive_elsewhere_make_nobody_wait_in_a_circle(house: House) -> None:
    """Each writer is a gateway that tells a departure of its site, first or again, and arrivals of what the
    other site sent, and shipments: in one transaction, in any order."""
    agents_of = sorted(house.keys)
    arrived: list[str] = []

    def write(writer: int) -> None:
        chance = random.Random(writer)
        site, agent = agents_of[writer]
        (other,) = {*SITES} - {site}
        topic = topics.events(site, agent)
        ingest = Ingest()
        with pool.connect(house.dsn, autocommit=True) as conn:
            for seq in range(1, ROUNDS + 1):
                coming = chance.sample(house.numbers[other], 2)
                events: list[AnyEvent] = [
                    *(left(number) for number in chance.sample(house.numbers[site], 2)),
                    *(came(number) for number in coming),
                    unloads(coming[0], f"S-{seq}"),
                    sold(),
                ]
                chance.shuffle(events)
                body = Batch(v=1, agent=agent, epoch=f"01JEPOCH{writer}", seq=seq, sent=now(), events=events)
                payload = codec.encode(body, topic, house.keys[site, agent])
                try:
                    ingest.apply(conn, [Delivery(topic, payload)])
                except psycopg.errors.DeadlockDetected as error:
                    pytest.fail(f"two waited for each other: {error}")
                arrived.extend(coming)

    at_once(WRITERS, write)
    assert len(arrived) == WRITERS * ROUNDS * 2
    assert house.rows("select item_id from balance group by item_id having sum(qty) <> 0") == []
    assert {row[0] for row in house.rows("select distinct state from transfer")} <= {
        "in_transit", "partly_received", "received",
    }  # fmt: skip
    docked = house.rows(
        "select sum(b.qty) from balance b join location l on l.id = b.location_id where l.code = 'DOCK'"
    )
    assert docked == [(len(arrived),)]
    # each left once; what else was told of it waits for a person
    in_books = house.rows(
        "select count(*) from movement m join location l on l.id = m.source_id "
        "where m.kind = 'transfer' and l.code = 'SHELF'"
    )
    held = house.rows("select count(*) from quarantine where reason = 'document'")
    assert (in_books, in_books[0][0] + held[0][0]) == ([(TRANSFERS,)], WRITERS * ROUNDS * 2)
