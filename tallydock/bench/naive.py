"""What the gateway is measured against: a consumer that makes one INSERT of each message, and commits it.

It verifies and decodes as the gateway does, keeps no balance, cost or day total, and knows no duplicates.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from multiprocessing.synchronize import Event
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from gateway.wire import codec
from gateway.wire.messages import Movement
from hub.store import pool
from tallydock.services.errors import ServiceError

_INSERT = """insert into naive (recorded_at, id, site_id, item_id, kind, qty, source_id, destination_id,
    occurred_at, unit_cost, value, document, epoch_id, seq, idx, device)
    values (%s, %s, 1, %s, %s, %s, 1, 2, %s, %s, %s, %s, 1, %s, 0, %s)"""


def _consume(
    dsn: str, broker_url: str, topic: str, key: bytes, count: int, ready: Event, done: Event
) -> None:
    parts = urlsplit(broker_url)
    client = mqtt.Client(
        CallbackAPIVersion.VERSION2,
        client_id=f"naive-{topic.split('/', maxsplit=1)[0]}",
        protocol=mqtt.MQTTv5,
    )
    taken = 0
    with pool.connect(dsn, autocommit=True) as conn:

        def take(_: mqtt.Client, __: object, message: mqtt.MQTTMessage) -> None:
            nonlocal taken
            batch = codec.decode_batch(codec.verify(bytes(message.payload), message.topic, key))
            event = batch.events[0]
            if not isinstance(event, Movement):
                raise TypeError(f"no movement but {event!r}")
            taken += 1
            item = int(event.item.removeprefix("ITEM-"))
            conn.execute(
                _INSERT,
                (datetime.now(UTC), batch.seq, item, event.kind, event.qty, event.at, Decimal("1.5"),
                 event.qty * Decimal("1.5"), event.document, batch.seq, event.device),
            )  # fmt: skip
            if taken >= count:
                done.set()

        client.on_message = take
        client.on_connect = lambda client, *_: client.subscribe(topic, qos=1)
        client.on_subscribe = lambda *_: ready.set()
        client.connect(parts.hostname or "127.0.0.1", parts.port or 1883)
        client.loop_forever()


@contextmanager
def consumer(dsn: str, broker_url: str, topic: str, key: bytes, count: int) -> Iterator[Event]:
    """Runs it in a process of its own; the event is set when `count` messages are committed."""
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    with pool.connect(dsn) as conn:
        conn.execute("create table naive (like movement including indexes including defaults)")
    arguments = (dsn, broker_url, topic, key, count, ready, done)
    process = context.Process(target=_consume, args=arguments, name="naive", daemon=True)
    process.start()
    try:
        if not ready.wait(30):
            raise ServiceError(
                "the naive consumer did not start", where=broker_url, do="see what it wrote above"
            )
        yield done
    finally:
        process.kill()
        process.join()
        with pool.connect(dsn) as conn:
            conn.execute("drop table naive")
