"""An agent's end of the wire, without an agent: sends batches with a window, and hears of the commits."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from gateway.wire import codec, topics
from gateway.wire.messages import VERSION, Ack, AnyEvent, Batch
from tallydock.services.errors import ServiceError

# more outstanding messages make paho slower, fewer leave the broker waiting
WINDOW: Final = 50
TIMEOUT_S: Final = 120.0


class Sender:
    """Of one outbox that never existed before. Raises OSError when there is no broker."""

    def __init__(self, broker_url: str, site: str, agent: str, key: bytes) -> None:
        self._agent, self._key = agent, key
        self._epoch = f"01J{secrets.token_hex(8).upper()}"
        self.topic = topics.events(site, agent)
        self._instance, self._previous = secrets.token_hex(8), ""
        self.seq = 0
        self._upto = 0
        self._committed = threading.Condition()
        self._listens = threading.Event()
        self._room = threading.Semaphore(WINDOW)
        self._client = client(f"{site}-{agent}-sender")
        self._client.max_inflight_messages_set(WINDOW)
        ack = topics.ack(site, agent)
        self._client.on_connect = lambda connected, *_: connected.subscribe(ack, qos=1)
        self._client.on_subscribe = lambda *_: self._listens.set()
        self._client.on_message = self._acknowledged
        self._client.on_publish = lambda *_: self._room.release()
        self._client.connect(*address(broker_url))

    def __enter__(self) -> Sender:
        self._client.loop_start()
        if not self._listens.wait(TIMEOUT_S):
            raise ServiceError("the broker does not answer", where=self.topic, do="see the broker's log")
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    @property
    def committed(self) -> int:
        """Up to this batch."""
        return self._upto

    def payload(self, events: Sequence[AnyEvent]) -> bytes:
        """The next batch, signed."""
        self.seq += 1
        sent = datetime.now(UTC)
        batch = Batch(
            v=VERSION,
            agent=self._agent,
            epoch=self._epoch,
            seq=self.seq,
            sent=sent,
            events=list(events),
            previous=self._previous,
            instance=self._instance,
        )
        payload = codec.encode(batch, self.topic, self._key)
        self._previous = codec.digest_of(codec.unsigned(payload)[0]).hex()
        return payload

    def publish(self, payloads: Iterable[bytes], topic: str | None = None) -> None:
        for payload in payloads:
            if not self._room.acquire(timeout=TIMEOUT_S):
                raise ServiceError("the broker takes no more", where=self.topic, do="see the broker's log")
            self._client.publish(topic or self.topic, payload, qos=1)

    def wait(self, lag: int = 0) -> None:
        """Until all that was made, but for ``lag`` batches, is committed. Raises ServiceError."""
        with self._committed:
            if not self._committed.wait_for(lambda: self._upto >= self.seq - lag, TIMEOUT_S):
                raise ServiceError(
                    f"of {self.seq} batches {self._upto} were acknowledged in {TIMEOUT_S:.0f} s",
                    where=self.topic,
                    do="look into the gateway's log",
                )

    def send(self, payloads: Sequence[bytes]) -> float:
        """Seconds from the first publish to the last commit."""
        started = time.perf_counter()
        self.publish(payloads)
        self.wait()
        return time.perf_counter() - started

    def _acknowledged(self, _: mqtt.Client, __: Any, message: mqtt.MQTTMessage) -> None:
        ack = codec.decode(codec.verify(bytes(message.payload), message.topic, self._key), Ack)
        if ack.epoch == self._epoch:
            with self._committed:
                self._upto = max(self._upto, ack.upto)
                self._committed.notify_all()


def client(name: str) -> mqtt.Client:
    return mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=mqtt.MQTTv5)


def address(broker_url: str) -> tuple[str, int]:
    parts = urlsplit(broker_url)
    return parts.hostname or "127.0.0.1", parts.port or 1883
