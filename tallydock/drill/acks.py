"""Listens to every acknowledgement, and looks at once whether what it promises is committed."""

from __future__ import annotations

import json
import queue
import threading
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import psycopg
from paho.mqtt.enums import CallbackAPIVersion

from tallydock.drill import books
from tallydock.drill.verdict import Violation

_FILTER = "tallydock/1/+/+/down/ack"


class AckObserver:
    """Between the broker and nobody: it has a connection of its own, and reads an ack as an agent could."""

    def __init__(self, broker_url: str, dsn: str) -> None:
        self.violations: list[Violation] = []
        self.seen = 0
        self._dsn = dsn
        self._heard: queue.SimpleQueue[mqtt.MQTTMessage | None] = queue.SimpleQueue()
        parts = urlsplit(broker_url)
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id="drill-auditor", protocol=mqtt.MQTTv5
        )
        self._client.reconnect_delay_set(min_delay=1, max_delay=1)
        self._client.on_connect = lambda client, *_: client.subscribe(_FILTER, qos=1)
        self._client.on_message = lambda _client, _data, message: self._heard.put(message)
        self._client.connect_async(parts.hostname or "", parts.port or 1883)
        self._client.loop_start()
        self._thread = threading.Thread(target=self._run, name="ack observer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """What was heard is looked at first."""
        self._client.disconnect()
        self._client.loop_stop()
        self._heard.put(None)
        self._thread.join(30)

    def _run(self) -> None:
        conn: psycopg.Connection[Any] | None = None
        while (message := self._heard.get()) is not None:
            agent = message.topic.split("/")[3]
            said = json.loads(bytes(message.payload).split(b"\n")[0])
            committed: int | None = None
            while committed is None:
                try:
                    if conn is None or conn.closed:
                        conn = psycopg.connect(self._dsn, autocommit=True, connect_timeout=5)
                    committed = books.committed_upto(conn, agent, said["epoch"])
                except psycopg.OperationalError:  # the database is being killed: what it promised, it keeps
                    if conn is not None:
                        conn.close()
            self.seen += 1
            if committed < said["upto"]:
                detail = f"the ack says {said['upto']}, and {committed} is committed"
                self.violations.append(
                    Violation("acks never ahead of commits", f"{agent} {said['epoch']}", detail)
                )
        if conn is not None:
            conn.close()
