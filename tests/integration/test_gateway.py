"""What an agent gets from the gateway: each count in the books once, and an answer that can be relied on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from gateway.wire import messages, topics
from gateway.wire.picking import PackLine
from hub.store import pool, quarantine, reservations
from tests.integration.gateway_world import AgentEnd, World, gateway_on, move, now


@pytest.fixture
def world(module_database: str, site_code: str) -> Iterator[World]:
    made = World(module_database, site_code)
    yield made
    made.close()


@pytest.fixture
def end(world: World, broker_url: str) -> Iterator[AgentEnd]:
    with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
        made = AgentEnd(broker_url, world)
        yield made
        made.close()


def test_a_receipt_and_a_shipment_are_in_stock_once_acknowledged(world: World, end: AgentEnd) -> None:
    end.publish(
        world.batch(
            1, [move(qty="10"), move(qty="4", source="DOCK-1", destination="customer", kind="shipment")]
        )
    )
    end.wait_for_ack(1)
    assert world.on_hand("BOLT", "DOCK-1") == 6
    assert world.on_hand("BOLT", "customer") == 4


def test_what_was_scrapped_in_error_is_in_stock_again(world: World, end: AgentEnd) -> None:
    scrapped = move(qty="3", source="DOCK-1", destination="scrap", kind="scrap")
    taken_back = move(qty="3", source="scrap", destination="DOCK-1", kind="scrap")
    end.publish(world.batch(1, [move(qty="10"), scrapped, taken_back]))
    end.wait_for_ack(1)
    assert (world.on_hand("BOLT", "DOCK-1"), world.on_hand("BOLT", "scrap")) == (10, 0)
    assert world.query("select reason from quarantine where topic = %s", world.topic()) == []


def test_what_leaves_on_a_document_uses_up_what_was_reserved_for_it(world: World, end: AgentEnd) -> None:
    end.publish(world.batch(1, [move(qty="10")]))
    end.wait_for_ack(1)
    ((site_id, item_id),) = world.query(
        "select s.id, i.id from site s, item i where s.code = %s and i.sku = 'BOLT'", world.site
    )
    with pool.connect(world.dsn) as conn:
        for qty in (3, 5):
            reservations.reserve(conn, site_id, "SO-7", [(item_id, Decimal(qty))], at=now())
    leaving = {"source": "DOCK-1", "destination": "customer", "kind": "shipment"}
    shipped = [move(qty="4", document="SO-7", **leaving), move(qty="1", document="SO-8", **leaving)]
    payload = world.batch(2, shipped)
    for _ in range(2):  # once, however often it comes
        end.publish(payload)
    end.wait_for_ack(2)
    end.publish(world.batch(3, [move(qty="1")]))
    end.wait_for_ack(3)
    opened = world.query(
        "select shipped_qty, open_qty from reservation where site_id = %s order by id", site_id
    )
    assert opened == [(3, 0), (1, 4)]
    assert world.query("select reserved from item_cost where site_id = %s", site_id) == [(Decimal(4),)]


def test_a_case_counts_as_many_as_it_holds(world: World, end: AgentEnd) -> None:
    end.publish(world.batch(1, [move(item="04012345678901", qty="2")]))
    end.wait_for_ack(1)
    assert world.on_hand("BOLT", "DOCK-1") == 24


def test_a_batch_sent_three_times_counts_once(world: World, end: AgentEnd) -> None:
    payload = world.batch(1, [move(qty="5")])
    for _ in range(3):
        end.publish(payload)
    end.publish(world.batch(2, [move(qty="1")]))
    end.wait_for_ack(2)
    assert world.on_hand("BOLT", "DOCK-1") == 6


def test_batches_out_of_order_are_acknowledged_only_up_to_the_gap(world: World, end: AgentEnd) -> None:
    end.publish(world.batch(1, [move()]))
    end.wait_for_ack(1)
    end.publish(world.batch(3, [move()]))
    end.wait_for(lambda: world.on_hand("BOLT", "DOCK-1") == 2)
    assert end.wait_for_ack(1).upto == 1
    end.publish(world.batch(2, [move()]))
    end.wait_for_ack(3)
    assert world.on_hand("BOLT", "DOCK-1") == 3


def test_one_bad_event_is_kept_and_the_rest_of_its_batch_counts(world: World, end: AgentEnd) -> None:
    good, unknown = move(qty="3"), move(item="NO-SUCH-CODE")
    end.publish(
        world.batch(
            1,
            [
                good,
                unknown,
                move(source="NOWHERE"),
                move(qty="0.5"),
                move(unit="kg"),
                move(source="DOCK-1", destination="SHELF-1"),
                good,
            ],
        )
    )
    end.wait_for_ack(1)
    assert world.on_hand("BOLT", "DOCK-1") == 6
    kept = world.query("select idx, reason from quarantine where topic = %s order by idx", world.topic())
    assert kept == [(1, "unknown-item"), (2, "unknown-location"), (3, "quantity"), (4, "unit"), (5, "places")]
    assert world.query(
        "select count(*) from alarm where kind = 'quarantine' and subject = %s", world.topic()
    ) == [(1,)]


def test_an_unreadable_event_does_not_spoil_its_batch(world: World, end: AgentEnd) -> None:
    event = b'{"type":"movement","at":"2026-01-01T00:00:00Z","device":"d"}'
    from gateway.wire.codec import encode_event

    body = (
        b'{"v":1,"agent":"dock-1","epoch":"E1","seq":1,"sent":"2026-01-01T00:00:00Z","events":['
        + encode_event(move(qty="7"))
        + b","
        + event
        + b',{"type":"dance"}]}'
    )
    end.publish(world.signed(body))
    end.wait_for_ack(1, "E1")
    assert world.on_hand("BOLT", "DOCK-1") == 7
    kept = world.query(
        "select idx, reason, payload from quarantine where topic = %s order by idx", world.topic()
    )
    assert [(idx, reason) for idx, reason, _ in kept] == [(1, "malformed"), (2, "malformed")]
    assert bytes(kept[0][2]) == event


BODY = b'{"v":%d,"agent":"%s","epoch":"E2","seq":1,"sent":"2026-01-01T00:00:00Z","events":[]}'


@pytest.mark.parametrize(
    ("body", "reason", "counts_as_taken"),
    [
        (b"\x00\xff not JSON", "malformed", False),
        (BODY % (9, b"dock-1"), "version", True),
        (BODY % (1, b"dock-2"), "agent-mismatch", True),
        (b'{"v":1,"agent":"dock-1","epoch":"E2","seq":1,"sent":"2026-01-01T00:00:00Z","events":['
         + b",".join([b"{}"] * 501) + b"]}", "oversized", True),
        (BODY % (1, b"dock-1") + b" " * 1_000_000, "oversized", True),
    ],
)  # fmt: skip
def test_a_bad_payload_is_kept_and_does_not_block_what_follows(
    world: World, end: AgentEnd, body: bytes, reason: str, counts_as_taken: bool
) -> None:
    end.publish(world.signed(body))
    if counts_as_taken:
        end.wait_for_ack(1, "E2")
    end.publish(world.batch(1, [move()]))
    end.wait_for_ack(1)
    kept = world.query("select reason, payload, idx from quarantine where topic = %s", world.topic())
    assert [(row[0], bytes(row[1]), row[2]) for row in kept] == [(reason, world.signed(body), None)]


def test_a_wrong_signature_is_kept_once_however_often_it_comes(world: World, end: AgentEnd) -> None:
    payload = world.batch(1, [move(qty="1000")])
    forged = payload[:-1] + (b"0" if payload[-1:] != b"0" else b"1")
    for _ in range(3):
        end.publish(forged)
    end.publish(world.batch(1, [move()]))
    end.wait_for_ack(1)
    assert world.on_hand("BOLT", "DOCK-1") == 1
    assert world.query("select reason, times from quarantine where topic = %s", world.topic()) == [
        ("signature", 3)
    ]


def test_an_unknown_agent_is_kept_and_counts_after_it_is_made_known(world: World, end: AgentEnd) -> None:
    topic = topics.events(world.site, "stranger")
    body = world.batch(1, [move()])
    end.publish(body, topic)
    end.wait_for(
        lambda: world.query("select reason from quarantine where topic = %s", topic) == [("unknown-agent",)]
    )


def test_a_time_from_the_future_is_booked_now_and_flagged(world: World, end: AgentEnd) -> None:
    end.publish(
        world.batch(
            1,
            [
                move(at=now() + timedelta(hours=3)),
                move(at=now() - timedelta(days=4000)),
                move(at=now() - timedelta(days=3)),
            ],
        )
    )
    end.wait_for_ack(1)
    rows = world.query(
        "select occurred_at = recorded_at, evidence ?| array['clock_ahead_ms', 'clock_behind_ms'] "
        "from movement m join site s on s.id = m.site_id where s.code = %s order by idx",
        world.site,
    )
    assert rows == [(True, True), (True, True), (False, None)]
    assert world.query(
        "select count(*) from alarm where kind = 'clock' and subject = %s", f"{world.site}/dock-1"
    ) == [(1,)]


def test_stock_that_goes_below_zero_raises_an_alarm_until_it_is_back(world: World, end: AgentEnd) -> None:
    subject = f"{world.site}/DOCK-1/BOLT"
    end.publish(world.batch(1, [move(qty="2", source="DOCK-1", destination="customer", kind="shipment")]))
    end.wait_for_ack(1)
    open_alarms = (
        "select count(*) from alarm where kind = 'negative-stock' and subject = %s and cleared_at is null"
    )
    assert world.on_hand("BOLT", "DOCK-1") == -2
    assert world.query(open_alarms, subject) == [(1,)]
    end.publish(world.batch(2, [move(qty="5")]))
    end.wait_for_ack(2)
    assert world.query(open_alarms, subject) == [(0,)]


def test_counts_readings_cartons_faults_and_scans_are_kept(world: World, end: AgentEnd) -> None:
    at = now()
    end.publish(
        world.batch(
            1,
            [
                move(qty="8", at=at),
                messages.Reading(
                    at=at,
                    device="scale-1",
                    quantity="weight",
                    value=Decimal("12.5"),
                    unit="g",
                    location="DOCK-1",
                ),
                messages.Count(at=at, device="scanner-1", item="BOLT", qty=Decimal(7), location="DOCK-1"),
                messages.Count(at=at, device="scanner-1", item="WIRE", qty=Decimal(0), location="DOCK-1"),
                messages.Fault(at=at, device="scale-1", code="unplugged", detail="gone"),
                messages.UnplacedScan(at=at, device="scanner-1", data="???", why="unknown"),
                messages.Receipt(
                    at=at, device="scanner-1", document="PO-1", action="opened", location="DOCK-1"
                ),
                messages.Pack(
                    at=at,
                    device="scale-2",
                    order="SO-1",
                    carton="C-1",
                    verdict="verified",
                    lines=[PackLine(line=1, item="BOLT", qty=Decimal(2))],
                    expected_weight_g=Decimal(20),
                    measured_weight_g=Decimal("20.5"),
                    tolerance_g=Decimal(1),
                ),
            ],
        )
    )
    end.wait_for_ack(1)
    # ruff: noqa: S608
    own = "join agent a on a.id = agent_id join site s on s.id = a.site_id where s.code = %s"
    assert world.query(f"select value from reading {own}", world.site) == [(Decimal("12.5"),)]
    assert world.query(
        f"select counted_qty, ledger_qty from stock_count {own} order by ledger_qty desc", world.site
    ) == [(7, 8), (0, 0)]
    assert world.query(f"select kind from device_event {own} order by device_event.id", world.site) == [
        ("fault",),
        ("scan",),
        ("receipt",),
    ]
    assert world.query(f"select order_number, verdict from carton {own}", world.site) == [
        ("SO-1", "verified")
    ]


def test_a_held_event_is_replayed_exactly_once_when_asked(world: World, end: AgentEnd) -> None:
    from hub.store import items

    sku = f"NEW-{world.site}"
    payload = world.batch(1, [move(item=sku, qty="9")])
    end.publish(payload)
    end.wait_for_ack(1)
    (held,) = world.query("select id from quarantine where topic = %s", world.topic())[0]
    quarantine.request_replay(world.conn, held, "tester")
    end.wait_for(lambda: quarantine.get(world.conn, held).status == "held")
    items.create(world.conn, items.NewItem(sku=sku))
    quarantine.request_replay(world.conn, held, "tester")
    end.wait_for(lambda: quarantine.get(world.conn, held).status == "replayed")
    assert world.on_hand(sku, "DOCK-1") == 9
    end.publish(payload)
    end.publish(world.batch(2, []))
    end.wait_for_ack(2)
    assert world.on_hand(sku, "DOCK-1") == 9
    assert world.query(
        "select count(*) from alarm where kind='quarantine' and subject = %s and cleared_at is null",
        world.topic(),
    ) == [(0,)]
