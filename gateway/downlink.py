"""Telling agents what they need to know, and replaying what somebody asked for; off the ingest's path.

A thread with a database connection and a broker connection of its own. It hears of changes by NOTIFY, and of
agents by their states; it publishes, retained and signed, what an agent has not been told by this process, or
says it does not have. Versions are kept in the database, so that replicas and restarts agree about them.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import paho.mqtt.client as mqtt
import psycopg
import structlog
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from psycopg.rows import TupleRow

from gateway import mqtt as broker
from gateway import (
    quarantine,
    telling,
    telling_inbound,
    telling_outbound,
    telling_picks,
    telling_production,
)
from gateway.ingest import Ingest, hub_clock
from gateway.reception import Delivery
from gateway.states import read_state
from gateway.wire import codec, topics
from gateway.wire.codec import WireError
from gateway.wire.inbound import GoodsIn
from gateway.wire.messages import AgentState, Catalog
from gateway.wire.outbound import MOST_TRANSFERS
from gateway.wire.production import MOST_ORDERS
from hub.domain.alarms import AGENT_CONFIG
from hub.domain.calendar import Calendar
from hub.domain.floor import NOTHING_KNOWN, Floor
from hub.store import agents, alarms, count_tasks, downlink, items, orders, picking
from hub.store.count_tasks import CountToTell
from hub.store.downlink import AgentToTell, OperatorToTell
from hub.store.inbound import telling as inbound
from hub.store.orders import OpenLine
from hub.store.pool import connect
from hub.store.production import apart, said
from hub.store.transfers import departures

log = structlog.get_logger()
POLL_S = 0.2
_AWAY_S = 1.0
# a change that nobody was notified of (a backup restored, a row mended by hand) is told after this
_LOOK_EVERY_S = 60.0
_STOCK_EVERY_S = 55.0


@dataclass(slots=True)
class _Told:
    """What this process has published to an agent on the present connection."""

    catalog: int = 0
    catalog_pages: int = 0
    config: bytes = b""
    tasks: bytes = b""
    # the rows that were told last, and when: stock moves all the time, and is told once in a while
    stock: int | None = None
    stock_s: float = 0.0
    online: bool = False


@dataclass(frozen=True, slots=True)
class _SiteOrders:
    """All that is to be done at a site, by whomever, and what of the stock each order's line is to have."""

    lines: list[OpenLine]
    picking: telling_picks.Picking
    carried: telling.Carried


@dataclass(slots=True)
class _Changes:
    """What has been heard since the last round."""

    all: bool = False
    quarantine: bool = False
    states: list[Delivery] = field(default_factory=list)


class Downlink:
    """``start``, then ``check`` now and then: it raises what the thread died of. ``stop`` waits for it."""

    def __init__(
        self,
        dsn: str,
        address: broker.BrokerAddress,
        *,
        name: str,
        clock: Callable[[], datetime] = hub_clock,
    ) -> None:
        self._dsn = dsn
        self._address = address
        self._clock = clock
        self._ingest = Ingest(clock)
        self._heard: queue.SimpleQueue[Delivery | None] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="downlink", daemon=True)
        self._died: BaseException | None = None
        self._told: dict[int, _Told] = {}
        self._pages: list[Catalog] = []
        self._client = broker.client(address, name, manual_ack=False)
        self._client.on_connect = self._connected
        self._client.on_message = self._state_arrived

    def start(self) -> None:
        self._thread.start()

    def check(self) -> None:
        """Raises what the thread died of."""
        if self._died is not None:
            raise self._died

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(10.0)

    # --- paho's thread ---

    def _connected(
        self, client: mqtt.Client, _: Any, __: mqtt.ConnectFlags, reason: ReasonCode, ___: Properties | None
    ) -> None:
        if reason.is_failure:
            log.error("broker-refuses-downlink", reason=str(reason))
            return
        client.subscribe(topics.ALL_STATES, qos=1)
        self._heard.put(None)

    def _state_arrived(self, _: mqtt.Client, __: Any, message: mqtt.MQTTMessage) -> None:
        if message.payload:
            self._heard.put(Delivery(message.topic, bytes(message.payload)))

    # --- our thread ---

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    self._serve()
                except (psycopg.OperationalError, OSError) as error:
                    log.warning("downlink-waits", error=str(error).strip())
                    self._stop.wait(_AWAY_S)
        except BaseException as error:  # noqa: BLE001 - handed to the main thread, which raises it
            self._died = error
        finally:
            self._client.disconnect()
            self._client.loop_stop()

    def _serve(self) -> None:
        with connect(self._dsn, application="tallydock-downlink", autocommit=True) as conn:
            downlink.listen(conn)
            if not self._client.is_connected():
                broker.connect(self._client, self._address, session_expiry_s=0)
                self._client.loop_start()
            changes = _Changes(all=True, quarantine=True)
            next_look = time.monotonic() + _LOOK_EVERY_S
            while not self._stop.is_set():
                if changes.quarantine:
                    quarantine.replay_requested(conn, self._ingest)
                self._tell(conn, changes)
                changes = self._wait(conn)
                if time.monotonic() >= next_look:
                    next_look = time.monotonic() + _LOOK_EVERY_S
                    changes.all = changes.quarantine = True

    def _wait(self, conn: psycopg.Connection[TupleRow]) -> _Changes:
        changes = _Changes()
        for notification in conn.notifies(timeout=POLL_S, stop_after=1):
            self._hear(notification, changes)
        for notification in conn.notifies(timeout=0):
            self._hear(notification, changes)
        while not self._heard.empty():
            heard = self._heard.get_nowait()
            if heard is None:
                # a new connection: nobody knows what the broker still keeps
                self._told.clear()
                changes.all = True
            else:
                changes.states.append(heard)
        return changes

    def _hear(self, notification: psycopg.Notify, changes: _Changes) -> None:
        if notification.channel == downlink.QUARANTINE_CHANNEL:
            changes.quarantine = True
        else:
            changes.all = True

    def _tell(self, conn: psycopg.Connection[TupleRow], changes: _Changes) -> None:
        if not (changes.all or changes.states) or not self._client.is_connected():
            return
        with conn.transaction():
            # before the configurations: an alarm that another gateway raises meanwhile is of a newer one
            refused = alarms.open_subjects(conn, AGENT_CONFIG)
            everybody = downlink.agents(conn)
            operators = downlink.operators(conn)
            self._renew_catalogue(conn)
            self._heed_states(conn, changes.states, everybody)
            stations = {agent.site_id for agent in everybody if telling.has_station(agent)}
            floors = {
                site_id: telling_picks.floor_of(agent for agent in everybody if agent.site_id == site_id)
                for site_id in stations
            }
            sites: dict[int, _SiteOrders] = {}
            for agent in everybody:
                told = self._told.setdefault(agent.id, _Told())
                self._tell_catalogue(agent, told)
                self._tell_config(conn, agent, operators, told, refused)
                if agent.site_id not in sites:
                    sites[agent.site_id] = self._orders_of(conn, agent, floors.get(agent.site_id))
                self._tell_tasks(conn, agent, told, sites[agent.site_id])
                self._tell_stock(conn, agent, told)

    def _renew_catalogue(self, conn: psycopg.Connection[TupleRow]) -> None:
        version = items.catalog_version(conn)
        if not self._pages or self._pages[0].version != version:
            self._pages = telling.catalogue(items.catalogue(conn), version)

    def _heed_states(
        self, conn: psycopg.Connection[TupleRow], states: list[Delivery], everybody: list[AgentToTell]
    ) -> None:
        """An agent that has just come, or says that it has something else, is told again."""
        versions = {agent.id: agent.config_version for agent in everybody}
        for delivery in states:
            address = topics.parse(delivery.topic)
            if address is None:
                continue
            agent = next(iter(agents.trusted(conn, [(address.site, address.agent)])), None)
            try:
                said, signed = read_state(delivery, agent)
            except WireError:
                # the ingest, which gets it too, has quarantined it
                continue
            if agent is not None and agent.id in versions:
                told = self._told.setdefault(agent.id, _Told())
                self._compare(said, signed, versions[agent.id], told)

    def _compare(self, said: AgentState, signed: bool, config_version: int, told: _Told) -> None:
        if not signed or not said.online:
            told.online = False
            return
        came = not told.online
        told.online = True
        if came and said.catalog_version != self._pages[0].version:
            told.catalog = 0
        elif came:
            told.catalog, told.catalog_pages = self._pages[0].version, len(self._pages)
        if came:
            told.tasks = b""
            if said.config_version != config_version:
                told.config = b""

    def _tell_catalogue(self, agent: AgentToTell, told: _Told) -> None:
        version = self._pages[0].version
        if told.catalog == version:
            return
        for page in self._pages:
            self._publish(agent, topics.catalog(agent.site, agent.code, page.page), page)
        for page_number in range(len(self._pages) + 1, told.catalog_pages + 1):
            self._client.publish(topics.catalog(agent.site, agent.code, page_number), b"", qos=1, retain=True)
        told.catalog, told.catalog_pages = version, len(self._pages)
        log.info("catalogue-told", site=agent.site, agent=agent.code, version=version, pages=len(self._pages))

    def _tell_config(
        self,
        conn: psycopg.Connection[TupleRow],
        agent: AgentToTell,
        operators: list[OperatorToTell],
        told: _Told,
        refused: set[str],
    ) -> None:
        """``refused``: whose last configuration, by the open alarms, could not be told."""
        subject = f"{agent.site}/{agent.code}"
        try:
            message = telling.config(agent, operators, agent.config_version)
        except telling.ConfigError as error:
            detail = f"its configuration is not told to it: {error}"
            alarms.raise_(conn, AGENT_CONFIG, subject, at=self._clock(), detail=detail, site_id=agent.site_id)
            return
        if subject in refused:
            alarms.clear(conn, AGENT_CONFIG, subject, self._clock())
        digest = telling.digest(message)
        if digest == told.config:
            return
        if digest != agent.config_digest:
            message.version += agent.config_digest is not None
            downlink.told_config(conn, agent.id, message.version, digest)
        self._publish(agent, topics.config(agent.site, agent.code), message)
        told.config = digest
        log.info("config-told", site=agent.site, agent=agent.code, version=message.version)

    def _orders_of(
        self, conn: psycopg.Connection[TupleRow], agent: AgentToTell, floor: Floor | None
    ) -> _SiteOrders:
        """Shared out among all orders of the agent's site at once: two benches must not be told one piece.

        Without a ``floor`` there is no station at the site, and nobody has to know where the goods stand.
        """
        lines = orders.open_at_site(conn, agent.site_id)
        wanted = {line.item_id for line in lines} if floor is not None else set()
        stands = picking.stands_of(conn, wanted, agent.site_id) if wanted else {}
        today = Calendar(ZoneInfo(agent.timezone)).day_of(self._clock()).date
        shares = telling_picks.shared_out(lines, stands, today=today, floor=floor or NOTHING_KNOWN)
        carried = telling.Carried() if floor is None else self._carried_out(conn, agent.site_id)
        return _SiteOrders(lines, shares, carried)

    def _carried_out(self, conn: psycopg.Connection[TupleRow], site_id: int) -> telling.Carried:
        at_work = said.at_work(conn, site_id)
        return telling.Carried(
            telling_outbound.transfers(departures.to_load(conn, site_id, limit=MOST_TRANSFERS)),
            telling_production.orders(said.to_make(conn, site_id, limit=MOST_ORDERS)),
            telling_production.kits(apart.to_take_apart(conn, site_id, limit=MOST_ORDERS)),
            departures.waiting(conn, site_id),
            at_work.get("assemble", 0),
            at_work.get("disassemble", 0),
        )

    def _tell_tasks(
        self, conn: psycopg.Connection[TupleRow], agent: AgentToTell, told: _Told, site: _SiteOrders
    ) -> None:
        lines = [line for line in site.lines if line.agent_id in (None, agent.id)]
        counts: list[CountToTell] = []
        coming: GoodsIn | None = None
        picks: telling_picks.Picking | None = None
        if telling.has_station(agent):
            picks = site.picking
            counts = count_tasks.open_for_agent(conn, agent.site_id, agent.id)
            coming = telling_inbound.goods_in(inbound.of_site(conn, agent.site_id))
        message = telling.tasks(lines, agent.tasks_version, counts, coming, picks)
        if picks is not None:
            site.carried.put_into(message)
            if not telling.fit(message):
                log.warning("tasks-cut", site=agent.site, agent=agent.code)
        digest = telling.digest(message)
        if digest == told.tasks:
            return
        if digest != agent.tasks_digest:
            message.version += agent.tasks_digest is not None
            downlink.told_tasks(conn, agent.id, message.version, digest)
        self._publish(agent, topics.tasks(agent.site, agent.code), message)
        told.tasks = digest

    def _tell_stock(self, conn: psycopg.Connection[TupleRow], agent: AgentToTell, told: _Told) -> None:
        now_s = time.monotonic()
        if not telling.has_station(agent) or (
            told.stock is not None and now_s - told.stock_s < _STOCK_EVERY_S
        ):
            return
        rows = inbound.stock(conn, agent.site_id)
        told.stock_s = now_s
        if hash(tuple(rows)) != told.stock:
            told.stock = hash(tuple(rows))
            message = telling_inbound.stock(rows, self._clock())
            self._publish(agent, topics.stock(agent.site, agent.code), message)

    def _publish(self, agent: AgentToTell, topic: str, message: msgspec.Struct) -> None:
        self._client.publish(topic, codec.encode(message, topic, agent.key), qos=1, retain=True)
