"""The limit of everything that comes by MQTT: a subscriber that counts messages and does nothing else."""

from __future__ import annotations

import multiprocessing
import secrets
import time
from collections.abc import Sequence
from multiprocessing.synchronize import Event

import paho.mqtt.client as mqtt

from tallydock.bench.sender import TIMEOUT_S, Sender, address, client
from tallydock.services.errors import ServiceError


def _count(broker_url: str, topic: str, count: int, ready: Event, done: Event) -> None:
    seen = 0

    def take(_: mqtt.Client, __: object, ___: mqtt.MQTTMessage) -> None:
        nonlocal seen
        seen += 1
        if seen >= count:
            done.set()

    receiver = client(f"bare-{secrets.token_hex(4)}")
    receiver.on_message = take
    receiver.on_connect = lambda connected, *_: connected.subscribe(topic, qos=1)
    receiver.on_subscribe = lambda *_: ready.set()
    receiver.connect(*address(broker_url))
    receiver.loop_forever()


def seconds(broker_url: str, sender: Sender, payloads: Sequence[bytes]) -> float:
    """From the first publish until a subscriber in a process of its own has seen all. Raises ServiceError."""
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    topic = f"bench-{secrets.token_hex(4)}/bare"
    arguments = (broker_url, topic, len(payloads), ready, done)
    process = context.Process(target=_count, args=arguments, name="bare-receive", daemon=True)
    process.start()
    try:
        if not ready.wait(30):
            raise ServiceError("the bare subscriber did not start", where=broker_url, do="run it again")
        started = time.perf_counter()
        sender.publish(payloads, topic)
        if not done.wait(TIMEOUT_S):
            raise ServiceError(
                "messages to a bare subscriber are lost", where=topic, do="see the broker's log"
            )
        return time.perf_counter() - started
    finally:
        process.kill()
        process.join()
