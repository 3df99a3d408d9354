"""What a manager asks after the common workload: over HTTP, paging included, every row fetched."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from tallydock.bench.figures import Figure
from tallydock.bench.workload_mqtt import Sent, stock_of_all
from tallydock.services.errors import ServiceError
from tallydock.stack.core import Core

GOAL_TOGETHER_S: Final = 0.5
ODOO_VALUE_S, ODOO_PAST_VALUE_S = 8.1, 25


def run(core: Core, sent: Sent, *, times: int = 5) -> list[Figure]:
    """Medians of several times. Raises ServiceError when a report says something else than was sent."""
    site = sent.site.code
    rows, stock_s = _timed(times, lambda: stock_of_all(core, site))
    value, value_s = _timed(times, lambda: core.hub.get("/stock/summary", site=site)["value"])
    past, past_s = _timed(times, lambda: past_stock(core, site, sent.midway))
    turnover, turnover_s = _timed(times, lambda: turnover_of_all(core, site))
    _check(sent, value, past, turnover)
    whole_s = stock_s + value_s + past_s + turnover_s
    return [
        Figure("after W: stock of all items", stock_s, "s", f"{len(rows)} (item, place), page by page"),
        Figure("after W: stock value", value_s, "s", f"Odoo {ODOO_VALUE_S} s"),
        Figure(
            "after W: stock and value at a past moment",
            past_s,
            "s",
            f"{len(past['rows'])} items, within a day; Odoo {ODOO_PAST_VALUE_S} s",
        ),
        Figure("after W: turnover of the month by item", turnover_s, "s", f"{len(turnover)} items"),
        Figure("after W: the four reports together", whole_s, "s", f"goal < {GOAL_TOGETHER_S}"),
    ]


def past_stock(core: Core, site: str, at: datetime) -> Any:
    """The whole list, as one answer."""
    whole = core.hub.get("/stock/past", site=site, at=at.isoformat(), limit=1000)
    page = whole
    while page["next"] is not None:
        page = core.hub.get("/stock/past", site=site, at=at.isoformat(), limit=1000, after=page["next"])
        whole["rows"] += page["rows"]
    return whole


def turnover_of_all(core: Core, site: str, days: int = 30) -> list[dict[str, Any]]:
    """By item, of the last so many days."""
    today = datetime.now(UTC).date()
    query: dict[str, Any] = {
        "from": (today - timedelta(days=days - 1)).isoformat(),
        "to": today.isoformat(),
        "site": site,
        "limit": 1000,
    }
    page = core.hub.get("/turnover", **query)
    rows: list[dict[str, Any]] = page["rows"]
    while page["next"] is not None:
        page = core.hub.get("/turnover", **query, after=page["next"])
        rows += page["rows"]
    return rows


def _timed(times: int, ask: Callable[[], Any]) -> tuple[Any, float]:
    spans_s = []
    answer: Any = None
    for _ in range(times):
        started = time.perf_counter()
        answer = ask()
        spans_s.append(time.perf_counter() - started)
    return answer, statistics.median(spans_s)


def _check(sent: Sent, value: str, past: Any, turnover: list[dict[str, Any]]) -> None:
    """Each item has one cost, so that its value is plain multiplication."""
    costs = {step.sku: step.unit_cost for step in sent.steps if step.unit_cost is not None}
    till = sum(1 for at in sent.times if at <= sent.midway)
    wanted_past, wanted = (
        sum(costs[s.sku] * (s.qty if s.kind == "receipt" else -s.qty) for s in steps)
        for steps in (sent.steps[:till], sent.steps)
    )
    sold = sum((s.qty for s in sent.steps if s.kind == "shipment"), Decimal(0))
    said = (Decimal(value), Decimal(past["value"]), sum(Decimal(row["units_sold"]) for row in turnover))
    if said != (wanted, wanted_past, sold):
        raise ServiceError(
            f"value, past value and units sold are {said}, and were sent as {(wanted, wanted_past, sold)}",
            where=f"site {sent.site.code}",
            do="this is a fault of the ledger: keep the data and report it",
        )
