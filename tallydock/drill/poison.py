"""Messages that must not get into the books, nor keep others out of them: sent until they are quarantined."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from tallydock.drill.site import AGENTS, ROGUE, SITE
from tallydock.drill.verdict import Poison

TOO_LARGE_BYTES = 1_000_001


class Poisoner:
    """Has the rogue agent's key. ``sent`` is all that it sent so far."""

    def __init__(self, broker_url: str, key: bytes, chance: random.Random) -> None:
        self.sent: list[Poison] = []
        self._key, self._chance = key, chance
        parts = urlsplit(broker_url)
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id="drill-poisoner", protocol=mqtt.MQTTv5
        )
        self._client.reconnect_delay_set(min_delay=1, max_delay=1)
        self._client.connect_async(parts.hostname or "", parts.port or 1883)
        self._client.loop_start()

    def send_one_of_each(self) -> None:
        number = len(self.sent)
        for poison in self._brew(f"POISON-{number}-{self._chance.randrange(10**9)}"):
            self.sent.append(poison)
            self._client.publish(poison.topic, poison.payload, qos=1)

    def send_again(self) -> None:
        """All of it: nobody else would, where a broker had forgotten it."""
        for poison in self.sent:
            self._client.publish(poison.topic, poison.payload, qos=1)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _brew(self, mark: str) -> list[Poison]:
        stolen, own = _topic(self._chance.choice(AGENTS)), _topic(ROGUE)
        honest = self._batch(mark, [_movement("UNKNOWN-ITEM")])
        return [
            Poison("an unsigned batch", stolen, honest, "signature"),
            Poison("another agent's signature", stolen, self._signed(honest, own), "signature"),
            Poison("no JSON", own, self._signed(mark.encode() + b"{", own), "malformed"),
            Poison("a version to come", own, self._signed(self._batch(mark, [], version=99), own), "version"),
            Poison("too large", own, mark.encode().ljust(TOO_LARGE_BYTES, b"x"), "oversized"),
        ]

    def _batch(self, epoch: str, events: list[dict[str, Any]], version: int = 1) -> bytes:
        body = {"v": version, "agent": ROGUE, "epoch": epoch, "seq": 1, "sent": _now(), "events": events}
        return json.dumps(body).encode()

    def _signed(self, body: bytes, topic: str) -> bytes:
        """As the wire wants it: HMAC-SHA256 over topic, NUL and body, in hex behind a line break."""
        said = hmac.new(self._key, topic.encode() + b"\0" + body, hashlib.sha256).hexdigest()
        return body + b"\n" + said.encode()


def _topic(agent: str) -> str:
    return f"tallydock/1/{SITE}/{agent}/up/events"


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _movement(item: str) -> dict[str, Any]:
    return {
        "type": "movement",
        "at": _now(),
        "device": "rogue",
        "kind": "receipt",
        "item": item,
        "qty": "1",
        "source": "supplier",
        "destination": "DOCK-1",
    }
