"""A part of the common workload through `POST /movements`, one by one and by 8 clients at once."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Sequence

import httpx

from tallydock.bench.figures import Figure
from tallydock.bench.workload import ITEMS, Step, Workload
from tallydock.bench.workload_mqtt import ODOO_SINGLE_PER_S, check
from tallydock.bench.workload_site import furnish
from tallydock.services.errors import ServiceError
from tallydock.stack.core import Core

CLIENTS = 8


def run(core: Core, workload: Workload) -> list[Figure]:
    """Raises ServiceError when a movement is refused, lost or doubled."""
    alone = _post_all(core, workload, 1)
    together = _post_all(core, workload, CLIENTS)
    bare = _bare(core)
    part = "all of W" if workload.items == ITEMS else f"W with {workload.items} items"
    return [
        Figure(
            "W by POST /movements, one client",
            alone,
            "movements/s",
            f"{part}; {alone / ODOO_SINGLE_PER_S:.0f} times Odoo's {ODOO_SINGLE_PER_S}/s",
        ),
        Figure("GET /health, one client", bare, "requests/s", "what the same client and hub do bare"),
        Figure(
            f"W by POST /movements, {CLIENTS} clients", together, "movements/s", f"{part}; one hub process"
        ),
    ]


def _bare(core: Core, requests: int = 300) -> float:
    with httpx.Client(base_url=core.hub_url, timeout=30.0) as client:
        started = time.perf_counter()
        for _ in range(requests):
            client.get("/api/v1/health").raise_for_status()
        return requests / (time.perf_counter() - started)


def _post_all(core: Core, workload: Workload, clients: int) -> float:
    """Movements a second; the clients share the steps; receipts are in before issues begin."""
    site = furnish(core.dsn, workload).code
    steps = workload.steps()
    receipts = [step for step in steps if step.kind == "receipt"]
    issues = [step for step in steps if step.kind == "shipment"]
    started = time.perf_counter()
    for part in (receipts, issues):
        _in_parallel(core, site, [part[number::clients] for number in range(clients)])
    spent_s = time.perf_counter() - started
    check(core, site, steps)
    return len(steps) / spent_s


def _in_parallel(core: Core, site: str, shares: Sequence[Sequence[Step]]) -> None:
    failures: list[Exception] = []

    def work(share: Sequence[Step]) -> None:
        try:
            _post(core, site, share)
        except (httpx.HTTPError, ServiceError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise ServiceError(
            f"a movement was refused: {failures[0]}", where=core.hub_url, do="see the hub's log"
        )


def _post(core: Core, site: str, steps: Sequence[Step]) -> None:
    with httpx.Client(base_url=core.hub_url, headers=core.hub.http.headers, timeout=30.0) as client:
        for step in steps:
            body = {
                "site": site,
                "sku": step.sku,
                "kind": step.kind,
                "qty": str(step.qty),
                "source": step.source,
                "destination": step.destination,
                "document": "W",
                "reason": "the common workload",
            }
            if step.unit_cost is not None:
                body["unit_cost"] = str(step.unit_cost)
            key = {"Idempotency-Key": str(uuid.uuid4())}
            answer = client.post("/api/v1/movements", json=body, headers=key)
            if answer.status_code != httpx.codes.CREATED:
                raise ServiceError(
                    f"POST /movements: {answer.text}", where=core.hub_url, do="see the hub's log"
                )
