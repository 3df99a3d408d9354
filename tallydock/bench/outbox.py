"""What an event costs on the edge's disk, and how many commits that disk gives."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from edge.outbox import Outbox
from gateway.wire.messages import Movement
from tallydock.bench.figures import Figure


def run(folder: Path, *, events: int = 20_000, commits: int = 500) -> list[Figure]:
    """An outbox with nobody to send to, in ``folder``; beside it the same disk, bare."""
    folder.mkdir(parents=True)
    path = folder / "outbox.sqlite"
    outbox = Outbox(path, "bench", "bench", lambda: datetime.now(UTC))
    try:
        started = time.perf_counter()
        for _ in range(commits):
            outbox.put([_event()]).result()
        singly = commits / (time.perf_counter() - started)
        started = time.perf_counter()
        for future in [outbox.put([_event()]) for _ in range(events)]:
            future.result()
        grouped = events / (time.perf_counter() - started)
        kept = outbox.totals.events
    finally:
        outbox.close()
    bare = _bare_flushes(folder / "bare", commits)
    beside = f"synchronous=FULL; {100 * singly / bare:.0f} % of bare flushes"
    return [
        Figure("outbox: commits, one event each", singly, "commits/s", beside),
        Figure("the same disk: write 1 KB and flush", bare, "flushes/s", "no database"),
        Figure("outbox: events kept, as many a commit as wait", grouped, "events/s", "group commit"),
        Figure("outbox: bytes an event", path.stat().st_size / kept, "bytes", f"{kept} events, unsent"),
    ]


def _event() -> Movement:
    return Movement(
        at=datetime.now(UTC),
        device="portal-1",
        kind="receipt",
        item="09521141000014",
        qty=Decimal(1),
        source="supplier",
        destination="DOCK-1",
        evidence={"epc": "3034257BF7194E4000001A85", "rssi_dbm": "-54"},
    )


def _bare_flushes(path: Path, count: int) -> float:
    with path.open("wb", buffering=0) as file:
        started = time.perf_counter()
        for _ in range(count):
            file.write(b"x" * 1024)
            os.fdatasync(file.fileno())
        return count / (time.perf_counter() - started)
