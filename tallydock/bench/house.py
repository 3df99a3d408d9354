"""What the benches measure on: a core with one dock agent, its devices on pseudo-terminals."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from devices.simulators.scanner import ScannerSimulator
from hub.store import items, locations, pool, sites
from tallydock.services.errors import ServiceError
from tallydock.stack.core import Core
from tallydock.stack.program import Program

SITE, AGENT, PLACE, GTIN, SKU = "bench", "bench-dock", "DOCK-1", "9521141000014", "BENCH-ITEM"
SCANNERS = 3


@dataclass(frozen=True, slots=True)
class Dock:
    """A dock agent with three quiet scanners."""

    agent: Program
    scanners: tuple[ScannerSimulator, ...]


def seed(dsn: str) -> None:
    """One site, one dock, one item."""
    with pool.connect(dsn) as conn:
        sites.create(conn, SITE)
        locations.create(conn, SITE, PLACE, "dock")
        items.put_many(conn, [items.NewItem(sku=SKU, name="measured", standard_cost=Decimal("1.50"))])
        items.add_code(conn, SKU, GTIN, "gtin")


@contextlib.contextmanager
def dock(core: Core) -> Iterator[Dock]:
    """Start it and wait until the agent has its devices open. Raises ServiceError."""
    folder = core.layout.dev
    scanners = tuple(ScannerSimulator(folder / f"scanner-{n}") for n in range(1, SCANNERS + 1))
    devices = [
        {
            "id": f"scanner-{n}",
            "role": "scanner",
            "protocol": "line-scanner",
            "port": f"scanner-{n}",
            "settings": {"location": PLACE, "mode": "RECEIVE"},
        }
        for n in range(1, SCANNERS + 1)
    ]
    try:
        agent = core.start_agent(SITE, AGENT, folder, {"location": PLACE, "devices": devices})
        wait_until(
            lambda: all(scanner.pty.host_connected for scanner in scanners),
            60.0,
            f"the agent did not open its devices; see {core.layout.log_of(AGENT)}",
        )
        yield Dock(agent, scanners)
    finally:
        for scanner in scanners:
            scanner.close()


def wait_until(true: Callable[[], bool], timeout_s: float, otherwise: str, every_s: float = 0.02) -> None:
    """Raises ServiceError when it does not come true."""
    deadline = time.monotonic() + timeout_s
    while not true():
        if time.monotonic() > deadline:
            raise ServiceError(otherwise, where="the bench", do="see whether this machine is overloaded")
        time.sleep(every_s)
