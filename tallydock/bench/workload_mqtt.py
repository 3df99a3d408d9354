"""The common workload through MQTT: one event a message, and in batches of 100.

The wire has no field for what a delivery cost: a device at a door cannot know it. So the receipts come in at
their item's standard cost, which is here what W says that they cost. Nothing else of W is left out.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from gateway.wire.messages import Movement
from tallydock.bench import bare_receive
from tallydock.bench.figures import Figure
from tallydock.bench.sender import Sender
from tallydock.bench.workload import Step, Workload, left
from tallydock.bench.workload_site import AGENT, WorkloadSite, furnish
from tallydock.services.errors import ServiceError
from tallydock.stack.core import Core

BATCH_EVENTS: Final = 100
ODOO_SINGLE_PER_S, NODE_RED_BATCHED_PER_S = 7.9, 11_989


@dataclass(frozen=True, slots=True)
class Sent:
    """A site on which W has been run, and when each of its steps happened; some share a microsecond."""

    site: WorkloadSite
    steps: list[Step]
    times: list[datetime]

    @property
    def midway(self) -> datetime:
        """When half of the issues had happened."""
        return self.times[len(self.times) * 2 // 3]


def run(core: Core, workload: Workload, *, rounds: int = 3) -> tuple[list[Figure], Sent]:
    """Medians of the rounds. Raises ServiceError when anything is lost, doubled or wrong afterwards."""
    steps = workload.steps()
    singly, bare_singly, _ = _send(core, workload, steps, 1)
    runs = [_send(core, workload, steps, BATCH_EVENTS) for _ in range(rounds)]
    batched = statistics.median(rate for rate, _, _ in runs)
    bare = statistics.median(rate for _, rate, _ in runs)
    by_hundred = (
        f"{100 * batched / bare:.0f} % of bare receiving; goals: 3,000 times Odoo one by one "
        f"({batched / ODOO_SINGLE_PER_S:,.0f}), twice Node-RED in batches "
        f"({batched / NODE_RED_BATCHED_PER_S:.1f})"
    )
    one_by_one = f"{len(steps)} movements, nothing lost; {100 * singly / bare_singly:.0f} % of bare receiving"
    unkept = "nothing decoded, nothing kept"
    return [
        Figure("W by MQTT, one event a message", singly, "movements/s", one_by_one),
        Figure("a bare subscriber to the same messages", bare_singly, "movements/s", unkept),
        Figure("W by MQTT, batches of 100", batched, "movements/s", by_hundred),
        Figure("a bare subscriber to the same batches", bare, "movements/s", unkept),
    ], runs[-1][2]


def _send(
    core: Core, workload: Workload, steps: Sequence[Step], batch_events: int
) -> tuple[float, float, Sent]:
    """Movements a second until committed, and until a bare subscriber has them."""
    site = furnish(core.dsn, workload)
    with Sender(core.broker_url, site.code, AGENT, site.key) as sender:
        events = [movement(step) for step in steps]
        payloads = [
            sender.payload(events[start : start + batch_events])
            for start in range(0, len(events), batch_events)
        ]
        spent_s = sender.send(payloads)
        bare_s = bare_receive.seconds(core.broker_url, sender, payloads)
    check(core, site.code, steps)
    return len(steps) / spent_s, len(steps) / bare_s, Sent(site, list(steps), [event.at for event in events])


def movement(step: Step) -> Movement:
    """As a device tells it, now."""
    return Movement(
        at=datetime.now(UTC),
        device="scanner-1",
        kind=step.kind,
        item=step.sku,
        qty=step.qty,
        source=step.source,
        destination=step.destination,
        document="W",
    )


def check(core: Core, site: str, steps: Sequence[Step]) -> None:
    """Whether the stock by place is what plain addition says. Raises ServiceError."""
    wanted = {key: qty for key, qty in left(list(steps)).items() if qty}
    found = {(row["sku"], row["location"]): Decimal(row["qty"]) for row in stock_of_all(core, site)}
    if found != wanted:
        wrong = sum(1 for key in found.keys() | wanted.keys() if found.get(key) != wanted.get(key))
        raise ServiceError(
            f"of {len(wanted)} places {wrong} have another stock than was sent",
            where=f"site {site}",
            do="look into the gateway's log and the quarantine",
        )


def stock_of_all(core: Core, site: str) -> list[dict[str, str]]:
    """Page by page, as anybody must."""
    rows: list[dict[str, str]] = []
    after: dict[str, str] = {}
    while True:
        page = core.hub.get("/stock", site=site, limit=10_000, **after)
        rows += page["items"]
        if page["next"] is None:
            return rows
        after = {"after": page["next"]}
