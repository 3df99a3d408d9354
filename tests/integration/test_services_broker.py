"""What the rest of Tallydock relies on a broker for, on each broker that may be under it."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

pytest.importorskip("iotcore", reason="the iotcore wheel is not installed")

from tallydock.services.broker import Broker, EmbeddedBroker, MosquittoBroker, choose_broker, find_mosquitto
from tallydock.services.errors import ServiceError

needs_mosquitto = pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed")


@pytest.fixture(params=["iotcore", pytest.param("mosquitto", marks=needs_mosquitto)])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    started = choose_broker(tmp_path / "broker", prefer=request.param)
    started.start()
    yield started
    started.stop()


class Client:
    """An MQTT 5 client that collects what it hears."""

    def __init__(
        self, broker: Broker, name: str, *, keep_s: int = 0, will: tuple[str, bytes, int, bool] | None = None
    ) -> None:
        self.heard: list[mqtt.MQTTMessage] = []
        self.ready = False
        self.session_present = False
        self.paho = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=mqtt.MQTTv5)
        self.paho.on_message = lambda _client, _data, message: self.heard.append(message)
        self.paho.on_connect = self._on_connect
        self.paho.on_subscribe = lambda *_: setattr(self, "ready", True)
        if will:
            self.paho.will_set(*will)
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = keep_s
        self.paho.connect("127.0.0.1", broker.port, clean_start=keep_s == 0, properties=properties)
        self.paho.loop_start()
        wait_for(self.paho.is_connected)

    def _on_connect(self, _client: object, _data: object, flags: mqtt.ConnectFlags, *_: object) -> None:
        self.session_present = flags.session_present

    def subscribe(self, topic: str) -> Client:
        self.ready = False
        self.paho.subscribe(topic, qos=1)
        wait_for(lambda: self.ready)
        return self

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, **properties: object) -> None:
        packed = Properties(PacketTypes.PUBLISH)
        for key, value in properties.items():
            setattr(packed, key, value)
        self.paho.publish(topic, payload, qos=1, retain=retain, properties=packed).wait_for_publish(120)

    def close(self) -> None:
        self.paho.disconnect()
        self.paho.loop_stop()


@pytest.fixture
def connect(broker: Broker) -> Iterator[Callable[..., Client]]:
    made: list[Client] = []

    def make(name: str, **options: object) -> Client:
        made.append(Client(broker, name, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for client in made:
        client.close()


def wait_for(condition: Callable[[], bool], timeout_s: float = 120.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def test_a_retained_message_waits_for_who_comes_later(connect: Callable[..., Client]) -> None:
    connect("gateway").publish("down/config", b"settings", retain=True)
    agent = connect("agent").subscribe("down/#")
    wait_for(lambda: len(agent.heard) == 1)
    assert (agent.heard[0].payload, agent.heard[0].retain) == (b"settings", True)


def test_the_last_will_of_a_cut_connection_is_told_and_retained(connect: Callable[..., Client]) -> None:
    watcher = connect("watcher").subscribe("agent/state")
    agent = connect("agent", will=("agent/state", b"offline", 1, True))
    cable = agent.paho.socket()
    assert cable is not None
    cable.shutdown(socket.SHUT_RDWR)
    wait_for(lambda: any(message.payload == b"offline" for message in watcher.heard))
    late = connect("late").subscribe("agent/state")
    wait_for(lambda: bool(late.heard))
    assert late.heard[0].retain


def test_a_megabyte_arrives_whole(connect: Callable[..., Client]) -> None:
    reader = connect("reader").subscribe("catalog")
    payload = random.Random(7).randbytes(1_000_000)
    connect("writer").publish("catalog", payload)
    wait_for(lambda: bool(reader.heard))
    assert reader.heard[0].payload == payload


def test_user_properties_arrive_and_an_expired_command_does_not(connect: Callable[..., Client]) -> None:
    writer = connect("writer")
    writer.publish("command/old", b"beep", retain=True, MessageExpiryInterval=1)
    time.sleep(2.2)
    reader = connect("reader").subscribe("command/#")
    writer.publish("command/new", b"beep", UserProperty=("trace", "7"))
    wait_for(lambda: bool(reader.heard))
    assert [message.topic for message in reader.heard] == ["command/new"]
    assert reader.heard[0].properties.UserProperty == [("trace", "7")]


def test_a_persistent_session_gets_what_came_while_it_was_away(connect: Callable[..., Client]) -> None:
    away = connect("gateway-1", keep_s=3600).subscribe("up/events")
    away.close()
    connect("agent").publish("up/events", b"batch")
    back = connect("gateway-1", keep_s=3600)
    wait_for(lambda: bool(back.heard))
    assert back.session_present


def test_replicas_share_the_work(connect: Callable[..., Client]) -> None:
    replicas = [connect(f"gateway-{number}").subscribe("$share/g/up/events") for number in (1, 2)]
    agent = connect("agent")
    for number in range(20):
        agent.publish("up/events", str(number).encode())
    wait_for(lambda: sum(len(replica.heard) for replica in replicas) == 20)
    assert all(replica.heard for replica in replicas)


def test_a_busy_port_is_named_with_who_has_it(broker: Broker, tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match=f"port {broker.port} can't be used") as caught:
        EmbeddedBroker(tmp_path / "second", broker.port).start()
    assert broker.process is not None
    assert str(broker.process.pid) in caught.value.where


def test_an_embedded_broker_that_only_looks_alive_is_found_out_and_restarted(tmp_path: Path) -> None:
    broker = EmbeddedBroker(tmp_path / "broker")
    broker.start()
    noise = random.Random(1)
    try:
        for _ in range(60):
            if not broker.healthy():
                break
            with (
                suppress(OSError),  # the noise before may have killed it just now
                socket.create_connection(("127.0.0.1", broker.port), timeout=2) as line,
            ):
                line.sendall(b"\x10\x10\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x03abc" + noise.randbytes(60))
                time.sleep(0.03)
        assert broker.process is not None
        if broker.healthy():
            pytest.skip("this iotcore survives the noise that killed 0.4.0's listener")
        assert broker.process.poll() is None  # liveness would have said that all is well
        url = broker.url
        broker.restart()
        wait_for(broker.healthy)
        assert broker.url == url
    finally:
        broker.stop()


@needs_mosquitto
def test_mosquittos_queue_survives_a_stop(tmp_path: Path) -> None:
    broker = MosquittoBroker(tmp_path / "broker")
    broker.start()
    try:
        Client(broker, "gateway-1", keep_s=3600).subscribe("up/events").close()
        agent = Client(broker, "agent")
        for number in range(50):
            agent.publish("up/events", str(number).encode())
        agent.close()
        broker.restart()
        back = Client(broker, "gateway-1", keep_s=3600)
        wait_for(lambda: len(back.heard) == 50)
        back.close()
    finally:
        broker.stop()
