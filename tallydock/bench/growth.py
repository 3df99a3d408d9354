"""How it grows: the same work with nothing, and with millions of movements of two years, in the ledger."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tallydock.bench import history
from tallydock.bench.figures import Figure
from tallydock.bench.reports import past_stock, turnover_of_all
from tallydock.bench.sender import Sender
from tallydock.bench.workload import Workload
from tallydock.bench.workload_mqtt import BATCH_EVENTS, movement, stock_of_all
from tallydock.bench.workload_site import AGENT, furnish
from tallydock.stack.core import Core

MONTH, YEAR, HALF_A_YEAR = 30, 365, 182
TIMES: Final = 3


def run(core: Core, stages: Sequence[int], *, workload: Workload) -> list[Figure]:
    """One stage after the other in the same ledger, each at a site of its own. Raises ServiceError."""
    by_stage = [_stage(core, count, workload) for count in stages]
    figures = []
    for name, unit, _ in by_stage[0]:
        first = next(value for of, _, value in by_stage[0] if of == name)
        for count, stage in zip(stages, by_stage, strict=True):
            value = next(value for of, _, value in stage if of == name)
            beside = "" if count == stages[0] else f"{value / first:.2f} times that with {stages[0]:,}"
            figures.append(Figure(f"{name}, {count:,} before", value, unit, beside))
    return figures


def _stage(core: Core, count: int, workload: Workload) -> list[tuple[str, str, float]]:
    site = furnish(core.dsn, workload)
    if count:
        history.fill(core.dsn, site.code, count, until=datetime.now(UTC).date())
    steps = workload.steps()
    with Sender(core.broker_url, site.code, AGENT, site.key) as sender:
        events = [movement(step) for step in steps]
        payloads = [
            sender.payload(events[start : start + BATCH_EVENTS])
            for start in range(0, len(events), BATCH_EVENTS)
        ]
        rate = len(events) / sender.send(payloads)
    then = datetime.now(UTC) - timedelta(days=HALF_A_YEAR)
    return [
        ("MQTT to committed", "movements/s", rate),
        ("GET /stock, all", "s", _seconds(lambda: stock_of_all(core, site.code))),
        ("GET /turnover of a month by item", "s", _seconds(lambda: turnover_of_all(core, site.code, MONTH))),
        ("GET /turnover of a year by item", "s", _seconds(lambda: turnover_of_all(core, site.code, YEAR))),
        ("stock and value half a year ago", "s", _seconds(lambda: past_stock(core, site.code, then))),
    ]


def _seconds(ask: Callable[[], Any]) -> float:
    """The median of some; the first reads from the disk what the others find in memory."""
    spans_s = []
    for _ in range(TIMES):
        started = time.perf_counter()
        ask()
        spans_s.append(time.perf_counter() - started)
    return statistics.median(spans_s)
