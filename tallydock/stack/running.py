"""Where a running `tallydock up` is to be found, for commands that work beside it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import psutil

from tallydock.services.owner import is_alive
from tallydock.stack.layout import Layout

_FILE = "up.json"


@dataclass(frozen=True, slots=True)
class Running:
    """`pid` and `created` (the kernel's seconds) name the process, also when its number is used again."""

    pid: int
    created: float
    dsn: str
    broker_url: str
    hub_url: str


@contextlib.contextmanager
def told(layout: Layout, dsn: str, broker_url: str, hub_url: str) -> Iterator[None]:
    """Others can find us meanwhile. The file holds no secret."""
    path = layout.run / _FILE
    pid = os.getpid()
    record = Running(pid, psutil.Process(pid).create_time(), dsn, broker_url, hub_url)
    path.write_text(json.dumps(asdict(record)), encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def find(layout: Layout) -> Running | None:
    """None when none runs on these folders; what a killed one left behind does not count."""
    try:
        found = Running(**json.loads((layout.run / _FILE).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return found if is_alive(found.pid, found.created) else None
