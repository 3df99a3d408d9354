"""From where goods leave that were packed at a bench, on a real database: whoever tells it, and in what
order."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from gateway.applier import Applier
from gateway.reception import Delivery
from gateway.wire import codec, messages, topics
from gateway.wire.messages import Movement
from hub.store import agents, benches, orders
from hub.store.orders import NewLine
from tests.integration.gateway_world import PATIENCE_S, World, move, now

Tell = Callable[..., None]


def packed(
    qty: str = "1", order: str | None = None, at: datetime | None = None, source: str = "SHELF-1"
) -> Movement:
    return move("BOLT", qty, source, "customer", "shipment", at=at, document=order, via="PACK-1")


def brought(qty: str = "1", at: datetime | None = None) -> Movement:
    return move("BOLT", qty, "SHELF-1", "PACK-1", "pick", at=at)


@pytest.fixture
def tell(world: World) -> Tell:
    applier, told = Applier(world.dsn), iter(range(1, 99))

    def tell(*events: Movement) -> None:
        applier.apply([Delivery(world.topic(), world.batch(next(told), events))])

    tell(move(qty="9"), move(qty="9", source="DOCK-1", destination="SHELF-1", kind="putaway"))
    return tell


def stands(world: World) -> tuple[Decimal, Decimal]:
    """On the shelf, on the bench."""
    return world.on_hand("BOLT", "SHELF-1"), world.on_hand("BOLT", "PACK-1")


def test_a_pick_counts_once_before_the_carton_or_after_it(world: World, tell: Tell) -> None:
    tell(brought("2"))
    tell(packed("2"))
    assert stands(world) == (7, 0)
    before = now()
    tell(packed("3"))
    assert stands(world) == (4, 0)
    tell(brought("2", at=before))  # by a scanner that was offline
    assert stands(world) == (4, 0)
    tell(brought("2"))
    assert stands(world) == (2, 2)
    told = world.query(
        "select m.evidence->>'told_from', m.evidence->>'packed_at' from movement m "
        "join location l on l.id = m.source_id join site s on s.id = m.site_id "
        "where s.code = %s and l.code = 'PACK-1' and m.kind = 'shipment'",
        world.site,
    )
    assert told == [("SHELF-1", "PACK-1")]


def test_a_shipment_that_leaves_from_two_places_is_sold_once(world: World, tell: Tell) -> None:
    lines = [NewLine("BOLT", Decimal(3), Decimal("3.35"))]
    orders.create(world.conn, world.site, "O-1", lines, released_at=now())
    tell(brought("2"))
    tell(packed("3", "O-1"))
    assert stands(world) == (6, 0)
    assert orders.get(world.conn, world.site, "O-1").status == "shipped"
    revenue = world.query(
        "select m.qty, m.revenue from movement m join site s on s.id = m.site_id "
        "where s.code = %s and m.kind = 'shipment' order by m.id",
        world.site,
    )
    assert revenue == [(2, Decimal("6.70")), (1, Decimal("3.35"))]


def test_who_took_what_was_brought_for_another_order_has_left_his_own_on_the_shelf(
    world: World, tell: Tell
) -> None:
    tell(brought("3"))
    tell(packed("3"))  # told from the shelf, and fetched without a scan
    tell(packed("3", source="PACK-1"))
    assert stands(world) == (3, 0)


def test_a_bench_that_is_none_is_held_with_the_reason(world: World, tell: Tell) -> None:
    for bench in ("supplier", "NOWHERE"):
        tell(move("BOLT", "1", "SHELF-1", "customer", "shipment", via=bench))
    held = world.query("select reason from quarantine where topic = %s order by id", world.topic())
    assert held == [("places",), ("unknown-location",)]
    assert stands(world) == (9, 0)


def test_who_tells_after_a_month_that_he_had_brought_it_is_not_waited_for(world: World, tell: Tell) -> None:
    tell(packed(at=now() - timedelta(days=40)))
    waiting = "select count(*) from bench_advance a join location l on l.id = a.bench_id " \
        "join site s on s.id = l.site_id where s.code = %s"  # fmt: skip
    assert world.query(waiting, world.site) == [(1,)]
    assert benches.forget(world.conn, before=now() - timedelta(days=31)) >= 1
    assert world.query(waiting, world.site) == [(0,)]


def test_pickers_and_packers_who_tell_at_once_in_any_order_leave_the_books_right(
    world: World, tell: Tell
) -> None:
    """Each of eight packs what another has brought; one in three is brought without a scan."""
    began = now() - timedelta(minutes=30)
    told: list[Movement] = []
    for number in range(8):
        closed = began + timedelta(minutes=number)
        told.append(packed(at=closed))
        if number % 3:
            told.append(brought(at=closed - timedelta(seconds=90)))
    random.Random(7).shuffle(told)
    start = threading.Barrier(len(told))
    died: list[BaseException] = []

    def send(name: str, event: Movement, key: bytes) -> None:
        body = messages.Batch(v=1, agent=name, epoch=f"E-{name}", seq=1, sent=now(), events=[event])
        topic = topics.events(world.site, name)
        applier = Applier(world.dsn)
        try:
            start.wait(PATIENCE_S)
            applier.apply([Delivery(topic, codec.encode(body, topic, key))])
        except BaseException as error:  # noqa: BLE001
            died.append(error)
        finally:
            applier.close()

    threads = []
    for number, event in enumerate(told):
        name = f"gun-{number}"
        _, key = agents.create(world.conn, world.site, name)
        threads.append(threading.Thread(target=send, args=(name, event, key)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert died == []
    assert stands(world) == (1, 0)
    assert world.on_hand("BOLT", "customer") == 8
