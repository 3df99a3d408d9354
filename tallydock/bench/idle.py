"""What an edge agent costs while nothing happens: memory and processor."""

from __future__ import annotations

import time

import psutil

from tallydock.bench.figures import Figure
from tallydock.bench.house import Dock

GOAL_RSS_MB, GOAL_CPU_PERCENT = 60, 2


def run(dock: Dock, *, seconds: float = 20.0) -> list[Figure]:
    """The agent has three devices open and hears nothing."""
    if dock.agent.process is None:
        raise RuntimeError("the agent does not run")
    process = psutil.Process(dock.agent.process.pid)
    before, started = process.cpu_times(), time.monotonic()
    time.sleep(seconds)
    after, ended = process.cpu_times(), time.monotonic()
    busy = (after.user - before.user) + (after.system - before.system)
    rss_mb = process.memory_info().rss / 1e6
    return [
        Figure("idle edge agent, resident", rss_mb, "MB", f"goal < {GOAL_RSS_MB}"),
        Figure(
            "idle edge agent, processor",
            100 * busy / (ended - started),
            "% of a core",
            f"goal < {GOAL_CPU_PERCENT}",
        ),
    ]
