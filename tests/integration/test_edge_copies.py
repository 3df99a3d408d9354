"""An agent is restored from an old image, or runs twice: nothing is counted twice, and nothing is lost."""

from __future__ import annotations

import random
import shutil
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from devices.simulators.scale import ScaleSimulator
from edge.agent import Agent, AgentSettings
from edge.outbox import Outbox
from edge.outbox_doubt import OLDER_COPY
from gateway.wire.codec import decode_batch, unsigned
from gateway.wire.messages import DeviceConfig, Fault, Movement
from hub.store import quarantine
from tests.integration.edge_hub import Hub, make_agent, wait_until
from tests.integration.gateway_world import World, gateway_on, move

if TYPE_CHECKING:
    from tallydock.services.broker import Broker

SHELF = DeviceConfig(
    id="shelf",
    role="shelf_scale",
    protocol="and-st-gs",
    port="shelf",
    settings={
        "location": "SHELF-1",
        "sku": "MUG",
        "put_from": "DOCK-1",
        "pick_to": "PACK-1",
        "division_g": "1",
    },
)


def agent_of(world: World, url: str, folder: Path) -> Agent:
    return Agent(AgentSettings(world.site, "dock-1", world.key, url, folder / "state", folder / "dev"))


def receive(agent: Agent, *documents: str) -> None:
    agent.outbox.put([move(document=document) for document in documents]).result()


def booked(world: World) -> list[str]:
    return [row[0] for row in world.query("select document from movement order by document")]


def held(world: World) -> dict[str, set[str]]:
    """Documents of the movements that wait in quarantine, by reason."""
    found: dict[str, set[str]] = {}
    for row in quarantine.list_page(world.conn, site=world.site):
        batch = decode_batch(unsigned(quarantine.get(world.conn, row.id).payload)[0])
        documents = {event.document or "" for event in batch.events if isinstance(event, Movement)}
        found.setdefault(row.reason, set()).update(documents)
    return found


def an_old_image(world: World, url: str, folder: Path) -> None:
    """The folder of an agent as it was with A1, A2 unsent; both have been sent since, and B1 too."""
    agent = agent_of(world, url, folder)
    agent.start()
    receive(agent, "A0")
    wait_until(lambda: booked(world) == ["A0"] and agent.outbox.totals.waiting == 0, "A0")
    agent.stop()
    offline = Outbox(folder / "state/outbox.db", world.site, "dock-1", lambda: datetime.now(UTC))
    offline.put([move(document="A1"), move(document="A2")]).result()
    offline.close()
    shutil.copytree(folder / "state", folder / "image")
    agent = agent_of(world, url, folder)
    agent.start()
    wait_until(lambda: "A2" in booked(world), "what waited")
    receive(agent, "B1")
    wait_until(lambda: agent.outbox.totals.waiting == 0, "B1")
    agent.stop()
    assert booked(world) == ["A0", "A1", "A2", "B1"]
    shutil.rmtree(folder / "state")
    (folder / "image").rename(folder / "state")


def alarms(world: World) -> list[str]:
    found = world.query("select subject from alarm where kind = 'cloned-agent' and cleared_at is null")
    return [row[0] for row in found]


def faults(world: World) -> set[str]:
    return {row[0] for row in world.query("select code from device_event where kind = 'fault'")}


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub is there: its word comes before anything is sealed, however busy the machine is."""
    monkeypatch.setattr("edge.uplink._HUB_ANSWERS_WITHIN_S", 120.0)


@pytest.mark.usefixtures("patient")
def test_an_agent_from_an_old_image_counts_on_and_what_it_held_waits_for_a_person(
    world: World, broker_url: str, tmp_path: Path
) -> None:
    with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
        an_old_image(world, broker_url, tmp_path)
        restored = agent_of(world, broker_url, tmp_path)
        receive(restored, "C1")
        restored.start()
        wait_until(lambda: "C1" in booked(world), "what happened before it had heard the hub")
        receive(restored, "C2")
        wait_until(lambda: "C2" in booked(world), "what happened since")
        wait_until(lambda: "outbox-older-copy" in faults(world), "it to say so")
        wait_until(lambda: restored.outbox.totals.waiting == 0, "all of it")
        restored.stop()
    assert booked(world) == ["A0", "A1", "A2", "B1", "C1", "C2"]
    assert held(world) == {"old-copy": {"A1", "A2"}}
    assert alarms(world) == [f"{world.site}/dock-1"]


@pytest.mark.usefixtures("patient")
def test_an_agent_that_dies_as_it_hears_that_it_is_an_old_copy_says_so_at_its_next_start(
    world: World, broker_url: str, tmp_path: Path
) -> None:
    with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
        an_old_image(world, broker_url, tmp_path)
        died = Outbox(tmp_path / "state/outbox.db", world.site, "dock-1", lambda: datetime.now(UTC))
        died.acknowledged(died.epoch, 40)
        died.close()  # it has begun anew, and nobody was told yet
        restored = agent_of(world, broker_url, tmp_path)
        restored.start()
        wait_until(lambda: "outbox-older-copy" in faults(world), "it to say so")
        wait_until(lambda: not restored.outbox.states()[OLDER_COPY], "all of it to know")
        restored.stop()


def test_nothing_is_lost_or_doubled_when_nobody_can_tell_it_that_its_numbers_are_used(
    world: World, own_broker: Broker, tmp_path: Path
) -> None:
    with gateway_on(world.dsn, own_broker.url, f"gw-{world.site}"):
        an_old_image(world, own_broker.url, tmp_path)
    forget(own_broker.url, f"tallydock/1/{world.site}/dock-1/down/ack")
    restored = agent_of(world, own_broker.url, tmp_path)
    restored.start()
    receive(restored, "C1")
    wait_until(lambda: restored.outbox.totals.sealed_batches > 0, "it to send, with no gateway there")
    with gateway_on(world.dsn, own_broker.url, f"gw-{world.site}"):
        wait_until(lambda: "sequence-reused" in held(world), "the numbers to be found used")
        wait_until(lambda: restored.outbox.totals.waiting == 0, "the agent to hear of it")
        receive(restored, "C2")
        wait_until(lambda: "C2" in booked(world), "what happened after it knew")
        wait_until(lambda: restored.outbox.totals.waiting == 0, "all of it")
        restored.stop()
    assert len(booked(world)) == len(set(booked(world)))
    everything = set(booked(world)).union(*held(world).values())
    assert everything == {"A0", "A1", "A2", "B1", "C1", "C2"}
    assert alarms(world) == [f"{world.site}/dock-1"]


def forget(url: str, topic: str) -> None:
    """Clears a retained message."""
    import paho.mqtt.client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion

    from edge.connection import BrokerOptions, parse_broker_url

    address = parse_broker_url(BrokerOptions(url))
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.connect(address.host, address.port)
    client.loop_start()
    client.publish(topic, b"", qos=1, retain=True).wait_for_publish(120)
    client.disconnect()
    client.loop_stop()


@pytest.mark.usefixtures("patient")
def test_a_shelf_with_an_old_memory_asks_for_a_count_and_books_nothing(
    broker_url: str, site_code: str, tmp_path: Path
) -> None:
    hub = Hub(broker_url, site_code)
    scale = ScaleSimulator(tmp_path / "dev/shelf", "and-st-gs", random.Random(1), division_g=Decimal(1))
    scale.set_load_g(Decimal(1000))
    scale.start()
    agent = make_agent(hub, broker_url, tmp_path)
    agent.start()
    hub.catalogue()
    hub.configure(SHELF)
    wait_until(lambda: any(b'"1000"' in v for v in agent.outbox.states().values()), "the first weight")
    agent.outbox.flush()
    agent.stop()
    shutil.copytree(tmp_path / "state", tmp_path / "image")
    agent = make_agent(hub, broker_url, tmp_path)
    agent.start()
    wait_until(lambda: any(one.connected for one in agent.state().devices), "the shelf")
    for left in (700, 600):
        scale.take(Decimal(1000 - left if left == 700 else 100))
        wait_until(lambda: any(b'"%d"' % left in v for v in agent.outbox.states().values()), "it to settle")  # noqa: B023
    hub.wait_for(lambda: len(hub.movements) == 2 and agent.outbox.totals.waiting == 0, "two picks")
    agent.stop()
    shutil.rmtree(tmp_path / "state")
    (tmp_path / "image").rename(tmp_path / "state")

    restored = make_agent(hub, broker_url, tmp_path)
    restored.start()

    def codes() -> list[str]:
        return [event.code for event in hub.events if isinstance(event, Fault)]

    hub.wait_for(lambda: "older-memory" in codes(), "a call for a count")
    wait_until(lambda: any(b'"600"' in v for v in restored.outbox.states().values()), "it to settle")
    scale.take(Decimal(200))
    hub.wait_for(lambda: len(sure(hub)) == 3, "a pick that is sure")
    restored.stop()
    scale.close()
    hub.close()
    assert [movement.qty for movement in sure(hub)] == [3, 1, 2]


def sure(hub: Hub) -> list[Movement]:
    """Movements that a gateway would book."""
    batches = [batch for batch in list(hub.batches.values()) if not batch.doubtful]
    return [event for batch in batches for event in batch.events if isinstance(event, Movement)]


def test_an_agent_that_runs_twice_gives_way_says_so_and_the_hub_is_told(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("mosquitto") is None and not Path("/usr/sbin/mosquitto").exists():
        pytest.skip("the embedded broker does not tell why it ends a connection; mosquitto is not installed")
    from tallydock.services.broker import choose_broker

    monkeypatch.setattr("edge.rival.FIRST_WAIT_S", 1.0)
    broker = choose_broker(tmp_path / "broker", prefer="mosquitto")
    broker.start()
    try:
        with gateway_on(world.dsn, broker.url, f"gw-{world.site}"):
            both = [agent_of(world, broker.url, tmp_path / name) for name in ("one", "two")]
            for agent in both:
                agent.start()
            wait_until(lambda: alarms(world) == [f"{world.site}/dock-1"], "the alarm")
            wait_until(lambda: sum(agent.uplink.counters.takeovers for agent in both) >= 2, "both to be told")
            told = [agent.state().takeovers for agent in both]
            for agent in both:
                agent.stop()
    finally:
        broker.stop()
    assert max(told) < 20, "they do not fight at full speed"
