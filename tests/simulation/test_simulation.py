"""The whole flow under bad networks: duplicated, reordered, lost and sent again, a gateway killed between.

TALLYDOCK_SEED=<seed> replays a run; the seed is printed.
"""

from __future__ import annotations

import os
import random
import secrets
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import psycopg
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from gateway.wire import codec, topics
from gateway.wire.messages import Ack
from hub.domain.calendar import Calendar
from hub.store import agents, items, locations, pool, sites, turnover
from tallydock.drill.auditor import Auditor
from tests.integration.gateway_world import gateway_on
from tests.simulation.world import AgentModel, disturbed

ZONE = "Europe/Berlin"
ITEMS = 12
ROUNDS = 6
BATCHES_A_ROUND = 12


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("TALLYDOCK_SEED") or secrets.randbits(32))
    print(f"\nsimulation seed {seed}: TALLYDOCK_SEED={seed} replays it")  # noqa: T201
    return random.Random(seed)


@pytest.fixture
def conn(database: str) -> Iterator[psycopg.Connection[Any]]:
    with pool.connect(database, autocommit=True) as made:
        yield made


class Network:
    """The agents' side of the broker; acknowledged batches leave their outboxes."""

    def __init__(self, broker_url: str, site: str, models: list[AgentModel]) -> None:
        parts = urlsplit(broker_url)
        self.models = {model.name: model for model in models}
        self._lock = threading.Lock()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"net-{site}", protocol=mqtt.MQTTv5)
        subscribed = threading.Event()
        self._client.on_connect = lambda c, *_: c.subscribe(f"{topics.ROOT}/{site}/+/down/ack", qos=1)
        self._client.on_subscribe = lambda *_: subscribed.set()
        self._client.on_message = self._acknowledged
        self._client.connect(parts.hostname or "", parts.port or 1883)
        self._client.loop_start()
        assert subscribed.wait(120)

    def _acknowledged(self, _: Any, __: Any, message: mqtt.MQTTMessage) -> None:
        model = self.models[message.topic.split("/")[3]]
        ack = codec.decode(codec.verify(bytes(message.payload), message.topic, model.key), Ack)
        with self._lock:
            for seq in [seq for seq in model.batches if ack.epoch == model.epoch and seq <= ack.upto]:
                del model.batches[seq]

    def attempt(self, chance: random.Random, **disturbance: float) -> None:
        with self._lock:
            chosen = list(disturbed(chance, list(self.models.values()), **disturbance))
        for model, payload in chosen:
            self._client.publish(model.topic, payload, qos=1)

    def waiting(self) -> int:
        with self._lock:
            return sum(len(model.batches) for model in self.models.values())

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def furnish(
    conn: psycopg.Connection[Any], site: str, chance: random.Random
) -> tuple[list[AgentModel], dict[str, Fraction]]:
    sites.create(conn, site, timezone=ZONE)
    for code, kind in (("DOCK-1", "dock"), ("SHELF-1", "shelf"), ("SHELF-2", "shelf")):
        locations.create(conn, site, code, kind)
    standard: dict[str, Fraction] = {}
    for number in range(ITEMS):
        sku = f"SIM-{number}"
        cost = None if number % 4 == 3 else Decimal(chance.randint(1, 9999)) / 700
        cost = None if cost is None else cost.quantize(Decimal("0.000001"))
        items.create(conn, items.NewItem(sku=sku, standard_cost=cost))
        items.add_code(conn, sku, f"CASE-{sku}", "other", Decimal(12))
        if cost is not None:
            standard[sku] = Fraction(cost)
    models = []
    for number in (1, 2, 3):
        _, key = agents.create(conn, site, f"dock-{number}")
        models.append(AgentModel(site, f"dock-{number}", key, f"EPOCH-{number}"))
    return models, standard


def test_every_balance_day_and_average_is_what_the_agents_sent(
    conn: psycopg.Connection[Any], database: str, broker_url: str, site_code: str, chance: random.Random
) -> None:
    models, standard = furnish(conn, site_code, chance)
    network = Network(broker_url, site_code, models)
    try:
        for _ in range(ROUNDS):
            for model in models:
                model.fill(chance, [f"SIM-{n}" for n in range(ITEMS)], datetime.now(UTC), BATCHES_A_ROUND)
            # another process each time; the last one had no time to finish
            with gateway_on(database, broker_url, f"sim-{site_code}", with_downlink=False):
                network.attempt(chance)
                time.sleep(chance.uniform(0.0, 0.3))
        with gateway_on(database, broker_url, f"sim-{site_code}", with_downlink=False):
            deadline = time.monotonic() + 240
            while network.waiting():
                assert time.monotonic() < deadline, f"{network.waiting()} batches were never acknowledged"
                network.attempt(chance, lost=0.1)
                time.sleep(0.3)
    finally:
        network.close()
    auditor = audit(conn, models, standard)
    compare_balances(conn, auditor)
    compare_days(conn, auditor)
    compare_averages(conn, auditor, site_code)


def audit(conn: psycopg.Connection[Any], models: list[AgentModel], standard: dict[str, Fraction]) -> Auditor:
    """The order of recording is the books' word; that all of it is there, and once, is checked here."""
    sent = {key: one for model in models for key, one in model.sent.items()}
    recorded = conn.execute(
        "select e.epoch, m.seq, m.idx from movement m join agent_epoch e on e.id = m.epoch_id order by m.id"
    ).fetchall()
    assert len(recorded) == len(set(recorded)), "something was applied twice"
    assert set(recorded) == set(sent), "something was lost, or came from nowhere"
    auditor = Auditor(standard, ZONE)
    for key in recorded:
        auditor.see(sent[key])
    return auditor


def compare_balances(conn: psycopg.Connection[Any], auditor: Auditor) -> None:
    balances = conn.execute(
        "select i.sku, l.code, b.qty from balance b join item i on i.id = b.item_id "
        "join location l on l.id = b.location_id"
    ).fetchall()
    assert {(sku, place): Fraction(qty) for sku, place, qty in balances if qty} == {
        key: pieces for key, pieces in auditor.places.items() if pieces
    }
    costs = conn.execute(
        "select i.sku, c.qty, c.value from item_cost c join item i on i.id = c.item_id"
    ).fetchall()
    assert {sku: (Fraction(qty), Fraction(value)) for sku, qty, value in costs} == {
        sku: (auditor.items[sku].on_hand, auditor.items[sku].worth) for sku, _, _ in costs
    }
    assert {sku for sku, _, _ in costs} >= set(auditor.items)


def compare_days(conn: psycopg.Connection[Any], auditor: Auditor) -> None:
    columns = ("qty_in", "qty_out", "value_in", "value_out", "units_sold", "cogs", "revenue", "cost_variance",
               "moment_qty", "moment_value")  # fmt: skip
    rows = conn.execute(
        f"select i.sku, d.day, {', '.join(columns)} from day_total d join item i on i.id = d.item_id"  # noqa: S608
    ).fetchall()
    assert {(row[0], row[1]) for row in rows} == set(auditor.days)
    for row in rows:
        expected = auditor.days[row[0], row[1]].sums
        assert dict(zip(columns, map(Fraction, row[2:]), strict=True)) == {
            column: expected[column] for column in columns
        }, f"{row[0]} on {row[1]}"


def compare_averages(conn: psycopg.Connection[Any], auditor: Auditor, site: str) -> None:
    now = datetime.now(UTC)
    last = now.astimezone(auditor.zone).date()
    site_id = sites.get(conn, site).id
    for length in (1, 3, 12):
        first: date = last - timedelta(days=length - 1)
        start = auditor.midnight(first)
        scope = [turnover.ScopeSite(site_id, ZONE, now)]
        figures = turnover.figures(conn, scope, first=first, last=last, by="item")
        assert Calendar(auditor.zone).midnight(first) == start
        length_s = Fraction((now - start) // timedelta(microseconds=1), 1_000_000)
        for row in figures:
            average = Fraction(row.opening) + Fraction(row.area_value_s) / length_s
            assert average == auditor.average(row.key, first, now), f"{row.key} over {length} days"
