"""A steady stream of movements through the same gateway, from a process of its own."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from typing import Final

from gateway.wire.messages import Movement
from tallydock.bench.sender import Sender
from tallydock.bench.workload import Workload
from tallydock.bench.workload_site import AGENT, WorkloadSite, furnish, stock_up
from tallydock.services.errors import ServiceError
from tallydock.stack.core import Core

BATCH_EVENTS: Final = 100
PLACE: Final = "W-00"
# about half a second of a fast machine's work
MAX_LAG_BATCHES: Final = 100


def prepare(core: Core, workload: Workload) -> WorkloadSite:
    """A site whose stock covers whatever the stream ships."""
    site = furnish(core.dsn, workload)
    stock_up(core.dsn, site.code, dict.fromkeys(workload.skus, Decimal(10**8)), PLACE)
    return site


def capacity(core: Core, site: WorkloadSite, workload: Workload, *, movements: int = 30_000) -> float:
    """Movements a second that this machine commits now, in batches."""
    chance = random.Random(7)
    with Sender(core.broker_url, site.code, AGENT, site.key) as sender:
        payloads = [
            sender.payload(_events(chance, workload.skus)) for _ in range(max(movements // BATCH_EVENTS, 1))
        ]
        return len(payloads) * BATCH_EVENTS / sender.send(payloads)


def _events(chance: random.Random, skus: list[str]) -> list[Movement]:
    at = datetime.now(UTC)
    events = []
    for _ in range(BATCH_EVENTS):
        inwards = chance.random() < 0.5
        events.append(
            Movement(
                at=at,
                device="scanner-1",
                kind="receipt" if inwards else "shipment",
                item=chance.choice(skus),
                qty=Decimal(chance.randint(1, 5)),
                source="supplier" if inwards else PLACE,
                destination=PLACE if inwards else "customer",
            )
        )
    return events


class Stream:
    """A running stream; ``committed`` counts movements."""

    def __init__(self, committed: Synchronized[int]) -> None:
        self._committed = committed

    @property
    def committed(self) -> int:
        return self._committed.value


def _stream(
    broker_url: str,
    site: WorkloadSite,
    skus: list[str],
    per_s: float,
    running: Event,
    stop: Event,
    committed: Synchronized[int],
) -> None:
    chance = random.Random(7)
    with Sender(broker_url, site.code, AGENT, site.key) as sender:
        due = time.perf_counter()
        running.set()
        while not stop.is_set():
            sender.publish([sender.payload(_events(chance, skus))])
            # what cannot be taken in time is not made up for: a rate is measured, not a backlog
            sender.wait(lag=MAX_LAG_BATCHES)
            committed.value = sender.committed * BATCH_EVENTS
            due = max(due + BATCH_EVENTS / per_s, time.perf_counter() - 0.05)
            time.sleep(max(0.0, due - time.perf_counter()))
        sender.wait()


@contextlib.contextmanager
def stream(core: Core, site: WorkloadSite, workload: Workload, per_s: float) -> Iterator[Stream]:
    """``per_s`` movements a second in batches of 100, or as many as are taken. Raises ServiceError."""
    context = multiprocessing.get_context("spawn")
    running, stop, committed = context.Event(), context.Event(), context.Value("q", 0)
    arguments = (core.broker_url, site, workload.skus, per_s, running, stop, committed)
    process = context.Process(target=_stream, args=arguments, name="background", daemon=True)
    process.start()
    try:
        if not running.wait(30):
            raise ServiceError("the background load did not start", where=core.broker_url, do="run it again")
        yield Stream(committed)
    finally:
        stop.set()
        process.join(60)
        if process.is_alive():
            process.kill()
            process.join()
