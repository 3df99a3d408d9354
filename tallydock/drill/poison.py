"""Messages that must not get into the books, nor keep others out of them: sent until they are quarantined."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from gateway.wire.codec import decode_event, encode_event
from tallydock.drill.site import AGENTS, CLUMSY, DEALT_IN, ROGUE, SITE
from tallydock.drill.truth import Goods, Posting, Truth
from tallydock.drill.verdict import Poison

TOO_LARGE_BYTES = 1_000_001


class Poisoner:
    """Has the keys of two agents. ``sent`` is all that it sent so far and that must not be booked."""

    def __init__(
        self, broker_url: str, keys: Mapping[str, bytes], truth: Truth, chance: random.Random
    ) -> None:
        self.sent: list[Poison] = []
        self._packets: list[tuple[str, bytes]] = []
        self._keys, self._truth, self._chance = keys, truth, chance
        self._clumsy_epoch = f"CLUMSY-{chance.randrange(10**9)}"
        self._clumsy_seq = 0
        parts = urlsplit(broker_url)
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id="drill-poisoner", protocol=mqtt.MQTTv5
        )
        self._client.reconnect_delay_set(min_delay=1, max_delay=1)
        self._client.connect_async(parts.hostname or "", parts.port or 1883)
        self._client.loop_start()

    def send_one_of_each(self) -> None:
        number = len(self.sent)
        brewed = self._brew(f"POISON-{number}-{self._chance.randrange(10**9)}")
        self.sent += brewed
        for poison in brewed:
            self._send(poison.topic, poison.payload)
        self._send_half_good()

    def send_again(self) -> None:
        """All of it: nobody else would, where a broker had forgotten it."""
        for topic, payload in self._packets:
            self._client.publish(topic, payload, qos=1)

    def _send(self, topic: str, payload: bytes) -> None:
        self._packets.append((topic, payload))
        self._client.publish(topic, payload, qos=1)

    def _send_half_good(self) -> None:
        """Valid and signed: one event names an item that nobody knows, the one behind it is to be booked."""
        self._clumsy_seq += 1
        document = f"BESIDE-POISON-{self._clumsy_seq}"
        good = self._chance.choice(DEALT_IN)
        goods = Goods(good.sku, Fraction(1), "receipt", "supplier", "DOCK-1")
        unknown, known = _movement("NO-SUCH-ITEM"), _movement(good.sku) | {"document": document}
        self._truth.posts(Posting(document, goods, datetime.now(UTC)))
        self._truth.answered(document)
        body = self._batch(CLUMSY, self._clumsy_epoch, self._clumsy_seq, [unknown, known])
        topic = _topic(CLUMSY)
        alone = encode_event(decode_event(json.dumps(unknown).encode()))  # as the quarantine keeps it
        self.sent.append(Poison("an unknown item", topic, alone, "unknown-item"))
        self._send(topic, self._signed(body, topic, CLUMSY))

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _brew(self, mark: str) -> list[Poison]:
        stolen, own = _topic(self._chance.choice(AGENTS)), _topic(ROGUE)
        honest = self._batch(ROGUE, mark, 1, [_movement("UNKNOWN-ITEM")])
        return [
            Poison("an unsigned batch", stolen, honest, "signature"),
            Poison("another agent's signature", stolen, self._signed(honest, own), "signature"),
            Poison("no JSON", own, self._signed(mark.encode() + b"{", own), "malformed"),
            Poison(
                "a version to come",
                own,
                self._signed(self._batch(ROGUE, mark, 1, [], version=99), own),
                "version",
            ),
            Poison("too large", own, mark.encode().ljust(TOO_LARGE_BYTES, b"x"), "oversized"),
        ]

    def _batch(
        self, agent: str, epoch: str, seq: int, events: list[dict[str, Any]], version: int = 1
    ) -> bytes:
        body = {"v": version, "agent": agent, "epoch": epoch, "seq": seq, "sent": _now(), "events": events}
        return json.dumps(body).encode()

    def _signed(self, body: bytes, topic: str, agent: str = ROGUE) -> bytes:
        """As the wire wants it: HMAC-SHA256 over topic, NUL and body, in hex behind a line break."""
        said = hmac.new(self._keys[agent], topic.encode() + b"\0" + body, hashlib.sha256).hexdigest()
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
