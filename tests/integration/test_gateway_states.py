"""What agents are told, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from gateway import states
from gateway.reception import Delivery
from gateway.wire import codec, messages, topics
from hub.store import agents, items, orders, pool
from hub.store import alarms as hub_alarms
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import EPOCH, AgentEnd, World, gateway_on, move, now


@pytest.fixture
def end(world: World, broker_url: str) -> Iterator[AgentEnd]:
    with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
        made = AgentEnd(broker_url, world)
        yield made
        made.close()


def say(end: AgentEnd, *, signed: bool = True, **said: Any) -> None:
    topic = topics.state(end.world.site, "dock-1")
    state = messages.AgentState(v=1, agent="dock-1", **said)
    payload = codec.encode(state, topic, end.world.key)
    end.publish(payload if signed else codec.unsigned(payload)[0], topic, retain=True)


def alarms(world: World, kind: str) -> int:
    subject = f"{world.site}/dock-1"
    return int(
        world.query(
            "select count(*) from alarm where kind = %s and subject = %s and cleared_at is null",
            kind,
            subject,
        )[0][0]
    )


def agent(world: World) -> agents.Agent:
    return agents.get(world.conn, world.site, "dock-1")


def test_an_agent_is_told_catalogue_configuration_and_tasks(world: World, end: AgentEnd) -> None:
    device = {"id": "scanner-1", "role": "scanner", "protocol": "line-scanner", "port": "s1"}
    agents.update(world.conn, world.site, "dock-1", config={"location": "DOCK-1", "devices": [device]})
    line = orders.NewLine("BOLT", Decimal(3), Decimal(9))
    orders.create(world.conn, world.site, "SO-7", [line], released_at=now(), customer="Chen & Co")

    end.wait_for(lambda: {"down/catalog/1", "down/config", "down/tasks"} <= set(end.down))
    end.wait_for(lambda: bool(end.said("down/tasks", messages.Tasks).orders))
    end.wait_for(lambda: bool(end.said("down/config", messages.Config).devices))

    catalogue = end.said("down/catalog/1", messages.Catalog)
    bolt = next(item for item in catalogue.items if item.sku == "BOLT")
    assert (catalogue.page, catalogue.pages) == (1, 1)
    assert {code.code: code.qty for code in bolt.codes} == {"BOLT": 1, "04012345678901": 12}
    (order,) = end.said("down/tasks", messages.Tasks).orders
    assert (order.number, order.customer, order.lines[0].qty) == ("SO-7", "Chen & Co", 3)
    config = end.said("down/config", messages.Config)
    assert (config.timezone, config.devices[0].id) == ("Europe/Berlin", "scanner-1")


def test_a_new_code_reaches_the_agent_with_a_higher_version(world: World, end: AgentEnd) -> None:
    end.wait_for(lambda: "down/catalog/1" in end.down)
    before = end.said("down/catalog/1", messages.Catalog).version
    items.add_code(world.conn, "WIRE", "WIRE-REEL", "other", Decimal(100))
    end.wait_for(lambda: end.said("down/catalog/1", messages.Catalog).version > before)
    (wire,) = [i for i in end.said("down/catalog/1", messages.Catalog).items if i.sku == "WIRE"]
    assert "WIRE-REEL" in [code.code for code in wire.codes]


TEAPOT = {"devices": [{"id": "x", "role": "teapot"}]}


def test_a_configuration_that_no_agent_could_read_raises_an_alarm(world: World, end: AgentEnd) -> None:
    agents.update(world.conn, world.site, "dock-1", config=TEAPOT)
    end.wait_for(lambda: alarms(world, "agent-config") == 1)
    agents.update(world.conn, world.site, "dock-1", config={"devices": []})
    end.wait_for(lambda: alarms(world, "agent-config") == 0)


def test_a_configuration_that_is_put_back_ends_the_alarm(world: World, end: AgentEnd) -> None:
    end.wait_for(lambda: "down/config" in end.down)
    before = agent(world).config
    agents.update(world.conn, world.site, "dock-1", config=TEAPOT)
    end.wait_for(lambda: alarms(world, "agent-config") == 1)
    agents.update(world.conn, world.site, "dock-1", config=before)
    end.wait_for(lambda: alarms(world, "agent-config") == 0)


def test_a_configuration_that_is_put_back_while_no_gateway_runs_ends_the_alarm(
    world: World, broker_url: str
) -> None:
    end = AgentEnd(broker_url, world)
    with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
        end.wait_for(lambda: "down/config" in end.down)
        before = agent(world).config
        agents.update(world.conn, world.site, "dock-1", config=TEAPOT)
        end.wait_for(lambda: alarms(world, "agent-config") == 1)
    agents.update(world.conn, world.site, "dock-1", config=before)
    with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
        end.wait_for(lambda: alarms(world, "agent-config") == 0)
    end.close()


def test_what_was_shipped_leaves_the_tasks_and_closes_the_order(world: World, end: AgentEnd) -> None:
    lines = [
        orders.NewLine("BOLT", Decimal(3), Decimal(9)),
        orders.NewLine("WIRE", Decimal("1.5"), Decimal(2)),
    ]
    orders.create(world.conn, world.site, "SO-1", lines, released_at=now())
    ship = {"source": "DOCK-1", "destination": "customer", "kind": "shipment", "document": "SO-1"}
    end.publish(world.batch(1, [move(qty="3", **ship)]))
    end.wait_for_ack(1)
    end.wait_for(
        lambda: (
            "down/tasks" in end.down
            and [line.sku for order in end.said("down/tasks", messages.Tasks).orders for line in order.lines]
            == ["WIRE"]
        )
    )
    assert orders.get(world.conn, world.site, "SO-1").status == "released"
    end.publish(world.batch(2, [move(item="WIRE", qty="1.5", **ship)]))
    end.wait_for_ack(2)
    assert orders.get(world.conn, world.site, "SO-1").status == "shipped"
    end.wait_for(lambda: end.said("down/tasks", messages.Tasks).orders == [])
    assert world.query("select sum(revenue) from day_total") == [(Decimal(30),)]
    assert world.query("select sum(revenue) from movement") == [(Decimal(30),)]


def test_goods_that_leave_on_a_cancelled_order_count_and_raise_an_alarm(world: World, end: AgentEnd) -> None:
    orders.create(
        world.conn, world.site, "SO-9", [orders.NewLine("BOLT", Decimal(1), Decimal(9))], released_at=now()
    )
    orders.cancel(world.conn, world.site, "SO-9")
    end.publish(
        world.batch(1, [move(source="DOCK-1", destination="customer", kind="shipment", document="SO-9")])
    )
    end.wait_for_ack(1)
    assert world.query("select revenue from movement") == [(Decimal(9),)]
    assert world.query("select subject from alarm where kind = 'shipped-cancelled-order'") == [
        (f"{world.site}/SO-9",)
    ]


def test_birth_and_last_will_show_who_is_there(world: World, end: AgentEnd) -> None:
    say(end, online=True, version="1.2", outbox_events=4)
    end.wait_for(lambda: agent(world).online)
    assert (agent(world).state or {})["outbox_events"] == 4
    say(end, signed=False, online=False)
    end.wait_for(lambda: not agent(world).online)
    said = agent(world).state or {}
    assert (said["unsigned"], said["version"]) == (True, "1.2")
    assert alarms(world, "agent-offline") == 1
    say(end, online=True)
    end.wait_for(lambda: agent(world).online)
    assert alarms(world, "agent-offline") == 0


def test_nobody_is_online_because_an_unsigned_message_says_so(world: World, end: AgentEnd) -> None:
    say(end, signed=False, online=True)
    topic = topics.state(world.site, "dock-1")
    end.wait_for(
        lambda: world.query("select reason from quarantine where topic = %s", topic) == [("signature",)]
    )
    assert not agent(world).online


def test_a_wrong_clock_raises_an_alarm_until_it_is_right(world: World, end: AgentEnd) -> None:
    say(end, online=True, clock_offset_ms=90_000)
    end.wait_for(lambda: alarms(world, "clock") == 1)
    say(end, online=True, clock_offset_ms=12)
    end.wait_for(lambda: alarms(world, "clock") == 0)


def test_a_new_outbox_is_taken_and_noted(world: World, end: AgentEnd) -> None:
    end.publish(world.batch(1, [move()]))
    end.wait_for_ack(1)
    end.publish(world.batch(1, [move()], epoch="ANOTHER"))
    end.wait_for_ack(1, "ANOTHER")
    assert world.on_hand("BOLT", "DOCK-1") == 2
    assert world.query("select code from device_event where kind = 'fault'") == [("new-epoch",)]


def test_a_hub_restored_from_a_backup_does_not_wait_for_what_was_acknowledged_before(
    world: World, end: AgentEnd
) -> None:
    end.publish(world.batch(7, [move(qty="7")]))
    end.wait_for(lambda: world.on_hand("BOLT", "DOCK-1") == 7)
    assert end.wait_for_ack(0).upto == 0
    say(end, online=True, epoch=EPOCH, oldest_seq=7)
    end.wait_for(lambda: alarms(world, "lost-batches") == 1)
    end.publish(world.batch(8, [move()]))
    end.wait_for_ack(8)
    assert world.query("select detail like '6 batches%%' from device_event where code = 'lost-batches'") == [
        (True,)
    ]


def test_two_that_take_turns_are_told_of_each_other_once_and_not_for_ever(
    world: World, end: AgentEnd
) -> None:
    for instance in ("one", "two", "one"):
        end.down.pop("down/ack", None)
        say(end, online=True, epoch=EPOCH, instance=instance, at=now())
        end.wait_for(lambda: "down/ack" in end.down)
    assert end.said("down/ack", messages.Ack).rival
    end.down.pop("down/ack")
    say(end, online=True, epoch=EPOCH, instance="one", at=now())
    end.wait_for(lambda: "down/ack" in end.down)
    assert not end.said("down/ack", messages.Ack).rival
    assert alarms(world, "cloned-agent") == 1


def test_a_state_and_a_group_of_batches_do_not_wait_for_each_other_in_a_circle(world: World) -> None:
    """Both lock the epoch, and both raise the alarm of the agent's clock."""
    subject, agent_id = f"{world.site}/dock-1", agent(world).id
    state = messages.AgentState(
        v=1, agent="dock-1", online=True, epoch=EPOCH, oldest_seq=7, clock_offset_ms=3_600_000, at=now()
    )
    topic = topics.state(world.site, "dock-1")
    said = Delivery(topic, codec.encode(state, topic, world.key))
    with pool.connect(world.dsn) as group, pool.connect(world.dsn) as other, ThreadPoolExecutor(1) as thread:
        agents.lock_epochs(group, {(agent_id, EPOCH): now()})
        noted = thread.submit(states.apply, other, said, now())
        waits = "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s"
        wait_until(lambda: world.query(waits, other.info.backend_pid) == [(True,)], "the state to wait")
        hub_alarms.raise_(group, "clock", subject, at=now(), detail="of the batch", site_id=None)
        group.commit()
        assert noted.result(120) is not None
    assert (alarms(world, "clock"), alarms(world, "lost-batches")) == (1, 1)
