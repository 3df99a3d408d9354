"""Between the outbox and the hub: batches up, acknowledgements, catalogue, tasks and configuration down.

A batch leaves the outbox only when the hub has said that it is committed; the broker's word (PUBACK) means
nothing here. It is sent again after a reconnect, and when the hub has been silent for a while.

Threads: the outbox's writer publishes what it has just sealed, paho's own thread takes what comes, and the
uplink's looks once a second for what is due. No lock is held around a publish: paho may call back inside.
"""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import msgspec
import paho.mqtt.client as mqtt
import structlog
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from edge.connection import BrokerOptions, come_back_soon, connect, make_client, stay_away
from edge.outbox import Outbox, OutboxError, Sealed
from edge.rival import SESSION_TAKEN_OVER, Rival
from edge.steps import AFTER_PUBACK, AFTER_PUBLISH, BEFORE_PUBLISH, ON_ACK, At, pass_by
from gateway.wire import topics
from gateway.wire.codec import WireError, decode, encode, signature, verify
from gateway.wire.messages import VERSION, Ack, AgentState, Catalog, Command, Config, Stock, Tasks

log = structlog.get_logger(__name__)

NO_SUBSCRIBER: Final = 0x10
HEARTBEAT_S: Final = 30.0
WINDOW_BATCHES: Final = 20
FIRST_SILENCE_S: Final = 5.0
LONGEST_SILENCE_S: Final = 30.0
_LOOK_EVERY_S: Final = 1.0
_PROMPT_S: Final = 0.3
_NO_BATCH: Final = 0
_HUB_ANSWERS_WITHIN_S: Final = 5.0


class Downlink(Protocol):
    """Who takes what the hub sends. Called on paho's thread: hand over and return."""

    def on_catalog(self, page: Catalog) -> None: ...

    def on_tasks(self, tasks: Tasks) -> None: ...

    def on_stock(self, stock: Stock) -> None: ...

    def on_config(self, config: Config) -> None: ...

    def on_command(self, command: Command) -> None: ...

    def on_link(self, connected: bool, why: str) -> None: ...

    def on_taken_over(self, why: str) -> None: ...


@dataclass(slots=True)
class UplinkCounters:
    """Since the start. `unheard` are publishes that no gateway was there for, `refused` those that the broker
    turned down, `rejected` messages from above that were not the hub's or not understood, `takeovers` how
    often another client with this agent's name took its connection."""

    published: int = 0
    acknowledged: int = 0
    resent: int = 0
    unheard: int = 0
    refused: int = 0
    rejected: int = 0
    connects: int = 0
    takeovers: int = 0


class Uplink:
    """`state` is asked for the agent's state at every heartbeat; `now` is the wall clock (UTC)."""

    def __init__(
        self,
        site: str,
        agent: str,
        key: bytes,
        broker: BrokerOptions,
        outbox: Outbox,
        downlink: Downlink,
        state: Callable[[], AgentState],
        now: Callable[[], datetime],
        *,
        window: int = WINDOW_BATCHES,
        heartbeat_s: float = HEARTBEAT_S,
        first_silence_s: float = FIRST_SILENCE_S,
        rng: random.Random | None = None,
        at: At = pass_by,
    ) -> None:
        self.counters = UplinkCounters()
        self._site, self._agent, self._key = site, agent, key
        self._broker, self._outbox, self._downlink = broker, outbox, downlink
        self._state, self._now, self._at = state, now, at
        self._window, self._heartbeat_s = window, heartbeat_s
        self._first_silence_s = self._silence_s = first_silence_s
        self._rng = rng or random.Random()  # noqa: S311  jitter, not a secret
        self._rival = Rival(self._rng)
        self._connected_at = 0.0
        self._acquainted = False
        self._acquainted_at = float("inf")
        self._events_topic = topics.events(site, agent)
        self._state_topic = topics.state(site, agent)
        self._connected = False
        self._offsets_ms: deque[int] = deque(maxlen=8)
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._flying: dict[int, int] = {}  # mid -> seq that paho has in its hands
        self._early: set[int] = set()  # mids that were answered before publish returned
        self._flying_lock = threading.Lock()
        self._resend_at = self._state_at = float("inf")
        self._client = make_client(f"tallydock-{site}-{agent}", broker)
        self._client.on_connect = self._guarded(self._on_connect)
        self._client.on_disconnect = self._guarded(self._on_disconnect)
        self._client.on_subscribe = self._guarded(self._on_subscribe)
        self._client.on_publish = self._guarded(self._on_publish)
        self._client.on_message = self._guarded(self._on_message)
        self._client.on_connect_fail = self._guarded(self._on_connect_fail)
        self._thread = threading.Thread(target=self._run, name="uplink", daemon=True)

    @property
    def connected(self) -> bool:
        return self._connected

    @property
    def clock_offset_ms(self) -> int | None:
        """How far the hub's clock is ahead of ours. An ack that was under way for long seems to come from a
        slower clock, so the largest of the last few is the truest."""
        return max(self._offsets_ms, default=None)

    def clock_was_set(self) -> None:
        """What was known of our offset is no longer so."""
        self._offsets_ms.clear()

    def start(self) -> None:
        """Returns at once; connects when the broker is there."""
        self._outbox.on_sealed = self._guarded(self._publish)
        will = AgentState(v=VERSION, agent=self._agent, online=False)
        # unsigned: the broker keeps and sends it, and all it can say is "offline"
        self._client.will_set(self._state_topic, msgspec.json.encode(will), qos=1, retain=True)
        connect(self._client, self._broker)
        self._client.loop_start()
        self._thread.start()

    def stop(self, timeout_s: float = 3.0) -> None:
        """Says that the agent goes, as far as the broker is there to hear it."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(timeout_s)
        if self._connected:
            gone = AgentState(v=VERSION, agent=self._agent, online=False, at=self._now())
            payload = encode(gone, self._state_topic, self._key)
            said = self._send(self._state_topic, payload, _NO_BATCH, retain=True)
            if said.rc == MQTTErrorCode.MQTT_ERR_SUCCESS:
                said.wait_for_publish(timeout_s)
        self._client.disconnect()
        self._client.loop_stop()

    def publish_state(self) -> None:
        """The agent's state has changed: tell it soon."""
        self._state_at = min(self._state_at, time.monotonic() + _PROMPT_S)
        self._wake.set()

    def resend(self) -> None:
        """Send everything unacknowledged again, now."""
        self._resend_at = 0.0
        self._wake.set()

    # --- up ---

    def _publish(self, batches: Sequence[Sealed]) -> None:
        if not self._connected:
            return  # what is sealed goes out with the reconnect
        for batch in batches:
            payload = batch.body + b"\n" + signature(self._events_topic, batch.body, self._key)
            self._at(BEFORE_PUBLISH)
            self._send(self._events_topic, payload, batch.seq)
            self._at(AFTER_PUBLISH)
            self.counters.published += 1

    def _send(self, topic: str, payload: bytes, seq: int, *, retain: bool = False) -> mqtt.MQTTMessageInfo:
        info = self._client.publish(topic, payload, qos=1, retain=retain)
        if info.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            return info  # paho did not take it; it is sent again when the hub stays silent
        with self._flying_lock:
            if info.mid in self._early:
                self._early.discard(info.mid)
            else:
                self._flying[info.mid] = seq
        return info

    def _expect_an_answer(self) -> None:
        self._resend_at = time.monotonic() + self._silence_s * self._rng.uniform(0.75, 1.5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(min(_LOOK_EVERY_S, max(0.0, self._acquainted_at - time.monotonic())))
            self._wake.clear()
            if self._stopping.is_set():
                return
            if self._client.loop_start() == MQTTErrorCode.MQTT_ERR_SUCCESS:
                log.error("uplink.network_thread_had_died")  # and loop_start has begun a new one
            if self._connected:
                self._look()

    def _look(self) -> None:
        now = time.monotonic()
        if now >= self._acquainted_at:
            self._get_acquainted()
        if now >= self._state_at:
            self._state_at = now + self._heartbeat_s
            message = encode(self._state(), self._state_topic, self._key)
            self._send(self._state_topic, message, _NO_BATCH, retain=True)
        if self._outbox.totals.sealed_batches == 0:
            self._expect_an_answer()
        elif now >= self._resend_at:
            self._silence_s = min(self._silence_s * 2, LONGEST_SILENCE_S)
            self._expect_an_answer()
            self._resend()

    def _resend(self) -> None:
        """Everything unacknowledged that paho has not in its hands: that it sends again by itself."""
        with self._flying_lock:
            in_hand = set(self._flying.values())
        try:
            waiting = self._outbox.next_batches(limit=self._window)
        except OutboxError as error:
            log.warning("uplink.outbox", error=str(error))
            return
        again = [batch for batch in waiting if batch.seq not in in_hand]
        # a broker that shares them out by turns shall not give the same ones to the same dead replica again
        self._rng.shuffle(again)
        self.counters.resent += len(again)
        self._publish(again)

    # --- paho's thread ---

    def _guarded(self, callback: Callable[..., None]) -> Callable[..., None]:
        """For threads that are not ours: an exception would end paho's while it still looks alive, and the
        outbox's writer."""

        def guarded(*arguments: Any) -> None:
            try:
                callback(*arguments)
            except Exception:
                log.exception("uplink.callback_failed", callback=callback.__name__)

        return guarded

    def _on_connect(
        self,
        client: mqtt.Client,
        _data: Any,
        flags: mqtt.ConnectFlags,
        reason: ReasonCode,
        _p: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._downlink.on_link(False, f"the broker refuses the agent: {reason}")
            return
        self.counters.connects += 1
        if not flags.session_present and self.counters.connects > 1:
            log.warning("uplink.session_lost", agent=self._agent)  # nothing depends on it: all is sent again
        client.subscribe(topics.down(self._site, self._agent), qos=1)
        self._silence_s = self._first_silence_s
        self._connected, self._connected_at = True, time.monotonic()
        self._state_at = self._resend_at = 0.0
        come_back_soon(client)
        if self._acquainted:
            self._outbox.open_window(self._window)
        self._wake.set()
        self._downlink.on_link(True, "")

    def _on_subscribe(
        self, _client: mqtt.Client, _data: Any, _mid: int, _reasons: Any, _p: Properties | None
    ) -> None:
        """Right behind this comes the hub's last word, which the broker keeps, or its answer to our state."""
        if not self._acquainted:
            self._acquainted_at = time.monotonic() + _HUB_ANSWERS_WITHIN_S
            self._wake.set()

    def _get_acquainted(self) -> None:
        """The hub has said how far it is with this outbox, or does not answer. Before that nothing is sealed:
        it may be an old copy, and a number that is given is given."""
        was, self._acquainted, self._acquainted_at = self._acquainted, True, float("inf")
        if self._connected and not was:
            self._outbox.open_window(self._window)

    def _on_disconnect(
        self, _client: mqtt.Client, _data: Any, _flags: Any, reason: ReasonCode, _p: Properties | None
    ) -> None:
        was, self._connected = self._connected, False
        self._acquainted_at = float("inf")
        if was and not self._stopping.is_set():
            connected_for_s = time.monotonic() - self._connected_at
            self._make_room(self._rival.lost(connected_for_s, told=reason.value == SESSION_TAKEN_OVER))
        if was:
            if not self._stopping.is_set():
                self._outbox.open_window(0)
            self._downlink.on_link(False, f"the broker is gone: {reason}")

    def _make_room(self, wait_s: float | None) -> None:
        if wait_s is None:
            return
        self.counters.takeovers = self._rival.times
        stay_away(self._client, wait_s)
        why = (
            f"another client with this agent's name takes its place at the broker ({self._rival.times} times"
            f" since the start): is this agent running twice, from a copy? Back in {wait_s:.0f} s"
        )
        log.error("uplink.taken_over", agent=self._agent, times=self._rival.times, back_in_s=round(wait_s))
        self._downlink.on_taken_over(why)

    def _on_connect_fail(self, _client: mqtt.Client, _data: Any) -> None:
        self._downlink.on_link(False, "the broker does not answer")

    def _on_publish(
        self, _client: mqtt.Client, _data: Any, mid: int, reason: ReasonCode, _p: Properties | None
    ) -> None:
        with self._flying_lock:
            seq = self._flying.pop(mid, None)
            if seq is None:
                self._early.add(mid)
        if seq != _NO_BATCH:
            self._at(AFTER_PUBACK)
        if reason.value == NO_SUBSCRIBER:
            self.counters.unheard += 1
        elif reason.is_failure:
            self.counters.refused += 1
            log.warning("uplink.publish_refused", reason=str(reason))

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        address = topics.parse(message.topic)
        if address is None or not message.payload:
            return  # an empty payload only clears a retained message
        try:
            body = verify(bytes(message.payload), message.topic, self._key)
            self._take(address.channel, body, message.retain)
        except WireError as error:
            self.counters.rejected += 1
            log.warning("uplink.rejected", topic=message.topic, reason=error.reason, detail=error.detail)

    def _take(self, channel: str, body: bytes, retained: bool) -> None:
        if not retained and channel != "down/ack":
            # the gateway speaks, so it is there (again): what it has not acknowledged it may never have got
            self._silence_s = self._first_silence_s
            soon = time.monotonic() + self._rng.uniform(1.0, 3.0)
            self._resend_at = min(self._resend_at, soon)
        match channel.split("/")[:2]:
            case ["down", "ack"]:
                self._acknowledged(decode(body, Ack), retained)
            case ["down", "catalog"]:
                self._downlink.on_catalog(decode(body, Catalog))
            case ["down", "tasks"]:
                self._downlink.on_tasks(decode(body, Tasks))
            case ["down", "stock"]:
                self._downlink.on_stock(decode(body, Stock))
            case ["down", "config"]:
                self._downlink.on_config(decode(body, Config))
            case ["down", "command"]:
                self._downlink.on_command(decode(body, Command))
            case _:
                log.info("uplink.unknown_channel", channel=channel)  # a newer hub may say more than we know

    def _acknowledged(self, ack: Ack, retained: bool) -> None:
        if not retained:  # a retained one tells an old time
            self._offsets_ms.append(round((ack.at - self._now()).total_seconds() * 1000))
            if ack.rival:
                self._rival.met()
        if ack.epoch != self._outbox.epoch:
            self._get_acquainted()
            return
        self.counters.acknowledged += 1
        self._silence_s = self._first_silence_s
        self._at(ON_ACK)
        self._outbox.acknowledged(ack.epoch, ack.upto)
        self._get_acquainted()
        self._expect_an_answer()
