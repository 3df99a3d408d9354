"""The replay's devices: hand scanners on pseudo-terminals, and the edge agents that read them."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from devices.simulators.scanner import ScannerSimulator
from hub.store import agents, items, pool
from tallydock.stack.layout import Layout
from tallydock.stack.parts import Parts
from tallydock.stack.supervisor import Supervisor

from .errors import RetailError
from .importer import STORE

START_TIMEOUT_S = 90.0
CODE_128 = "]C0"


@dataclass(frozen=True, slots=True)
class Floor:
    """`scanners` by the name of their agent, in the order of their numbers."""

    scanners: Sequence[ScannerSimulator]
    agents: Sequence[str]
    check: Callable[[], None]

    def agent_of(self, number: int) -> str:
        return self.agents[number % len(self.agents)]


def agent_names(scanners: int) -> list[str]:
    """Two scanners share an agent, as two at one door would."""
    return [f"replay-{number}" for number in range(1, (scanners + 1) // 2 + 1)]


@contextlib.contextmanager
def open_floor(
    dsn: str, layout: Layout, parts: Parts, site: str, count: int, stop: threading.Event
) -> Iterator[Floor]:
    """Scanners plugged in, agents running, their outboxes empty and their catalogues up to date.

    At the end the agents are stopped and may not send any more. Raises RetailError, ServiceError.
    """
    folder = layout.dev / "replay"
    names = agent_names(count)
    supervisor = Supervisor(lambda _line: None)
    with contextlib.ExitStack() as stack:
        scanners = []
        for number in range(count):
            scanners.append(ScannerSimulator(folder / f"replay-scanner-{number + 1}"))
            stack.callback(scanners[-1].close)
        keys = _enlist(dsn, layout, site, names, count)
        started = datetime.now(UTC)
        stack.callback(_retire, dsn, site, names)
        stack.callback(supervisor.stop)
        supervisor.add_all([(parts.agent(site, name, keys[name], folder), "") for name in names])
        floor = Floor(scanners, names, supervisor.check)
        _wait_until_ready(dsn, layout, site, floor, started, stop)
        yield floor


def _enlist(dsn: str, layout: Layout, site: str, names: list[str], count: int) -> dict[str, Path]:
    """The agents, with their keys in files that only we may read; agents of a former replay go on."""
    files = {}
    with pool.connect(dsn) as conn:
        for position, name in enumerate(names):
            mine = [number for number in range(count) if number % len(names) == position]
            config = {"location": STORE, "devices": [_scanner_config(number + 1) for number in mine]}
            if agents.find(conn, site, name) is None:
                agents.create(conn, site, name, config)
            agents.update(conn, site, name, config=config, enabled=True)
            (trusted,) = agents.trusted(conn, [(site, name)])
            file = layout.secrets / f"agent-{name}.key"
            file.touch(mode=0o600)
            file.write_text(trusted.key.hex(), encoding="ascii")
            files[name] = file
    return files


def _scanner_config(number: int) -> dict[str, Any]:
    return {
        "id": f"replay-scanner-{number}",
        "role": "scanner",
        "protocol": "line-scanner",
        "port": f"replay-scanner-{number}",
        "settings": {"location": STORE, "mode": "SHIP"},
    }


def _retire(dsn: str, site: str, names: list[str]) -> None:
    with pool.connect(dsn) as conn:
        for name in names:
            agents.update(conn, site, name, enabled=False)


def _wait_until_ready(
    dsn: str, layout: Layout, site: str, floor: Floor, started: datetime, stop: threading.Event
) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    with pool.connect(dsn, autocommit=True) as conn:
        catalogue = items.catalog_version(conn)
        while not stop.is_set():
            floor.check()
            waiting = _not_ready(conn, site, floor, started, catalogue)
            if waiting is None:
                return
            if time.monotonic() > deadline:
                raise RetailError(
                    f"{waiting}, {START_TIMEOUT_S:.0f} s after the start; does a gateway run? "
                    f"The agents' logs: {', '.join(str(layout.log_of(name)) for name in floor.agents)}"
                )
            time.sleep(0.1)


def _not_ready(
    conn: items.Connection, site: str, floor: Floor, started: datetime, catalogue: int
) -> str | None:
    """What is still missing, in words; None when all is there."""
    for name in floor.agents:
        agent = agents.get(conn, site, name)
        state = agent.state or {}
        if not agent.online or agent.state_at is None or agent.state_at < started:
            return f"agent {name} has not reported to the hub"
        if state.get("catalog_version", 0) < catalogue:
            return f"agent {name} has not got the catalogue"
        if state.get("outbox_events", 0):
            return f"agent {name} has not sent what it still had of the last time"
    for scanner in floor.scanners:
        if not scanner.pty.host_connected:
            return f"no agent has opened {scanner.pty.link}"
    return None
