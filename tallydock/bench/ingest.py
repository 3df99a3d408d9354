"""How fast counts get from MQTT into the books, beside what the same server does with the same rows bare.

Measured in rounds, in a database of its own: batches of 100 events through one gateway process, from the
first publish to the last acknowledgement, which comes after the commit; then the rows that came of it by one
binary COPY with psycopg's write_row into a table without indexes; then a thousand by an INSERT each into one
with them; then a thousand messages of one event each through MQTT by a consumer that does just that.
"""

from __future__ import annotations

import multiprocessing
import random
import secrets
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from multiprocessing.synchronize import Event
from typing import Any, Final
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from psycopg import sql
from psycopg.conninfo import make_conninfo

from gateway.service import Gateway, serve
from gateway.wire import codec, topics
from gateway.wire.messages import VERSION, Ack, Batch, Movement
from hub.domain.ledger import Entry
from hub.store import agents, items, ledger, locations, pool, sites
from hub.store.migrate import migrate
from tallydock.bench import naive
from tallydock.bench.figures import Figure
from tallydock.services.errors import ServiceError

AGENT, EPOCH = "bench-1", "01JBENCH"
BATCH_EVENTS: Final = 100
ITEMS: Final = 500
WINDOW: Final = 50
INSERTS: Final = 1000
ROUND_TIMEOUT_S: Final = 60.0
LEAST_OF_COPY_PERCENT, LEAST_OF_INSERT = 10, 15


def run(
    dsn: str, broker_url: str, *, movements: int = 60_000, rounds: int = 3, seed: int = 7
) -> list[Figure]:
    """Medians of the rounds; ratios are taken within a round. Raises ServiceError when nothing arrives."""
    per_round = max(movements // rounds // BATCH_EVENTS, 1) * BATCH_EVENTS
    chance = random.Random(seed)
    through: list[float] = []
    copied: list[float] = []
    inserted: list[float] = []
    one_by_one: list[float] = []
    # a broker may keep what an earlier run left: sessions, and acknowledgements under another key
    site = f"bench-{secrets.token_hex(4)}"
    with _own_database(dsn) as own:
        key = _furnish(own, site)
        with _gateway(own, broker_url, site), _Publisher(broker_url, site, key) as publisher:
            for _ in range(rounds):
                payloads = [publisher.payload(_events(chance)) for _ in range(per_round // BATCH_EVENTS)]
                through.append(per_round / publisher.send(payloads))
                rows = _last_rows(own, per_round)
                copied.append(per_round / _copy(own, rows))
                inserted.append(INSERTS / _insert(own, rows[:INSERTS]))
                one_by_one.append(INSERTS / _one_insert_a_message(own, broker_url, publisher, key, chance))
    median = statistics.median
    of_copy = median(100 * a / b for a, b in zip(through, copied, strict=True))
    of_insert = median(a / b for a, b in zip(through, inserted, strict=True))
    of_naive = median(a / b for a, b in zip(through, one_by_one, strict=True))
    how = f"batches of {BATCH_EVENTS}, one gateway process, {rounds} rounds of {per_round}"
    return [
        Figure("MQTT to committed movement", median(through), "movements/s", how),
        Figure("the same rows by COPY alone", median(copied), "rows/s", "psycopg write_row, no index"),
        Figure("one INSERT a message, from MQTT", median(one_by_one), "movements/s", "a transaction each"),
        Figure("one INSERT a row, without MQTT", median(inserted), "rows/s", "a transaction each"),
        Figure("MQTT to committed, of COPY alone", of_copy, "%", f"at least {LEAST_OF_COPY_PERCENT}"),
        Figure(
            "MQTT to committed, of one INSERT a message", of_naive, "times", f"at least {LEAST_OF_INSERT}"
        ),
        Figure("MQTT to committed, of one INSERT a row", of_insert, "times", "no MQTT, nothing decoded"),
    ]


@contextmanager
def _own_database(dsn: str) -> Iterator[str]:
    name = f"tallydock_bench_{secrets.token_hex(4)}"
    identifier = sql.Identifier(name)
    with pool.connect(dsn, autocommit=True) as conn:
        conn.execute(sql.SQL("create database {}").format(identifier))
        try:
            own = make_conninfo(dsn, dbname=name)
            migrate(own)
            yield own
        finally:
            conn.execute(sql.SQL("drop database {} with (force)").format(identifier))


def _furnish(dsn: str, site_code: str) -> bytes:
    """A site whose stock covers what will be shipped; gives the agent's key."""
    with pool.connect(dsn) as conn:
        site = sites.create(conn, site_code)
        for code, kind in (("DOCK-1", "dock"), ("SHELF-1", "shelf")):
            locations.create(conn, site_code, code, kind)
        _, key = agents.create(conn, site_code, AGENT)
        made = items.put_many(
            conn, [items.NewItem(sku=f"ITEM-{n:04}", standard_cost=Decimal("2.50")) for n in range(ITEMS)]
        )
        places = {place.code: place.id for place in locations.list_page(conn, site=site_code)}
        now = datetime.now(UTC)
        stock = [
            Entry(site.id, item, "receipt", Decimal(10**6), places["supplier"], places[place], now)
            for item in made.values()
            for place in ("DOCK-1", "SHELF-1")
        ]
        ledger.post(conn, stock, recorded_at=now)
    return key


def _events(chance: random.Random) -> list[Movement]:
    """What a dock and a shelf send: receipts, putaways, shipments, with the evidence of a tag's reading."""
    ways = (
        ("receipt", "supplier", "DOCK-1", 4),
        ("putaway", "DOCK-1", "SHELF-1", 3),
        ("shipment", "SHELF-1", "customer", 3),
    )
    at = datetime.now(UTC)
    chosen = chance.choices(ways, weights=[way[3] for way in ways], k=BATCH_EVENTS)
    return [
        Movement(
            at=at - timedelta(milliseconds=chance.randint(0, 600_000)),
            device="portal-1",
            kind=kind,  # type: ignore[arg-type]
            item=f"ITEM-{chance.randrange(ITEMS):04}",
            qty=Decimal(chance.randint(1, 20)),
            source=source,
            destination=destination,
            document="BENCH-1",
            evidence={"epc": f"3034257BF7194E40{chance.getrandbits(32):08X}", "rssi_dbm": "-54"},
        )
        for kind, source, destination, _ in chosen
    ]


def _serve(dsn: str, broker_url: str, name: str, ready: Event) -> None:
    serve(Gateway(dsn, broker_url, name=name, on_ready=ready.set))


@contextmanager
def _gateway(dsn: str, broker_url: str, name: str) -> Iterator[None]:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=_serve, args=(dsn, broker_url, name, ready), name=name)
    process.start()
    try:
        if not ready.wait(30):
            raise ServiceError("the gateway did not start", where=broker_url, do="see what it wrote above")
        yield
    finally:
        process.terminate()
        process.join(30)
        if process.is_alive():
            process.kill()
            process.join()


class _Publisher:
    """An agent's end of the wire: publishes with a window, and hears of the commits."""

    def __init__(self, broker_url: str, site: str, key: bytes) -> None:
        parts = urlsplit(broker_url)
        self._key = key
        self._seq = 0
        self._topic = topics.events(site, AGENT)
        self._ack_topic = topics.ack(site, AGENT)
        self._upto = 0
        self._committed = threading.Condition()
        self._room = threading.Semaphore(WINDOW)
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=f"{site}-publisher", protocol=mqtt.MQTTv5
        )
        self._client.max_inflight_messages_set(WINDOW)
        self._client.on_connect = lambda client, *_: client.subscribe(self._ack_topic, qos=1)
        self._client.on_message = self._acknowledged
        self._client.on_publish = lambda *_: self._room.release()
        self._client.connect(parts.hostname or "127.0.0.1", parts.port or 1883)

    def __enter__(self) -> _Publisher:
        self._client.loop_start()
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def payload(self, events: Sequence[Movement]) -> bytes:
        self._seq += 1
        sent = datetime.now(UTC)
        batch = Batch(v=VERSION, agent=AGENT, epoch=EPOCH, seq=self._seq, sent=sent, events=list(events))
        return codec.encode(batch, self._topic, self._key)

    def publish(self, topic: str, payloads: Sequence[bytes]) -> None:
        for payload in payloads:
            if not self._room.acquire(timeout=ROUND_TIMEOUT_S):
                raise ServiceError("the broker takes no more", where=topic, do="see the broker's log")
            self._client.publish(topic, payload, qos=1)

    def singles(self, topic: str, events: Sequence[Movement]) -> list[bytes]:
        """A batch each, of an outbox of their own."""
        now = datetime.now(UTC)
        batches = [
            Batch(v=VERSION, agent=AGENT, epoch="01JNAIVE", seq=seq, sent=now, events=[event])
            for seq, event in enumerate(events, start=1)
        ]
        return [codec.encode(batch, topic, self._key) for batch in batches]

    def send(self, payloads: Sequence[bytes]) -> float:
        """Seconds from the first publish to the last commit."""
        started = time.perf_counter()
        self.publish(self._topic, payloads)
        with self._committed:
            if not self._committed.wait_for(lambda: self._upto >= self._seq, ROUND_TIMEOUT_S):
                raise ServiceError(
                    f"of {self._seq} batches {self._upto} were acknowledged in {ROUND_TIMEOUT_S:.0f} s",
                    where=self._topic,
                    do="see what the gateway wrote above",
                )
        return time.perf_counter() - started

    def _acknowledged(self, _: mqtt.Client, __: Any, message: mqtt.MQTTMessage) -> None:
        body = codec.verify(bytes(message.payload), message.topic, self._key)
        with self._committed:
            self._upto = max(self._upto, codec.decode(body, Ack).upto)
            self._committed.notify_all()


def _one_insert_a_message(
    dsn: str, broker_url: str, publisher: _Publisher, key: bytes, chance: random.Random
) -> float:
    """Seconds from the first publish to the last commit. The topic is none of the gateway's."""
    topic = f"bench-{secrets.token_hex(4)}/naive"
    events = [event for _ in range(INSERTS // BATCH_EVENTS) for event in _events(chance)]
    payloads = publisher.singles(topic, events)
    with naive.consumer(dsn, broker_url, topic, key, INSERTS) as done:
        started = time.perf_counter()
        publisher.publish(topic, payloads)
        if not done.wait(ROUND_TIMEOUT_S):
            raise ServiceError("the naive consumer is lost", where=topic, do="see what it wrote above")
        return time.perf_counter() - started


_COLUMNS: Final = (
    "recorded_at, id, site_id, item_id, kind, qty, source_id, destination_id, occurred_at, unit_cost, value, "
    "revenue, lot, serial, expiry, document, epoch_id, seq, idx, device, user_id, reverses, evidence"
)

_TYPES: Final = (
    "timestamptz", "int8", "int2", "int4", "text", "numeric", "int4", "int4", "timestamptz", "numeric",
    "numeric", "numeric", "text", "text", "date", "text", "int4", "int8", "int2", "text", "int4", "int8",
    "bytea",  # jsonb in its binary form, which is 1 and the text: psycopg's Jsonb is three times slower
)  # fmt: skip


def _last_rows(dsn: str, count: int) -> list[tuple[Any, ...]]:
    with pool.connect(dsn) as conn, conn.cursor(binary=True) as cursor:
        query = sql.SQL("select {}::text from movement order by id desc limit %s").format(sql.SQL(_COLUMNS))
        return cursor.execute(query, [count]).fetchall()


def _copy(dsn: str, rows: Sequence[tuple[Any, ...]]) -> float:
    with pool.connect(dsn) as conn:
        conn.execute("create table bare (like movement)")
        conn.commit()
        binary = [(*row[:-1], None if row[-1] is None else b"\x01" + row[-1].encode()) for row in rows]
        started = time.perf_counter()
        statement = sql.SQL("copy bare ({}) from stdin (format binary)").format(sql.SQL(_COLUMNS))
        with conn.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(_TYPES)
            for row in binary:
                copy.write_row(row)
        conn.commit()
        spent = time.perf_counter() - started
        conn.execute("drop table bare")
    return spent


def _insert(dsn: str, rows: Sequence[tuple[Any, ...]]) -> float:
    holders = sql.SQL(", ").join([sql.Placeholder()] * len(rows[0]))
    statement = sql.SQL("insert into bare ({}) values ({})").format(sql.SQL(_COLUMNS), holders)
    with pool.connect(dsn, autocommit=True) as conn:
        conn.execute("create table bare (like movement including indexes)")
        started = time.perf_counter()
        for row in rows:
            conn.execute(statement, row)
        spent = time.perf_counter() - started
        conn.execute("drop table bare")
    return spent
