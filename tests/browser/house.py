"""A warehouse with sixty days of trade behind it, and the real hub and dashboard in front of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import httpx
import psycopg
import uvicorn

from dashboard import launch
from hub.api.app import create_app
from hub.api.auth.secrets import hash_secret
from hub.api.settings import ApiSettings
from hub.domain.ledger import Entry
from hub.store import agents, alarms, items, ledger, locations, quarantine, sites, users

DAYS = 60
PASSWORD = "correct horse battery staple"
AGENTS = ("dock-1", "dock-2", "shelf-1", "bench-1")
PLACES = {
    "DOCK-1": "dock",
    "SHELF-1": "shelf",
    "SHELF-2": "shelf",
    "SHELF-3": "shelf",
    "PACK-1": "bench",
    "STORE": "storage",
}
GOODS = {
    "Kitchen": ["Enamel mug", "Tea towel", "Cast iron pan", "Bread box", "Spice rack"],
    "Garden": ["Watering can", "Secateurs", "Seed tin", "Lantern"],
    "Toys": ["Wooden train", "Building blocks", "Skipping rope", "Kite"],
    "Stationery": ["Notebook A5", "Fountain pen", "Sealing wax", "Desk calendar"],
    "Home": ["Wool blanket", "Candle holder", "Wall clock", "Door mat", "Cushion cover"],
}


def fill(dsn: str, *, now: dt.datetime, seed: int = 7) -> None:
    """Users admin and viewer, a site, its goods, and their trade up to `now`."""
    chance = random.Random(seed)
    with psycopg.connect(dsn) as conn:
        secret = hash_secret(PASSWORD)
        for login, name, role in (("mei", "Mei Lin", "manager"), ("ann", "Ann", "viewer")):
            users.create(conn, login=login, name=name, role=role, language="en", password_hash=secret)
        site = sites.create(conn, "main", "Main warehouse", "UTC", "EUR")
        for code, kind in PLACES.items():
            locations.create(conn, "main", code, kind)
        place = {location.code: location.id for location in locations.list_page(conn, site="main")}
        for moment, batch in _trade(conn, chance, site.id, place, now):
            ledger.post(conn, batch, recorded_at=moment)
        _machines(conn, site.id, now)


def _machines(conn: psycopg.Connection, site_id: int, now: dt.datetime) -> None:
    """Agents as their heartbeats show them, one gone, and two messages that could not be applied."""
    for code in AGENTS:
        agent, _ = agents.create(conn, "main", code)
        online = code != "dock-2"
        devices = [
            {"id": f"scanner-{code}", "connected": online},
            {"id": f"scale-{code}", "connected": True, "garbage_bytes": 912, "reconnects": 2},
        ]
        state = {
            "version": "0.1.0",
            "devices": devices,
            "outbox_events": 0 if online else 37,
            "clock_offset_ms": 3 if online else 2400,
            "rejected_messages": 0 if online else 4,
        }
        at = now if online else now - dt.timedelta(minutes=12)
        agents.save_state(conn, agent.id, state, online=online, at=at)
    alarms.raise_(
        conn,
        "agent-offline",
        "main/dock-2",
        at=now - dt.timedelta(minutes=10),
        detail="the broker has lost it: switched off, or its network is down",
        site_id=site_id,
    )
    topic = "tallydock/1/main/dock-1/up/events"
    unknown = b'{"type":"movement","kind":"receipt","item":"4006381333931","qty":"12"}'
    quarantine.hold(
        conn,
        [
            quarantine.Held(
                topic, "unknown-item", "the code '4006381333931' stands for no item", unknown, idx=0
            ),
            quarantine.Held(topic, "malformed", "the epoch holds a NUL character", b"\x00\xffnoise"),
        ],
        now - dt.timedelta(minutes=3),
    )


def _trade(
    conn: psycopg.Connection, chance: random.Random, site_id: int, place: dict[str, int], now: dt.datetime
) -> Iterator[tuple[dt.datetime, list[Entry]]]:
    """Opening stock, then sales every day (fewer at weekends) and deliveries every week."""
    goods = []
    for number, (category, name) in enumerate((c, n) for c, names in GOODS.items() for n in names):
        cost = Decimal(chance.randrange(80, 2400)) / 100
        item = items.create(
            conn, items.NewItem(sku=f"TD-{1001 + number}", name=name, category=category, price=cost * 2)
        )
        goods.append(
            (item.id, cost, chance.randrange(4, 30), chance.choice(["SHELF-1", "SHELF-2", "SHELF-3"]))
        )

    def entry(kind: str, good: tuple[int, Decimal, int, str], qty: int, at: dt.datetime, way: str) -> Entry:
        source, destination = way.split(">")
        return Entry(
            site_id=site_id,
            item_id=good[0],
            kind=kind,
            qty=Decimal(qty),
            source_id=place[source],
            destination_id=place[destination],
            occurred_at=at,
            unit_cost=good[1] if kind == "receipt" else None,
            unit_price=good[1] * 2 if kind == "shipment" else None,
            document=f"{'PO' if kind == 'receipt' else 'SO'}-{at:%m%d}",
        )

    for day in range(DAYS, -1, -1):
        # today's trade is minutes old, whatever the hour the tests run at
        at = now - dt.timedelta(days=day) if day else now - dt.timedelta(seconds=20)
        batch = []
        for good in goods:
            shelf, pace = good[3], good[2]
            if day == DAYS or (day % 9 == 0 and chance.random() < 0.8):
                delivered = pace * 9
                batch += [
                    entry("receipt", good, delivered, at, "supplier>DOCK-1"),
                    entry("putaway", good, delivered, at, f"DOCK-1>{shelf}"),
                ]
            sold = int(pace * chance.uniform(0.1, 1.4) * (0.35 if at.weekday() >= 5 else 1.0))
            if sold:
                batch.append(entry("shipment", good, sold, at, f"{shelf}>customer"))
        yield at, batch


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 180.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port} after {seconds} s")


@contextlib.contextmanager
def running_hub(dsn: str, port: int | None = None) -> Iterator[str]:
    """The hub's real API on a port of its own; gives its URL."""
    port = port or free_port()
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(ApiSettings(dsn, agent_silent_after_s=3600, pool_timeout_s=120.0)),
            host="127.0.0.1",
            port=port,
            log_level="warning",
        )
    )
    thread = threading.Thread(target=server.run, name="hub")
    thread.start()
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(120)


@contextlib.contextmanager
def running_dashboard(hub_url: str, log: Path) -> Iterator[str]:
    """The real dashboard as a child of its own; gives its URL."""
    port = free_port()
    with log.open("w") as output:
        child = subprocess.Popen(
            launch.command(port), env=launch.environment(hub_url), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()
            child.wait(120)


@dataclass(frozen=True)
class House:
    hub_url: str
    url: str

    def api(self, login: str = "mei") -> httpx.Client:
        """The hub as this person sees it, past the dashboard."""
        base = self.hub_url + "/api/v1"
        said = {"login": login, "password": PASSWORD}
        token = httpx.post(base + "/login", json=said, trust_env=False, timeout=120).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=base, headers=headers, trust_env=False, timeout=120)
