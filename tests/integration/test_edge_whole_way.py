"""From the byte on the line to the ledger, with the real gateway, while everything between them fails."""

from __future__ import annotations

import queue
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from devices.simulators.scanner import ScannerSimulator
from gateway.wire.messages import DeviceConfig
from hub.store import agents, pool
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import World, gateway_on

if TYPE_CHECKING:
    from tallydock.services.broker import Broker
    from tests.services.databases import Databases

SCANNER = DeviceConfig(
    id="scanner",
    role="scanner",
    protocol="line-scanner",
    port="scanner",
    settings={"location": "DOCK-1", "mode": "RECEIVE"},
)
AGENT = """
import sys
from pathlib import Path
from edge.agent import Agent, AgentSettings
class Bell:
    def on_feedback(self, device_id, ok, text):
        # apart from the log, which other threads write: two words may come in one line there
        print("ok" if ok else "no", text, file=sys.stderr, flush=True)
folder, site, key, url = sys.argv[1:]
Agent(AgentSettings(site=site, agent="dock-1", key=bytes.fromhex(key), broker_url=url,
      state_dir=Path(folder) / "state", device_dir=Path(folder) / "dev"), [Bell()]).run_forever()
"""


class AgentProcess:
    """An agent in a process of its own, and what its scanner's user hears."""

    def __init__(self, folder: Path, world: World, url: str) -> None:
        self.heard: queue.Queue[str] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-c", AGENT, str(folder), world.site, world.key.hex(), url],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if line.startswith(("ok", "no")):
                self.heard.put(line)

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait(120)
        self._reader.join(120)
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture
def world(database: str, site_code: str) -> Iterator[World]:
    made = World(database, site_code)
    config = {"devices": [msgspec.to_builtins(SCANNER)]}
    agents.update(made.conn, made.site, "dock-1", config=config)
    yield made
    made.close()


def test_every_confirmed_scan_is_in_stock_once_whatever_fails_meanwhile(
    world: World, own_broker: Broker, tmp_path: Path
) -> None:
    scanner = ScannerSimulator(tmp_path / "dev/scanner")
    confirmed = unsure = 0

    def scans(agent: AgentProcess, count: int) -> None:
        nonlocal confirmed
        for _ in range(count):
            wait_until(lambda: scanner.scan("BOLT"), "the agent to have its scanner open")
            heard = agent.heard.get(timeout=120)
            assert heard.startswith("ok"), heard
            confirmed += 1

    agent = AgentProcess(tmp_path, world, own_broker.url)
    try:
        with gateway_on(world.dsn, own_broker.url, f"gw-{world.site}"):
            scans(agent, 10)
            wait_until(lambda: world.on_hand("BOLT", "DOCK-1") == confirmed, "ten bolts in stock")
        scans(agent, 10)  # no gateway
        own_broker.restart()
        scans(agent, 10)  # a broker that has forgotten everything
        wait_until(lambda: scanner.scan("BOLT"), "the line")
        unsure += 1  # killed before it could say so: it counts once or not at all
        agent.end(signal.SIGKILL)
        agent = AgentProcess(tmp_path, world, own_broker.url)
        scans(agent, 10)
        with gateway_on(world.dsn, own_broker.url, f"gw-{world.site}"):
            scans(agent, 10)
            wait_until(lambda: confirmed <= world.on_hand("BOLT", "DOCK-1") <= confirmed + unsure, "all")
            agent.end(signal.SIGTERM)
        assert confirmed == 50
        assert confirmed <= world.on_hand("BOLT", "DOCK-1") <= confirmed + unsure
    finally:
        if agent.process.poll() is None:
            agent.end(signal.SIGKILL)
        scanner.close()


def test_a_hub_restored_from_an_older_backup_takes_what_is_scanned_from_then_on(
    world: World, databases: Databases, own_broker: Broker, tmp_path: Path
) -> None:
    scanner = ScannerSimulator(tmp_path / "dev/scanner")
    agent = AgentProcess(tmp_path, world, own_broker.url)

    def scans(count: int) -> None:
        for _ in range(count):  # one by one, so that they are batches of their own
            wait_until(lambda: scanner.scan("BOLT"), "the agent to have its scanner open")
            assert agent.heard.get(timeout=120).startswith("ok")

    def holds() -> int:
        with closing(sqlite3.connect(tmp_path / "state/outbox.db")) as outbox:
            return int(outbox.execute("select count(*) from batch").fetchone()[0])

    try:
        with gateway_on(world.dsn, own_broker.url, f"gw-{world.site}"):
            scans(3)
            wait_until(lambda: world.on_hand("BOLT", "DOCK-1") == 3, "three bolts in stock")
        world.conn.close()
        backup = databases.copy(world.dsn)
        world.conn = pool.connect(world.dsn, autocommit=True)
        with gateway_on(world.dsn, own_broker.url, f"gw-{world.site}"):
            scans(4)
            wait_until(lambda: world.on_hand("BOLT", "DOCK-1") == 7, "seven bolts in stock")
            wait_until(lambda: holds() == 0, "the agent to have forgotten them")
        world.conn.close()
        world.conn = pool.connect(backup, autocommit=True)
        assert world.on_hand("BOLT", "DOCK-1") == 3
        with gateway_on(backup, own_broker.url, f"gw-{world.site}"):
            scans(2)
            wait_until(lambda: world.on_hand("BOLT", "DOCK-1") == 5, "the two that were scanned since")
            wait_until(lambda: holds() == 0, "their acknowledgement")
        kinds = world.query("select kind from alarm where cleared_at is null and kind = 'lost-batches'")
        assert kinds == [("lost-batches",)]
    finally:
        agent.end(signal.SIGKILL)
        scanner.close()
