"""The services the other tests stand on are real ones, and the ones that were asked for."""

from __future__ import annotations

import os
import threading

import paho.mqtt.client as mqtt
import psycopg
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from tests.services.databases import Databases
from tests.services.fixtures import BROKER_VARIABLE, DSN_VARIABLE


def test_a_database_is_fresh_for_every_test(databases: Databases) -> None:
    first, second = databases.empty(), databases.empty()
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE mine (a int)")
    with psycopg.connect(second) as connection:
        assert connection.execute("SELECT to_regclass('mine')").fetchone() == (None,)
    databases.drop(first)
    databases.drop(second)


def test_a_database_has_the_schema(database: str) -> None:
    with psycopg.connect(database) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables is not None
    assert tables[0] > 5


@pytest.mark.skipif(DSN_VARIABLE not in os.environ, reason=f"{DSN_VARIABLE} names no other server")
def test_the_named_server_makes_hypertables(database: str) -> None:
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT count(*) FROM timescaledb_information.hypertables").fetchone()
    assert found is not None
    assert found[0] >= 1


@pytest.mark.skipif(BROKER_VARIABLE not in os.environ, reason=f"{BROKER_VARIABLE} names no other broker")
def test_the_named_broker_is_a_mosquitto(broker_url: str) -> None:
    said: list[str] = []
    heard = threading.Event()
    host, port = broker_url.removeprefix("mqtt://").split(":")
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.on_message = lambda _client, _data, message: (said.append(message.payload.decode()), heard.set())
    client.connect(host, int(port))
    client.subscribe("$SYS/broker/version")
    client.loop_start()
    assert heard.wait(120)
    client.disconnect()
    client.loop_stop()
    assert said[0].startswith("mosquitto version 2")
