"""Goods of another site that a device counts at the dock: out of transit, once, at what they were worth."""

from __future__ import annotations

from decimal import Decimal

from gateway.ingest import Ingest
from gateway.reception import Delivery
from gateway.wire.messages import Receipt
from hub.domain.ledger import Entry
from hub.store import items, ledger, locations, pool, sites, users
from hub.store.inbound import telling
from hub.store.transfers import differences, documents
from hub.store.transfers.arrivals import places
from hub.store.transfers.documents import NewLine, NewTransfer
from tests.integration.gateway_world import World, move, now


def under_way(world: World, sku: str, qty: str, cost: str) -> str:
    """The number of a transfer from another site."""
    with pool.connect(world.dsn) as conn:
        other = sites.create(conn, f"o-{world.site}"[:60])
        shelf = locations.create(conn, other.code, "FAR-1", "shelf")
        user = users.create(
            conn, login=f"t-{world.site}"[:60], name="", role="operator", language="en", password_hash=None
        )
        assert user is not None
        item_id, at = items.get(conn, sku).id, now()
        here = sites.get(conn, world.site).id
        number = documents.create(
            conn, NewTransfer(other.id, here), [NewLine(item_id, "", shelf.id, Decimal(qty))], at=at,
            user_id=user.id,
        )  # fmt: skip
        coming = locations.get(conn, other.code, "supplier").id
        way = places(conn, [other.id])[other.id, "in_transit"]
        entry = Entry(
            other.id, item_id, "receipt", Decimal(qty), coming, shelf.id, at, unit_cost=Decimal(cost)
        )
        gone = Entry(other.id, item_id, "transfer", Decimal(qty), shelf.id, way, at, document=number)
        ledger.post(conn, [entry, gone], recorded_at=at)
        documents.sent(conn, documents.get(conn, number).id, at=at, user_id=user.id)
        return number


def test_a_case_of_a_transfer_at_the_dock_leaves_transit_once_however_often_it_is_told(world: World) -> None:
    number = under_way(world, "BOLT", "24", "3")
    with pool.connect(world.dsn) as conn:
        due = telling.of_site(conn, sites.get(conn, world.site).id).due
    assert [(one.number, one.sku, one.qty, one.received_qty) for one in due] == [(number, "BOLT", 24, 0)]

    case = move(item="04012345678901", qty="1", document=number)  # twelve of them
    said = {"device": "scanner", "document": number, "location": "DOCK-1", "session": "S-1"}
    closed = Receipt(at=now(), action="closed", **said)  # type: ignore[arg-type]
    first = Delivery(world.topic(), world.batch(1, [case]))
    ingest = Ingest()
    for _ in range(3):
        ingest.apply(world.conn, [first, first])
    with pool.connect(world.dsn) as conn:
        assert documents.get(conn, number).state == "partly_received"
    ingest.apply(world.conn, [first, Delivery(world.topic(), world.batch(2, [closed]))])
    with pool.connect(world.dsn) as conn:
        found = differences.list_page(conn, transfer=number)
        assert [(one.kind, one.qty) for one in found] == [("short", 12)]
    ingest.apply(world.conn, [Delivery(world.topic(), world.batch(3, [case]))])
    with pool.connect(world.dsn) as conn:
        assert documents.get(conn, number).state == "closed"
    assert world.on_hand("BOLT", "DOCK-1") == 24
    costs = world.query(
        "select distinct m.unit_cost from movement m where m.document = %s and m.source_id in "
        "(select id from location where kind = 'other_site')",
        number,
    )
    assert costs == [(3,)]
