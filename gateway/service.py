"""The gateway's process: MQTT in, one transaction, acknowledgements out.

Two threads, and whole groups between them (ADR 14): this one gathers payloads and opens them as they come,
the worker commits together what has gathered so far. A PUBACK and the application acknowledgement go out
from here, and only after the commit. While the database is away nothing is acknowledged, and after a
reconnect whatever was not is sent again by the broker, and in the end by the agent.
"""

from __future__ import annotations

import gc
import itertools
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, cast

import paho.mqtt.client as mqtt
import psycopg
import structlog
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from gateway import mqtt as broker
from gateway.applier import Applier
from gateway.downlink import Downlink
from gateway.ingest import Applied, hub_clock
from gateway.reception import Agents, Delivery, open_early
from gateway.steps import AFTER_ACK, BEFORE_ACK, At, pass_by
from gateway.wire import codec, topics
from gateway.wire.messages import VERSION, Ack
from gateway.worker import Group, Waiting, Worker
from hub.store.agents import TrustedAgent

log = structlog.get_logger()
# a transaction has a cost of its own, which a large group shares; the price is latency, under full load only
MAX_GROUP_BYTES = 4_000_000
LINGER_S = 0.002
SWITCH_INTERVAL_S = 0.0005
_IDLE_S = 0.5
_PACKETS_AT_ONCE = 20
_MISC_EVERY_S = 1.0
_BACK_OFF_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Gateway:
    """``run`` blocks until ``stop`` is called, from a signal handler or another thread.

    ``name`` is the client id and must stay the same for a replica: its session holds what it has not yet
    acknowledged. ``on_ready`` is called once it is subscribed for the first time.

    ``group`` lets replicas share the work by a shared subscription; without it each gets everything, and what
    another has applied is a duplicate. The embedded broker must not have it: its router dies of a
    member that leaves (rumqttd 0.20, "group must exists").
    """

    def __init__(
        self,
        dsn: str,
        broker_url: str,
        *,
        name: str = "gateway-1",
        group: str | None = None,
        username: str | None = None,
        password: str | None = None,
        ca_file: str | None = None,
        clock: Callable[[], datetime] = hub_clock,
        on_ready: Callable[[], None] = lambda: None,
        on_applied: Callable[[Applied], None] = lambda _: None,
        with_downlink: bool = True,
        at: At = pass_by,
    ) -> None:
        self._address = broker.parse(broker_url, username=username, password=password, ca_file=ca_file)
        self._worker = Worker(Applier(dsn, clock=clock, at=at), self._wake)
        self._clock = clock
        self._at = at
        self._session_expiry_s = broker.SESSION_EXPIRY_S if group is None else broker.SHARED_SESSION_EXPIRY_S
        self._events_filter = topics.ALL_EVENTS if group is None else f"$share/{group}/{topics.ALL_EVENTS}"
        self._downlink = Downlink(dsn, self._address, name=f"{name}-downlink", clock=clock)
        self._with_downlink = with_downlink
        self._on_ready = on_ready
        self._on_applied = on_applied
        self._ready_said = self._subscribed_now = False
        self._events: list[Waiting] = []
        self._events_bytes = 0
        self._states: dict[str, Waiting] = {}
        self._agents: Agents = {}
        self._connection = self._arrivals = 0
        self._failures = 0
        self._first_came = self._not_before = self._next_misc = 0.0
        self._stopping = False
        self._wake_reader, self._wake_writer = socket.socketpair()
        for end in (self._wake_reader, self._wake_writer):
            end.setblocking(False)
        self._client = broker.client(self._address, name, manual_ack=True)
        self._client.on_connect = self._connected
        self._client.on_disconnect = self._disconnected
        self._client.on_message = self._arrived
        self._client.on_subscribe = self._subscribed

    def run(self) -> None:
        """Serve until stopped. Whatever is not foreseen ends it, loudly: its supervisor starts it again."""
        log.info("gateway-starts", broker=str(self._address))
        self._worker.start()
        if self._with_downlink:
            self._downlink.start()
        try:
            while not self._stopping:
                if self._client.socket() is None:
                    self._connect()
                else:
                    self._serve()
                if (group := self._worker.finished()) is not None:
                    self._settle(group)
                self._downlink.check()
            self._finish()
        finally:
            self._client.disconnect()
            self._downlink.stop()
            self._worker.stop()
            log.info("gateway-stopped", unapplied=len(self._events))

    def stop(self) -> None:
        """Ask ``run`` to apply what it holds and return. Safe in a signal handler and in any thread."""
        self._stopping = True
        self._wake()

    def _finish(self) -> None:
        """Apply what it holds."""
        if (group := self._worker.finished(wait=True)) is not None:
            self._settle(group)
        if self._events or self._states:
            self._hand_over()
        if (group := self._worker.finished(wait=True)) is not None:
            self._settle(group)

    def _wake(self) -> None:
        with suppress(BlockingIOError):  # it has been woken often enough
            self._wake_writer.send(b"x")

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            self._wake_reader.recv(4096)

    # --- the connection ---

    def _connect(self) -> None:
        try:
            broker.connect(self._client, self._address, session_expiry_s=self._session_expiry_s)
        except OSError as error:
            log.warning("broker-away", broker=str(self._address), error=str(error))
            self._pause()
            return
        self._subscribed_now = False
        self._next_misc = time.monotonic() + _MISC_EVERY_S

    def _pause(self) -> None:
        wait_s = _BACK_OFF_S[min(self._failures, len(_BACK_OFF_S) - 1)]
        self._failures += 1
        select.select([self._wake_reader], [], [], wait_s)
        self._drain()

    def _connected(
        self, client: mqtt.Client, _: Any, flags: mqtt.ConnectFlags, reason: ReasonCode, __: Properties | None
    ) -> None:
        if reason.is_failure:
            log.error("broker-refuses", broker=str(self._address), reason=str(reason))
            return
        self._connection += 1
        self._forget()
        log.info("broker-connected", session_present=flags.session_present)
        client.subscribe(
            [
                (self._events_filter, SubscribeOptions(qos=1)),
                (topics.ALL_STATES, SubscribeOptions(qos=1)),
            ]
        )

    def _subscribed(
        self, _: mqtt.Client, __: Any, ___: int, reasons: Sequence[ReasonCode], ____: Properties | None
    ) -> None:
        refused = [str(reason) for reason in reasons if reason.is_failure]
        if refused:
            raise PermissionError(f"the broker refuses the gateway's subscriptions: {', '.join(refused)}")
        self._failures = 0
        self._subscribed_now = True
        if not self._ready_said:
            self._ready_said = True
            self._on_ready()

    def _disconnected(
        self, _: mqtt.Client, __: Any, ___: mqtt.DisconnectFlags, reason: ReasonCode, ____: Properties | None
    ) -> None:
        if not self._stopping:
            log.warning("broker-disconnected", reason=str(reason))
            if not self._subscribed_now:  # who answers and hangs up, as a proxy without its broker does
                self._pause()
        self._forget()

    def _forget(self) -> None:
        """What was not acknowledged comes again."""
        self._events, self._events_bytes, self._states = [], 0, {}

    # --- one round ---

    def _serve(self) -> None:
        client = self._client
        sock = cast("socket.socket", client.socket())
        full = self._full()
        now = time.monotonic()
        readable, writable, _ = select.select(
            [self._wake_reader] if full else [sock, self._wake_reader],
            [sock] if client.want_write() else [],
            [],
            self._wait_s(now, full),
        )
        if self._wake_reader in readable:
            self._drain()
        if writable:
            client.loop_write()
        got = sock in readable
        if got and self._read(client) != MQTTErrorCode.MQTT_ERR_SUCCESS:
            return
        if now >= self._next_misc:
            self._next_misc = now + _MISC_EVERY_S
            client.loop_misc()
        if not got or self._has_waited():
            self._hand_over_if_due()

    def _wait_s(self, now: float, full: bool) -> float:
        if self._worker.busy or not (self._events or self._states):
            return _IDLE_S
        if now < self._not_before:
            return min(_IDLE_S, self._not_before - now)
        return 0.0 if full else LINGER_S

    def _has_waited(self) -> bool:
        """As long as one waits for more to come. What comes without a pause must not wait for one."""
        return self._full() or time.monotonic() >= self._first_came + LINGER_S

    def _full(self) -> bool:
        return self._events_bytes >= MAX_GROUP_BYTES

    def _hand_over_if_due(self) -> None:
        waiting = bool(self._events or self._states)
        if waiting and not self._worker.busy and time.monotonic() >= self._not_before:
            self._hand_over()

    def _read(self, client: mqtt.Client) -> MQTTErrorCode:
        """Some packets, as long as each was a message and there is room: to ask the system for every one
        whether it has come costs more than to find none. With TLS all that are decrypted already, which
        select does not see."""
        for number in itertools.count(1):
            before = self._arrivals
            result = client.loop_read()
            if result != MQTTErrorCode.MQTT_ERR_SUCCESS:
                return result
            more = self._arrivals > before and number < _PACKETS_AT_ONCE and not self._full()
            if not more and not getattr(client.socket(), "pending", int)():
                break
        return MQTTErrorCode.MQTT_ERR_SUCCESS

    def _arrived(self, _: mqtt.Client, __: Any, message: mqtt.MQTTMessage) -> None:
        self._arrivals += 1
        delivery = Delivery(message.topic, bytes(message.payload))
        if not self._events and not self._states:
            self._first_came = time.monotonic()
        if delivery.topic.endswith("/state"):
            self._note_state(Waiting(delivery, self._connection, message.mid))
        else:
            opened = open_early(delivery, self._agents)
            self._events.append(Waiting(opened, self._connection, message.mid))
            self._events_bytes += len(delivery.payload)

    def _note_state(self, waiting: Waiting) -> None:
        """The newest of an agent's is enough."""
        previous = self._states.get(waiting.delivery.topic)
        if previous is not None:
            self._acknowledge([previous])
        self._states[waiting.delivery.topic] = waiting

    def _hand_over(self) -> None:
        group = Group(self._events, list(self._states.values()))
        self._forget()
        self._worker.hand_over(group)

    def _settle(self, group: Group) -> None:
        """Acknowledge what is committed; keep what could not be. Raises what nobody has foreseen."""
        if isinstance(group.error, psycopg.OperationalError):
            self._take_back(group)
            wait_s = _BACK_OFF_S[min(self._failures, len(_BACK_OFF_S) - 1)]
            self._failures += 1
            self._not_before = time.monotonic() + wait_s
            log.error("database-away", error=str(group.error).strip(), again_in_s=wait_s)
            return
        if group.error is not None:
            raise group.error
        self._failures = 0
        if self._has_waited():
            self._hand_over_if_due()  # first, so that the worker has something to do meanwhile
        if group.applied is not None:
            self._answer(group.applied, group.seconds)
        for standing in group.standings:
            agent, epoch, upto, rival = standing
            self._tell(
                agent, Ack(v=VERSION, epoch=epoch, upto=upto, at=self._clock(), rival=rival), retain=False
            )
        self._acknowledge(group.events)
        self._acknowledge(group.states)

    def _take_back(self, group: Group) -> None:
        """To the head of what has come since. What came by another connection comes again by itself."""
        events = [waiting for waiting in group.events if waiting.connection == self._connection]
        self._events = events + self._events
        self._events_bytes += sum(len(waiting.delivery.payload) for waiting in events)
        newer, self._states = self._states, {}
        for waiting in group.states:
            if waiting.connection == self._connection:
                self._note_state(waiting)
        for waiting in newer.values():
            self._note_state(waiting)

    def _answer(self, applied: Applied, seconds: float) -> None:
        self._agents = {**self._agents, **applied.agents}
        self._on_applied(applied)
        self._at(BEFORE_ACK)
        at = self._clock()
        for agent, epoch, upto in applied.acknowledgements:
            self._tell(agent, Ack(v=VERSION, epoch=epoch, upto=upto, at=at), retain=True)
        self._at(AFTER_ACK)
        log.debug(
            "applied",
            batches=applied.batches,
            movements=applied.movements,
            others=applied.others,
            duplicates=applied.duplicates,
            ms=round(seconds * 1000, 1),
        )
        if applied.quarantined:
            log.warning("quarantined", **applied.quarantined)

    def _tell(self, agent: TrustedAgent, ack: Ack, *, retain: bool) -> None:
        """An agent that says it is there is told too: its outbox may be an old copy, and the broker may have
        forgotten our last word. That answer is not kept: the outbox may be one that was replaced."""
        topic = topics.ack(agent.site, agent.code)
        self._client.publish(topic, codec.encode(ack, topic, agent.key), qos=0, retain=retain)

    def _acknowledge(self, applied: Sequence[Waiting]) -> None:
        for waiting in applied:
            if waiting.mid and waiting.connection == self._connection and self._client.socket() is not None:
                self._client.ack(waiting.mid, 1)


def serve(gateway: Gateway) -> None:
    """Run in the main thread until SIGTERM or SIGINT. An unforeseen error ends the whole process."""
    # a transaction makes tens of thousands of small records, none in a cycle: looking for cycles among them
    # again and again takes a good part of its time
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    # the worker, back from the server, waits no longer than this for its turn
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: gateway.stop())
    try:
        gateway.run()
    except BaseException:
        log.exception("gateway-died", pid=os.getpid())
        raise
