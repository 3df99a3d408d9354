"""A gateway on a real database and broker, and an agent's end of the wire, for the tests."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import psycopg
from paho.mqtt.enums import CallbackAPIVersion

from gateway.service import Gateway
from gateway.wire import codec, messages, topics
from hub.store import agents, items, locations, pool, sites

# no test waits so long: it is for a machine that stands still for a while
PATIENCE_S = 120.0
EPOCH = "01JTESTEPOCH0000000000000A"


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class World:
    """A site with an agent 'dock-1', places and items, in a database."""

    dsn: str
    site: str
    key: bytes = b""
    conn: psycopg.Connection[Any] = field(init=False)

    def __post_init__(self) -> None:
        self.conn = pool.connect(self.dsn, autocommit=True)
        sites.create(self.conn, self.site, timezone="Europe/Berlin")
        for code, kind in (("DOCK-1", "dock"), ("SHELF-1", "shelf"), ("PACK-1", "bench")):
            locations.create(self.conn, self.site, code, kind)
        _, self.key = agents.create(self.conn, self.site, "dock-1")
        items.put_many(
            self.conn,
            [
                items.NewItem(sku="BOLT", name="Bolt", standard_cost=Decimal("2.50")),
                items.NewItem(
                    sku="WIRE", name="Wire", unit="m", qty_decimals=3, standard_cost=Decimal("0.40")
                ),
            ],
        )
        if items.find_code(self.conn, "04012345678901") is None:
            items.add_code(self.conn, "BOLT", "04012345678901", "gtin", Decimal(12))

    def close(self) -> None:
        self.conn.close()

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.conn.execute(sql, values).fetchall()

    def on_hand(self, sku: str, location: str) -> Decimal:
        rows = self.query(
            "select coalesce(sum(b.qty), 0) from balance b join item i on i.id = b.item_id "
            "join location l on l.id = b.location_id join site s on s.id = l.site_id "
            "where i.sku = %s and l.code = %s and s.code = %s",
            sku,
            location,
            self.site,
        )
        return Decimal(rows[0][0])

    def topic(self, agent: str = "dock-1") -> str:
        return topics.events(self.site, agent)

    def batch(self, seq: int, events: Sequence[messages.AnyEvent], epoch: str = EPOCH) -> bytes:
        body = messages.Batch(v=1, agent="dock-1", epoch=epoch, seq=seq, sent=now(), events=list(events))
        return codec.encode(body, self.topic(), self.key)

    def signed(self, body: bytes, topic: str | None = None) -> bytes:
        return body + b"\n" + codec.signature(topic or self.topic(), body, self.key)


def move(
    item: str = "BOLT",
    qty: str = "1",
    source: str = "supplier",
    destination: str = "DOCK-1",
    kind: str = "receipt",
    at: datetime | None = None,
    **more: Any,
) -> messages.Movement:
    return messages.Movement(
        at=at or now(),
        device="scanner-1",
        kind=kind,  # type: ignore[arg-type]
        item=item,
        qty=Decimal(qty),
        source=source,
        destination=destination,
        **more,
    )


class AgentEnd:
    """An MQTT client that publishes as an agent would and keeps what comes down."""

    def __init__(self, broker_url: str, world: World) -> None:
        parts = urlsplit(broker_url)
        self.world = world
        self.down: dict[str, bytes] = {}
        self._came = threading.Condition()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=f"end-{world.site}", protocol=mqtt.MQTTv5
        )
        subscribed = threading.Event()
        self._client.on_connect = lambda c, *_: c.subscribe(topics.down(world.site, "dock-1"), qos=1)
        self._client.on_subscribe = lambda *_: subscribed.set()
        self._client.on_message = self._message
        self._client.connect(parts.hostname or "", parts.port or 1883)
        self._client.loop_start()
        assert subscribed.wait(PATIENCE_S), "the broker did not take the subscription"

    def _message(self, _: Any, __: Any, message: mqtt.MQTTMessage) -> None:
        with self._came:
            self.down[message.topic.split("/", 4)[4]] = bytes(message.payload)
            self._came.notify_all()

    def publish(self, payload: bytes, topic: str | None = None, *, retain: bool = False) -> None:
        while True:
            self.wait_for(self._client.is_connected)
            sent = self._client.publish(topic or self.world.topic(), payload, qos=1, retain=retain)
            if sent.rc != mqtt.MQTT_ERR_NO_CONN:
                break  # else it was cut off between the look and the word
        sent.wait_for_publish(PATIENCE_S)

    def said(self, channel: str, kind: type[Any]) -> Any:
        payload = self.down[channel]
        topic = f"{topics.ROOT}/{self.world.site}/dock-1/{channel}"
        return codec.decode(codec.verify(payload, topic, self.world.key), kind)

    def wait_for(self, what: Callable[[], bool], timeout_s: float = PATIENCE_S) -> None:
        deadline = time.monotonic() + timeout_s
        while not what():
            assert time.monotonic() < deadline, f"it did not come; so far: {sorted(self.down)}"
            time.sleep(0.01)

    def wait_for_ack(self, upto: int, epoch: str = EPOCH) -> messages.Ack:
        def acked() -> bool:
            if "down/ack" not in self.down:
                return False
            ack = self.said("down/ack", messages.Ack)
            return bool(ack.epoch == epoch and ack.upto >= upto)

        self.wait_for(acked)
        return self.said("down/ack", messages.Ack)  # type: ignore[no-any-return]

    def is_connected(self) -> bool:
        return self._client.is_connected()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@contextmanager
def running(gateway: Gateway) -> Iterator[Gateway]:
    """The gateway in a thread; what it dies of is raised here."""
    died: list[BaseException] = []

    def run() -> None:
        try:
            gateway.run()
        except BaseException as error:  # noqa: BLE001
            died.append(error)

    thread = threading.Thread(target=run, name="gateway")
    thread.start()
    try:
        yield gateway
    finally:
        gateway.stop()
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), "the gateway did not stop"
    if died:
        raise died[0]


@contextmanager
def gateway_on(dsn: str, broker_url: str, name: str, **more: Any) -> Iterator[Gateway]:
    """A gateway that is subscribed when the block begins."""
    ready = threading.Event()
    with running(Gateway(dsn, broker_url, name=name, on_ready=ready.set, **more)) as gateway:
        assert ready.wait(PATIENCE_S), "the gateway did not subscribe"
        yield gateway
