"""Real clients and the real broker, with the drill's bad network between them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from random import Random
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import pytest

from edge.connection import BrokerOptions, connect, make_client
from tallydock.drill.proxy import MqttProxy


def until(condition: Callable[[], bool], what: str, timeout_s: float = 120.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"{what}: it did not come"
        time.sleep(0.01)


@pytest.fixture
def proxy(broker_url: str) -> Iterator[MqttProxy]:
    parts = urlsplit(broker_url)
    made = MqttProxy((parts.hostname or "", parts.port or 1883), Random(7))
    made.start()
    yield made
    made.close()


class Client:
    """As the edge makes it: a session that outlives the connection. `got` are the numbers that arrived."""

    def __init__(self, url: str, name: str, *, subscribe: str | None = None) -> None:
        self.got: list[int] = []
        self.doubled = 0
        self.breaks = 0
        self.ready = threading.Event()
        self.paho = make_client(name, BrokerOptions(url))
        self.paho.reconnect_delay_set(min_delay=1, max_delay=1)
        self.paho.on_connect = lambda c, *_: c.subscribe(subscribe, qos=1) if subscribe else self.ready.set()
        self.paho.on_subscribe = lambda *_: self.ready.set()
        self.paho.on_disconnect = self._broke
        self.paho.on_message = self._message
        connect(self.paho, BrokerOptions(url))
        self.paho.loop_start()
        assert self.ready.wait(120)

    def _broke(self, *_: object) -> None:
        self.breaks += 1

    def _message(self, _: object, __: object, message: mqtt.MQTTMessage) -> None:
        self.got.append(int(message.payload.strip()))
        self.doubled += message.dup

    def send(self, topic: str, numbers: range) -> list[mqtt.MQTTMessageInfo]:
        return [self.paho.publish(topic, str(number), qos=1) for number in numbers]

    def close(self) -> None:
        self.paho.disconnect()
        self.paho.loop_stop()


@pytest.fixture
def pair(proxy: MqttProxy, broker_url: str, site_code: str) -> Iterator[tuple[Client, Client]]:
    """A sender through the proxy, and a receiver that is not."""
    receiver = Client(broker_url, f"receiver-{site_code}", subscribe=f"{site_code}/#")
    sender = Client(f"mqtt://127.0.0.1:{proxy.port}", f"sender-{site_code}")
    yield sender, receiver
    sender.close()
    receiver.close()


def test_a_good_network_passes_everything_on_in_its_order(
    pair: tuple[Client, Client], proxy: MqttProxy, site_code: str
) -> None:
    sender, receiver = pair
    sent = sender.send(f"{site_code}/a", range(500))
    sender.paho.publish(f"{site_code}/b", "500".rjust(400_000), qos=1)
    until(lambda: len(receiver.got) == 501, "all of them")
    assert receiver.got == list(range(501))
    until(lambda: all(one.is_published() for one in sent), "the answers")
    assert proxy.counters.publishes == 501
    assert proxy.counters.duplicated == proxy.counters.lost == proxy.counters.cuts == 0


def test_a_message_sent_twice_arrives_twice_and_is_answered_once(
    pair: tuple[Client, Client], proxy: MqttProxy, site_code: str
) -> None:
    sender, receiver = pair
    proxy.duplicate = 1.0
    sent = sender.send(f"{site_code}/a", range(50))
    until(lambda: len(receiver.got) == 100, "each of them twice")
    assert sorted(receiver.got) == sorted([*range(50), *range(50)])
    until(lambda: all(one.is_published() for one in sent), "the answers")
    assert sender.breaks == receiver.breaks == 0


def test_a_receiver_behind_it_gets_copies_marked_as_such_and_stays_connected(
    proxy: MqttProxy, broker_url: str, site_code: str
) -> None:
    receiver = Client(f"mqtt://127.0.0.1:{proxy.port}", f"r-{site_code}", subscribe=f"{site_code}/#")
    sender = Client(broker_url, f"s-{site_code}")
    proxy.duplicate = 1.0
    sender.send(f"{site_code}/a", range(50))
    until(lambda: len(receiver.got) == 100, "each of them twice")
    assert receiver.doubled == 50
    proxy.duplicate = 0.0
    sender.send(f"{site_code}/a", range(50, 60))
    until(lambda: receiver.got[-1] == 59, "what comes after")
    assert receiver.breaks == 0
    sender.close()
    receiver.close()


def test_messages_overtake_each_other_and_all_arrive(
    pair: tuple[Client, Client], proxy: MqttProxy, site_code: str
) -> None:
    sender, receiver = pair
    proxy.reorder = 0.5
    sender.send(f"{site_code}/a", range(200))
    until(lambda: len(receiver.got) == 200, "all of them")
    assert sorted(receiver.got) == list(range(200))
    assert receiver.got != sorted(receiver.got)
    assert proxy.counters.reordered > 0


def test_a_lost_message_breaks_the_connection_and_comes_with_the_next(
    pair: tuple[Client, Client], proxy: MqttProxy, site_code: str
) -> None:
    sender, receiver = pair
    proxy.lose = 1.0
    sender.send(f"{site_code}/a", range(1))
    until(lambda: sender.breaks > 0, "the cut")
    assert receiver.got == []
    proxy.lose = 0.0
    until(lambda: receiver.got == [0], "the message")
    # it may have come back, and been cut off, more than once before the network was well again
    assert proxy.counters.lost == proxy.counters.cuts == sender.breaks


def test_a_cut_is_felt_by_both_ends_at_once(
    pair: tuple[Client, Client], proxy: MqttProxy, site_code: str
) -> None:
    sender, receiver = pair
    proxy.cut()
    until(lambda: sender.breaks > 0, "the cut")
    sender.send(f"{site_code}/a", range(3))
    until(lambda: receiver.got == [0, 1, 2], "what was sent meanwhile")


def test_nothing_passes_a_stalled_network_and_nothing_is_lost(
    pair: tuple[Client, Client], proxy: MqttProxy, site_code: str
) -> None:
    sender, receiver = pair
    proxy.stall(60)
    sender.send(f"{site_code}/a", range(100))
    time.sleep(0.3)
    assert receiver.got == []
    proxy.stall(0)
    until(lambda: receiver.got == list(range(100)), "all of them")
    assert sender.breaks == 0


def test_a_port_that_refuses_lets_nobody_in_and_nobody_out(
    pair: tuple[Client, Client], proxy: MqttProxy, site_code: str
) -> None:
    sender, receiver = pair
    proxy.refuse(60)
    proxy.refuse(0.001)  # somebody else, for less
    time.sleep(0.05)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", proxy.port)).close()
    sender.send(f"{site_code}/a", range(3))
    until(lambda: receiver.got == [0, 1, 2], "what goes by a connection that is open")
    proxy.refuse(0)
    socket.create_connection(("127.0.0.1", proxy.port)).close()


def test_a_broker_that_is_not_there_is_a_connection_that_breaks() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        proxy = MqttProxy(nobody.getsockname(), Random(1))
        proxy.start()
        with socket.create_connection(("127.0.0.1", proxy.port)) as client:
            client.settimeout(120)
            try:
                client.sendall(b"\x10\x00")
                assert client.recv(1) == b""
            except ConnectionError:
                pass
        proxy.close()


def test_what_is_no_mqtt_is_cut_and_the_others_go_on(
    pair: tuple[Client, Client], proxy: MqttProxy, site_code: str
) -> None:
    sender, receiver = pair
    with socket.create_connection(("127.0.0.1", proxy.port)) as client:
        client.sendall(b"\x30" + b"\xff" * 8)
        client.settimeout(120)
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    assert proxy.counters.malformed == 1
    sender.send(f"{site_code}/a", range(3))
    until(lambda: receiver.got == [0, 1, 2], "the others' messages")


def test_a_closed_proxy_has_no_thread_and_no_port(broker_url: str) -> None:
    parts = urlsplit(broker_url)
    proxy = MqttProxy((parts.hostname or "", parts.port or 1883), Random(1))
    proxy.start()
    client = socket.create_connection(("127.0.0.1", proxy.port))
    proxy.close()
    assert not proxy._thread.is_alive()
    client.settimeout(120)
    with client, pytest.raises(ConnectionResetError):
        client.recv(1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", proxy.port))
    with pytest.raises(RuntimeError, match="does not run"):
        proxy.cut()
