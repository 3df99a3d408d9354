"""From the scan's first byte on the line until GET /stock shows it: what a person at the dashboard waits."""

from __future__ import annotations

import math
import random
import time
from decimal import Decimal
from typing import Final

from tallydock.bench import background
from tallydock.bench.figures import Figure, percentile
from tallydock.bench.house import GTIN, PLACE, SITE, SKU, Dock
from tallydock.bench.workload import Workload
from tallydock.services.errors import ServiceError
from tallydock.stack.core import Core

GOAL_P99_MS: Final = 150
SHARES: Final = (10, 50, 90)
LOST_AFTER_S: Final = 60
# asking without a pause would itself be most of the load
LOOK_EVERY_S: Final = 0.005
PERCENTS: Final = (50, 99, 99.9)


def _stock(core: Core) -> Decimal:
    rows = core.hub.get("/stock", site=SITE, sku=SKU, location=PLACE)["items"]
    return sum((Decimal(row["qty"]) for row in rows), Decimal(0))


def run(core: Core, dock: Dock, *, scans: int = 200) -> list[Figure]:
    """On an otherwise idle house. Raises ServiceError when a scan gets lost."""
    spans_ms = _spans_ms(core, dock, scans)
    return _figures(
        "scan byte to GET /stock", spans_ms, f"{scans} scans, nothing else", f"goal < {GOAL_P99_MS}"
    )


def run_loaded(
    core: Core, dock: Dock, *, scans: int = 200, within_s: float = 30.0, items: int = 1_000
) -> list[Figure]:
    """While other movements come at a part of what this machine takes, through the same gateway.

    Of each part so many scans, or as many as there is time for.
    """
    workload = Workload(items=items)
    site = background.prepare(core, workload)
    capacity = background.capacity(core, site, workload, movements=items * 30)
    figures = []
    for share in SHARES:
        with background.stream(core, site, workload, capacity * share / 100) as load:
            time.sleep(1.0)
            committed, began = load.committed, time.perf_counter()
            spans_ms = _spans_ms(core, dock, scans, within_s, LOOK_EVERY_S)
            taken = (load.committed - committed) / (time.perf_counter() - began)
        beside = (
            f"{len(spans_ms)} scans beside {taken:,.0f} movements/s, {capacity * share / 100:,.0f} offered"
        )
        figures += _figures(f"scan byte to GET /stock at {share} % load", spans_ms, beside)
    return figures


def _spans_ms(
    core: Core, dock: Dock, scans: int, within_s: float = math.inf, look_every_s: float = 0.0
) -> list[float]:
    """One scan at a time, with pauses like a person's but shorter."""
    rng, spans_ms = random.Random(7), []
    before, ends = _stock(core), time.perf_counter() + within_s
    for number in range(scans):
        started = time.perf_counter()
        if not dock.scanners[0].scan(GTIN, "]E0"):
            raise ServiceError("a scan did not go out", where="the bench", do="run it again")
        while _stock(core) < before + 1 + number:
            if time.perf_counter() - started > LOST_AFTER_S:
                raise ServiceError(
                    f"scan {number + 1} never came into the stock",
                    where=str(core.layout.log),
                    do="look into gateway.log and the agent's log there",
                )
            time.sleep(look_every_s)
        spans_ms.append((time.perf_counter() - started) * 1000)
        if time.perf_counter() > ends:
            break
        time.sleep(rng.uniform(0.0, 0.05))
    return spans_ms


def _figures(what: str, spans_ms: list[float], beside: str, goal: str = "") -> list[Figure]:
    return [
        Figure(
            f"{what}, p{percent:g}",
            percentile(spans_ms, percent),
            "ms",
            goal if percent == 99 and goal else beside,
        )
        for percent in PERCENTS
    ]
