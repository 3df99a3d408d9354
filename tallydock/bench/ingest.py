"""How fast counts get from MQTT into the books, beside what the same machine does with the same things bare.

Measured in rounds, in a database of its own: batches of 100 events through one gateway process, from the
first publish to the last acknowledgement, which comes after the commit; then the same payloads to one who
only counts them; then the rows that came of it by one binary COPY with psycopg's write_row into a table
without indexes; then some by an INSERT each into one with them; then as many messages of one event each
through MQTT by a consumer that does just that; then such messages through the gateway. At the end the batches
of four agents through one, two and four gateways.
"""

from __future__ import annotations

import contextlib
import random
import secrets
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from psycopg import sql
from psycopg.conninfo import make_conninfo

from gateway.wire import codec
from gateway.wire.messages import VERSION, Batch, Movement
from hub.domain.ledger import Entry
from hub.store import agents, items, ledger, locations, pool, sites
from hub.store.migrate import migrate
from tallydock.bench import bare_receive, gateways, naive
from tallydock.bench.figures import Figure
from tallydock.bench.sender import Sender
from tallydock.services.errors import ServiceError

AGENTS: Final = ("bench-1", "bench-2", "bench-3", "bench-4")
BATCH_EVENTS: Final = 100
ITEMS: Final = 500
INSERTS: Final = 1000
FEW_INSERTS: Final = 200
ENOUGH_FOR_ROUNDS: Final = 30_000
WARM_UP: Final = 2 * len(AGENTS)
REPLICAS: Final = (1, 2, 4)
ROUND_TIMEOUT_S: Final = 60.0
LEAST_OF_COPY_PERCENT, LEAST_OF_INSERT = 20, 30


class _Rounds:
    """What each round measured, a second."""

    def __init__(self) -> None:
        self._rates: defaultdict[str, list[float]] = defaultdict(list)

    def note(self, what: str, count: int, seconds: float) -> None:
        self._rates[what].append(count / seconds)

    def rate(self, what: str) -> float:
        return statistics.median(self._rates[what])

    def ratio(self, what: str, of: str) -> float:
        """Taken within a round."""
        pairs = zip(self._rates[what], self._rates[of], strict=True)
        return statistics.median(a / b for a, b in pairs)


def run(
    dsn: str, broker_url: str, *, movements: int = 60_000, rounds: int | None = None, seed: int = 7
) -> list[Figure]:
    """Medians of the rounds (3, and 1 for few movements); ratios are taken within a round.

    Raises ServiceError when nothing arrives.
    """
    many = movements >= ENOUGH_FOR_ROUNDS
    rounds = rounds or (3 if many else 1)
    singles = INSERTS if many else FEW_INSERTS
    batches = max(movements // rounds // BATCH_EVENTS, 1)
    chance = random.Random(seed)
    measured = _Rounds()
    # a broker may keep what an earlier run left: sessions, and acknowledgements under another key
    site = f"bench-{secrets.token_hex(4)}"
    with _own_database(dsn) as own, contextlib.ExitStack() as opened:
        keys = _furnish(own, site)
        senders = [opened.enter_context(Sender(broker_url, site, agent, key)) for agent, key in keys.items()]
        with gateways.running(own, broker_url, site):
            for _ in range(rounds):
                _round(own, broker_url, senders[0], keys[AGENTS[0]], (batches, singles), chance, measured)
        group = "bench" if gateways.can_share(broker_url) else None
        for count in REPLICAS:
            with gateways.running(own, broker_url, site, count, group=group):
                # what a process does once, such as learning the codes, is not what is measured
                _send_all(senders, WARM_UP, chance)
                spent = _send_all(senders, batches, chance)
                measured.note(f"{count} gateways", batches * BATCH_EVENTS, spent)
    shared = "a shared subscription" if group else "each gets everything"
    how = f"{rounds} rounds of {batches * BATCH_EVENTS}"
    return _figures(measured, how) + [
        Figure(
            f"MQTT to committed, {count} gateway{'s' if count > 1 else ''}, {len(AGENTS)} agents",
            measured.rate(f"{count} gateways"),
            "movements/s",
            f"batches of {BATCH_EVENTS}" if count == 1 else f"batches of {BATCH_EVENTS}, {shared}",
        )
        for count in REPLICAS
    ]


def _round(
    dsn: str,
    broker_url: str,
    sender: Sender,
    key: bytes,
    size: tuple[int, int],
    chance: random.Random,
    measured: _Rounds,
) -> None:
    """``size``: how many batches, and how many single events."""
    batches, singles = size
    count = batches * BATCH_EVENTS
    payloads = [sender.payload(_events(chance)) for _ in range(batches)]
    measured.note("batches", count, sender.send(payloads))
    measured.note("bare batches", count, bare_receive.seconds(broker_url, sender, payloads))
    rows = _last_rows(dsn, count)
    measured.note("copy", count, _copy(dsn, rows))
    measured.note("insert", singles, _insert(dsn, rows[:singles]))
    events = _events(chance, singles)
    measured.note("naive", singles, _one_insert_a_message(dsn, broker_url, sender, key, events))
    alone = [sender.payload([event]) for event in events]
    measured.note("singles", singles, sender.send(alone))
    measured.note("bare singles", singles, bare_receive.seconds(broker_url, sender, alone))


def _send_all(senders: Sequence[Sender], batches: int, chance: random.Random) -> float:
    """Seconds from the first publish to the last commit; the agents send in turn."""
    turns = [senders[turn % len(senders)] for turn in range(batches)]
    payloads = [(sender, sender.payload(_events(chance))) for sender in turns]
    started = time.perf_counter()
    for sender, payload in payloads:
        sender.publish([payload])
    for sender in senders:
        sender.wait()
    return time.perf_counter() - started


def _figures(measured: _Rounds, how: str) -> list[Figure]:
    rate, ratio = measured.rate, measured.ratio
    return [
        Figure(
            "MQTT to committed movement", rate("batches"), "movements/s",
            f"batches of {BATCH_EVENTS}, one gateway process, {how}",
        ),
        Figure("the same payloads received only", rate("bare batches"), "movements/s", "paho, counting"),
        Figure("the same rows by COPY alone", rate("copy"), "rows/s", "psycopg write_row, no index"),
        Figure("one INSERT a message, from MQTT", rate("naive"), "movements/s", "a transaction each"),
        Figure("one INSERT a row, without MQTT", rate("insert"), "rows/s", "a transaction each"),
        Figure(
            "MQTT to committed, of COPY alone", 100 * ratio("batches", "copy"), "%",
            f"goal >= {LEAST_OF_COPY_PERCENT}",
        ),
        Figure(
            "MQTT to committed, of receiving alone", 100 * ratio("batches", "bare batches"), "%",
            "nothing decoded",
        ),
        Figure(
            "MQTT to committed, of one INSERT a message", ratio("batches", "naive"), "times",
            f"goal >= {LEAST_OF_INSERT}",
        ),
        Figure(
            "MQTT to committed, of one INSERT a row", ratio("batches", "insert"), "times",
            "no MQTT, nothing decoded",
        ),
        Figure(
            "MQTT to committed movement, one event a message", rate("singles"), "movements/s",
            "one gateway process",
        ),
        Figure("the same messages received only", rate("bare singles"), "messages/s", "paho, counting"),
        Figure(
            "one event a message, of receiving alone", 100 * ratio("singles", "bare singles"), "%",
            "nothing decoded",
        ),
        Figure("one event a message, of one INSERT a message", ratio("singles", "naive"), "times"),
    ]  # fmt: skip


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


def _furnish(dsn: str, site_code: str) -> dict[str, bytes]:
    """A site whose stock covers what will be shipped; gives the agents' keys."""
    with pool.connect(dsn) as conn:
        site = sites.create(conn, site_code)
        for code, kind in (("DOCK-1", "dock"), ("SHELF-1", "shelf")):
            locations.create(conn, site_code, code, kind)
        keys = {agent: agents.create(conn, site_code, agent)[1] for agent in AGENTS}
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
    return keys


def _events(chance: random.Random, count: int = BATCH_EVENTS) -> list[Movement]:
    """What a dock and a shelf send: receipts, putaways, shipments, with the evidence of a tag's reading."""
    ways = (
        ("receipt", "supplier", "DOCK-1", 4),
        ("putaway", "DOCK-1", "SHELF-1", 3),
        ("shipment", "SHELF-1", "customer", 3),
    )
    at = datetime.now(UTC)
    chosen = chance.choices(ways, weights=[way[3] for way in ways], k=count)
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


def _one_insert_a_message(
    dsn: str, broker_url: str, sender: Sender, key: bytes, events: Sequence[Movement]
) -> float:
    """Seconds from the first publish to the last commit. The topic is none of the gateway's."""
    topic = f"bench-{secrets.token_hex(4)}/naive"
    now = datetime.now(UTC)
    batches = [
        Batch(v=VERSION, agent=AGENTS[0], epoch="01JNAIVE", seq=seq, sent=now, events=[event])
        for seq, event in enumerate(events, start=1)
    ]
    payloads = [codec.encode(batch, topic, key) for batch in batches]
    with naive.consumer(dsn, broker_url, topic, key, len(events)) as done:
        started = time.perf_counter()
        sender.publish(payloads, topic)
        if not done.wait(ROUND_TIMEOUT_S):
            raise ServiceError("one INSERT a message never ended", where=topic, do="see what it wrote above")
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
