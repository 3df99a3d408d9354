"""The hub's end of the wire for tests of the agent alone: takes batches, acknowledges, sends down."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from edge.agent import Agent, AgentSettings
from edge.connection import BrokerOptions, parse_broker_url
from gateway.wire import topics
from gateway.wire.codec import decode, decode_batch, encode, unsigned, verify
from gateway.wire.messages import (
    Ack,
    AgentState,
    AnyEvent,
    Batch,
    Catalog,
    CatalogCode,
    CatalogItem,
    Command,
    Config,
    DeviceConfig,
    Movement,
    Order,
    Tasks,
)

# no test waits so long: it is for a machine that stands still for a while
PATIENCE_S = 120.0
KEY = b"0123456789abcdef0123456789abcdef"
GOODS = [
    CatalogItem(
        sku="MUG",
        name="Mug",
        codes=[CatalogCode(code="9506000134352"), CatalogCode(code="19506000134359", qty=Decimal(12))],
        unit_weight_g=Decimal(100),
        unit_weight_sd_g=Decimal("0.5"),
    ),
    CatalogItem(sku="85123A", name="Heart T-light holder", unit_weight_g=Decimal(250)),
]


class Hub:
    """Acknowledges what it takes while `answers`; `batches` keep the order in which they came first."""

    def __init__(self, broker_url: str, site: str, agent: str = "edge-1") -> None:
        self.site, self.agent = site, agent
        self.answers = True
        self.batches: dict[tuple[str, int], Batch] = {}
        self.heard = 0
        self.states: list[AgentState] = []
        self._changed = threading.Condition()
        self._subscribed = threading.Event()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.on_connect = lambda client, *_: client.subscribe(
            [(topics.events(site, agent), 1), (topics.state(site, agent), 1)]
        )
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = self._on_message
        address = parse_broker_url(BrokerOptions(broker_url))
        self._client.connect(address.host, address.port)
        self._client.loop_start()
        assert self._subscribed.wait(PATIENCE_S)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _on_message(self, _client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        with self._changed:
            if message.topic.endswith("/state"):
                body, _ = unsigned(bytes(message.payload))
                said = decode(body, AgentState)
                self.states.append(said)
                if self.answers and said.online and said.epoch is not None:
                    self._acknowledge(said.epoch, retain=False)
            else:
                batch = decode_batch(verify(bytes(message.payload), message.topic, KEY))
                if self.answers:
                    self.batches.setdefault((batch.epoch, batch.seq), batch)
                    self._acknowledge(batch.epoch)
                self.heard += 1  # last: who sees it may change `answers` for the next one
            self._changed.notify_all()

    def _acknowledge(self, epoch: str, *, retain: bool = True) -> None:
        upto = 0
        while (epoch, upto + 1) in self.batches:
            upto += 1
        self.say("ack", Ack(v=1, epoch=epoch, upto=upto, at=datetime.now(UTC)), retain=retain)

    def say(self, channel: str, message: msgspec.Struct, key: bytes = KEY, *, retain: bool = True) -> None:
        topic = f"tallydock/1/{self.site}/{self.agent}/down/{channel}"
        self._client.publish(topic, encode(message, topic, key), qos=1, retain=retain)

    def configure(self, *devices: DeviceConfig, version: int = 1) -> None:
        self.say(
            "config",
            Config(v=1, version=version, agent=self.agent, site=self.site, devices=list(devices)),
        )

    def catalogue(self, version: int = 1) -> None:
        for page, item in enumerate(GOODS, 1):
            self.say(
                f"catalog/{page}", Catalog(v=1, version=version, page=page, pages=len(GOODS), items=[item])
            )

    def orders(self, *orders: Order, version: int = 1) -> None:
        self.say("tasks", Tasks(v=1, version=version, orders=list(orders)))

    def command(self, command: Command) -> None:
        self.say("command", command, retain=False)

    @property
    def events(self) -> list[AnyEvent]:
        with self._changed:
            return [event for batch in self.batches.values() for event in batch.events]

    @property
    def movements(self) -> list[Movement]:
        return [event for event in self.events if isinstance(event, Movement)]

    def wait_for(self, what: Callable[[], bool], why: str, timeout_s: float = PATIENCE_S) -> None:
        wait_until(what, why, timeout_s)


def wait_until(what: Callable[[], bool], why: str, timeout_s: float = PATIENCE_S) -> None:
    end = time.monotonic() + timeout_s
    while not what():
        assert time.monotonic() < end, f"waited {timeout_s} s for: {why}"
        time.sleep(0.005)


def make_agent(hub: Hub, broker_url: str, folder: Path, **more: object) -> Agent:
    settings = AgentSettings(
        site=hub.site,
        agent=hub.agent,
        key=KEY,
        broker_url=broker_url,
        state_dir=folder / "state",
        device_dir=folder / "dev",
        version="test",
        **more,  # type: ignore[arg-type]
    )
    return Agent(settings)
