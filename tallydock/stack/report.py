"""What `up --json` prints at the end: the truth, the ledger, and where they differ."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from tallydock.bench.figures import percentile
from tallydock.demo import floor, simulate
from tallydock.demo.compare import differences, everything, ledger_stock
from tallydock.demo.world import Truth, read_truth
from tallydock.services.errors import ServiceError
from tallydock.stack.hub_client import HubClient

REST_WITHIN_S = 180.0
SETTLE_WITHIN_S = 120.0


def bring_to_rest(sim_dir: Path, check: Callable[[], None]) -> Truth:
    """Let everybody on the site finish what they do. Raises ServiceError when they do not."""
    (sim_dir / simulate.HOLD_FILE).touch()
    deadline = time.monotonic() + REST_WITHIN_S
    while True:
        check()
        truth = read_truth(sim_dir / simulate.WORLD_FILE)
        if truth.resting:
            return truth
        if time.monotonic() > deadline:
            raise ServiceError(
                "the simulated site does not come to rest",
                where=str(sim_dir / simulate.WORLD_FILE),
                do="look into simulate.log; an agent without its devices keeps its people waiting",
            )
        time.sleep(0.1)


def document(
    truth: Truth, hub: HubClient, check: Callable[[], None], *, seed: int, duration_s: float
) -> dict[str, Any]:
    """Waits until the ledger says what the truth says, or for SETTLE_WITHIN_S: then they differ."""
    deadline = time.monotonic() + SETTLE_WITHIN_S
    while True:
        check()
        ledger = ledger_stock(hub.http, floor.SITE)
        found = differences(truth, ledger)
        if not found or time.monotonic() > deadline:
            break
        time.sleep(0.2)
    movements = everything(hub.http, "/api/v1/movements", site=floor.SITE)
    return {
        "seed": seed,
        "duration_s": duration_s,
        "truth": {
            "acts": truth.acts,
            "orders_packed": truth.orders_packed,
            "stock": _nested({key: str(qty) for key, qty in truth.stock.items() if qty}),
        },
        "ledger": {
            "movements": len(movements),
            "stock": _nested({key: str(qty) for key, qty in ledger.items() if qty}),
            "orders_shipped": len(everything(hub.http, "/api/v1/orders", site=floor.SITE, status="shipped")),
            "quarantined": len(everything(hub.http, "/api/v1/quarantine", status="held")),
        },
        "differences": [asdict(difference) for difference in found],
        "latencies_ms": latencies_ms(movements),
    }


def latencies_ms(movements: list[dict[str, Any]]) -> dict[str, dict[str, float | int]]:
    """By device, from the agent's clock when it happened to the hub's when it was committed.

    A portal takes its time before it calls a tag gone, and a shelf before it calls a weight settled: that is
    in their figures. A scanner's is the way alone.
    """
    spans: dict[str, list[float]] = {}
    for movement in movements:
        if movement["device"] is None:
            continue  # of the site's past
        waited = _instant(movement["recorded_at"]) - _instant(movement["occurred_at"])
        spans.setdefault(movement["device"], []).append(waited.total_seconds() * 1000)
    return {
        device: {
            "count": len(values),
            "p50": round(percentile(values, 50), 1),
            "p99": round(percentile(values, 99), 1),
            "max": round(max(values), 1),
        }
        for device, values in sorted(spans.items())
    }


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _nested(stock: dict[tuple[str, str], str]) -> dict[str, dict[str, str]]:
    nested: dict[str, dict[str, str]] = {}
    for (sku, place), qty in sorted(stock.items()):
        nested.setdefault(sku, {})[place] = qty
    return nested
