"""Goods of another site that a device counts at the dock: out of transit, once, at what they were worth."""

from __future__ import annotations

import uuid
from decimal import Decimal

from gateway.ingest import Ingest
from gateway.reception import Delivery
from gateway.wire.messages import Receipt
from gateway.wire.outbound import Departure, Loaded
from hub.domain.ledger import Entry
from hub.store import items, ledger, locations, pool, sites, users
from hub.store.inbound import telling
from hub.store.transfers import departures, differences, documents, pieces
from hub.store.transfers.arrivals import places
from hub.store.transfers.documents import NewLine, NewTransfer
from tests.integration.gateway_world import World, move, now


def under_way(world: World, sku: str, qty: str, cost: str, *, told: bool = True) -> str:
    """The number of a transfer from another site; where it is not ``told``, the hub takes it for a draft."""
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
        ledger.post(conn, [entry, gone] if told else [entry], recorded_at=at)
        if told:
            documents.sent(conn, documents.get(conn, number).id, at=at, user_id=user.id)
        return number


def tell_that_it_left(conn: documents.Connection, number: str) -> None:
    (user_id,) = conn.execute("select created_by from transfer where number = %s", (number,)).fetchone() or (
        0,
    )
    documents.sent(conn, documents.get(conn, number).id, at=now(), user_id=user_id)


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


def test_what_comes_before_it_is_told_that_it_left_is_no_purchase_and_is_asked_about(world: World) -> None:
    number = under_way(world, "BOLT", "24", "3", told=False)
    Ingest().apply(world.conn, [Delivery(world.topic(), world.batch(1, [move(qty="5", document=number)]))])
    assert world.on_hand("BOLT", "DOCK-1") == 5
    sources = world.query(
        "select l.kind from movement m join location l on l.id = m.source_id join location d on "
        "d.id = m.destination_id where m.document = %s and d.code = 'DOCK-1'",
        number,
    )
    assert sources == [("other_site",)]
    with pool.connect(world.dsn) as conn:
        assert [(one.kind, one.qty) for one in differences.list_page(conn, transfer=number)] == [("over", 5)]
        assert documents.get(conn, number).state == "draft"
        tell_that_it_left(conn, number)
        assert documents.get(conn, number).state == "in_transit"


def planned(world: World, *lines: tuple[str, str]) -> str:
    """The number of a draft within the site: (SKU, quantity) from DOCK-1 to SHELF-1."""
    with pool.connect(world.dsn) as conn:
        site = sites.get(conn, world.site)
        dock, shelf = (locations.get(conn, world.site, code).id for code in ("DOCK-1", "SHELF-1"))
        login = f"p-{uuid.uuid4().hex}"
        user = users.create(conn, login=login, name="", role="operator", language="en", password_hash=None)
        assert user is not None
        new = [NewLine(items.get(conn, sku).id, "", dock, Decimal(qty)) for sku, qty in lines]
        return documents.create(conn, NewTransfer(site.id, site.id, shelf), new, at=now(), user_id=user.id)


def loaded(number: str, *lines: tuple[str, str], source: str = "DOCK-1") -> Departure:
    return Departure(
        at=now(), device="scanner", document=number, operator="ann",
        lines=[Loaded(item=item, source=source, qty=Decimal(qty)) for item, qty in lines],
    )  # fmt: skip


def sent(world: World, number: str) -> list[tuple[str, Decimal, Decimal]]:
    """(SKU, planned, sent) of each line."""
    with pool.connect(world.dsn) as conn:
        transfer = documents.get(conn, number)
        return [(line.sku, line.qty, line.sent_qty) for line in documents.lines(conn, [transfer.id])]


def held(world: World) -> list[tuple[str, ...]]:
    return world.query(
        "select q.reason, q.detail from quarantine q join agent a on a.id = q.agent_id "
        "join site s on s.id = a.site_id where s.code = %s order by q.detail",
        world.site,
    )


def test_what_a_terminal_has_loaded_is_in_transit_and_the_rest_stays(world: World) -> None:
    number = planned(world, ("BOLT", "30"), ("WIRE", "5"))
    with pool.connect(world.dsn) as conn:
        told = departures.to_load(conn, sites.get(conn, world.site).id, limit=50)
    assert [(one.number, one.goes_to, one.sku, one.source, one.qty) for one in told] == [
        (number, "SHELF-1", "BOLT", "DOCK-1", 30),
        (number, "SHELF-1", "WIRE", "DOCK-1", 5),
    ]

    ingest = Ingest()
    ingest.apply(
        world.conn, [Delivery(world.topic(), world.batch(1, [move(qty="30"), move(item="WIRE", qty="5")]))]
    )
    first = Delivery(world.topic(), world.batch(2, [loaded(number, ("04012345678901", "2"))]))  # two dozen
    for _ in range(2):
        ingest.apply(world.conn, [first, first])
    assert sent(world, number) == [("BOLT", 30, 24), ("WIRE", 5, 0)]
    assert world.on_hand("BOLT", "in_transit") == 24
    assert (world.on_hand("BOLT", "DOCK-1"), world.on_hand("WIRE", "DOCK-1")) == (6, 5)
    with pool.connect(world.dsn) as conn:
        assert documents.get(conn, number).state == "in_transit"
        assert departures.to_load(conn, sites.get(conn, world.site).id, limit=50) == []

    # it is received as any other, and then nothing of it is under way
    ingest.apply(
        world.conn,
        [Delivery(world.topic(), world.batch(3, [move(qty="24", destination="SHELF-1", document=number)]))],
    )
    with pool.connect(world.dsn) as conn:
        assert documents.get(conn, number).state == "closed"
    assert world.on_hand("BOLT", "SHELF-1") == 24
    assert held(world) == []


def test_what_was_loaded_beyond_the_plan_has_left_too(world: World) -> None:
    number = planned(world, ("BOLT", "2"))
    Ingest().apply(
        world.conn, [Delivery(world.topic(), world.batch(1, [loaded(number, ("BOLT", "3"), ("WIRE", "1"))]))]
    )
    assert sent(world, number) == [("BOLT", 2, 3), ("WIRE", 1, 1)]
    assert world.on_hand("BOLT", "DOCK-1") == -3  # it was there, whatever the books say: count the place


def test_a_transfer_leaves_once_and_what_else_is_said_of_it_is_held_for_a_person(world: World) -> None:
    number = planned(world, ("BOLT", "2"))
    said = [
        loaded(number, ("BOLT", "2")),
        loaded(number, ("BOLT", "2")),
        loaded("TRF-0", ("BOLT", "2")),
        loaded(number, ("BOLT", "2"), source="in_transit"),
    ]
    Ingest().apply(world.conn, [Delivery(world.topic(), world.batch(1, said))])
    assert sent(world, number) == [("BOLT", 2, 2)]
    assert world.on_hand("BOLT", "in_transit") == 2
    assert held(world) == [
        ("document", "no transfer 'TRF-0' leaves this site"),
        ("places", "nothing is loaded at 'in_transit' (in_transit)"),
        ("document", f"transfer {number}: it is in transit: it has been sent already"),
    ]


def followed(world: World, sku: str) -> None:
    world.conn.execute("update item set tracking = 'serial' where sku = %s", (sku,))


def alarmed(world: World) -> dict[str, str]:
    rows = world.query(
        "select a.subject, a.detail from alarm a join site s on s.id = a.site_id "
        "where s.code = %s and a.kind = 'tracking'",
        world.site,
    )
    return dict(rows)


def test_a_terminal_says_which_pieces_left_and_each_is_where_it_came_to(world: World) -> None:
    items.put_many(world.conn, [items.NewItem(sku="PUMP", standard_cost=Decimal(9))])
    followed(world, "PUMP")
    number = planned(world, ("PUMP", "2"))
    ingest = Ingest()
    receipts = [move(item="PUMP", serial=f"{world.site}-{n}") for n in range(3)]
    ingest.apply(world.conn, [Delivery(world.topic(), world.batch(1, receipts))])
    serials = [f"{world.site}-0", f"{world.site}-2"]
    said = Departure(
        at=now(), device="scanner", document=number, operator="ann",
        lines=[Loaded(item="PUMP", source="DOCK-1", qty=Decimal(2), serials=serials)],
    )  # fmt: skip
    came = move(item="PUMP", destination="SHELF-1", document=number, serial=serials[1])
    ingest.apply(world.conn, [Delivery(world.topic(), world.batch(2, [said])),
                              Delivery(world.topic(), world.batch(3, [came]))])  # fmt: skip
    with pool.connect(world.dsn) as conn:
        known = pieces.of(conn, documents.get(conn, number).id)
    assert [(one.serial, one.became) for one in known] == [(serials[0], None), (serials[1], "received")]
    way = world.query(
        "select l.code from movement m join location l on l.id = m.destination_id where m.serial = %s "
        "order by m.id",
        serials[1],
    )
    assert [row[0] for row in way] == ["DOCK-1", "in_transit", "SHELF-1"]
    assert alarmed(world) == {}


def test_pieces_that_left_without_their_numbers_or_twice_are_told(world: World) -> None:
    items.put_many(world.conn, [items.NewItem(sku="PUMP", standard_cost=Decimal(9))])
    followed(world, "PUMP")
    serial = f"{world.site}-1"
    first, second, third = (planned(world, ("PUMP", "1")) for _ in range(3))
    came = move(item="PUMP", serial=serial)
    said = [
        Departure(
            at=now(), device="scanner", document=number,
            lines=[Loaded(item="PUMP", source="DOCK-1", qty=Decimal(1), serials=serials)],
        )
        for number, serials in ((first, [serial]), (second, [serial]), (third, []))
    ]  # fmt: skip
    Ingest().apply(world.conn, [Delivery(world.topic(), world.batch(1, [came])),
                                Delivery(world.topic(), world.batch(2, said))])  # fmt: skip
    assert alarmed(world) == {
        f"{second}/PUMP/{serial}": f"PUMP with serial number {serial} was taken, "
        f"and it is on its way already on {first}",
        f"{third}/PUMP": "PUMP left without: serial",
    }
