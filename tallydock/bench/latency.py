"""From the scan's first byte on the line until GET /stock shows it: what a person at the dashboard waits."""

from __future__ import annotations

import random
import time
from decimal import Decimal

from tallydock.bench.figures import Figure, percentile
from tallydock.bench.house import GTIN, PLACE, SITE, SKU, Dock
from tallydock.services.errors import ServiceError
from tallydock.stack.core import Core

GOAL_P99_MS = 150


def _stock(core: Core) -> Decimal:
    rows = core.hub.get("/stock", site=SITE, sku=SKU, location=PLACE)["items"]
    return sum((Decimal(row["qty"]) for row in rows), Decimal(0))


def run(core: Core, dock: Dock, *, scans: int = 200, seed: int = 7) -> list[Figure]:
    """One scan at a time, with pauses like a person's but shorter. Raises ServiceError when one gets lost."""
    rng, spans_ms = random.Random(seed), []
    before = _stock(core)
    for number in range(scans):
        started = time.perf_counter()
        if not dock.scanners[0].scan(GTIN, "]E0"):
            raise ServiceError("a scan did not go out", where="the bench", do="run it again")
        while _stock(core) < before + 1 + number:
            if time.perf_counter() - started > 20:
                raise ServiceError(
                    f"scan {number + 1} never came into the stock",
                    where=str(core.layout.log),
                    do="look into gateway.log and the agent's log there",
                )
        spans_ms.append((time.perf_counter() - started) * 1000)
        time.sleep(rng.uniform(0.0, 0.05))
    return [
        Figure("scan byte to GET /stock, p50", percentile(spans_ms, 50), "ms", f"{scans} scans"),
        Figure("scan byte to GET /stock, p99", percentile(spans_ms, 99), "ms", f"goal < {GOAL_P99_MS}"),
    ]
