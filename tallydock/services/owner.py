"""Who started a service, so that one left behind by a killed run is told from one that is in use.

A supervisor that dies by ``kill -9`` can't stop its children. The next run finds the record,
sees that the owner is gone, and may end what was left; while the owner lives it must not.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Record:
    """A child and its owner; the creation times (seconds, as the kernel has them) defeat reused numbers."""

    owner_pid: int
    owner_created: float
    child_pid: int
    child_created: float


def write(path: Path, child_pid: int) -> None:
    """Note that this process owns ``child_pid``."""
    record = Record(os.getpid(), _created(os.getpid()), child_pid, _created(child_pid))
    path.write_text(json.dumps(asdict(record)), encoding="utf-8")


def read(path: Path) -> Record | None:
    """The record, or None where there is none that can be read (then nobody is known to own anything)."""
    try:
        return Record(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def is_alive(pid: int, created: float) -> bool:
    """Whether the very process that was noted still runs."""
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - created) < 1.0 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def left_behind(path: Path) -> psutil.Process | None:
    """The child that still runs although its owner is gone, if there is one."""
    record = read(path)
    if record is None or is_alive(record.owner_pid, record.owner_created):
        return None
    return psutil.Process(record.child_pid) if is_alive(record.child_pid, record.child_created) else None


def end_left_behind(path: Path, timeout_s: float = 10.0) -> None:
    """End that child, if there is one: SIGTERM, and SIGKILL after the timeout."""
    left = left_behind(path)
    if left is None:
        return
    left.terminate()
    try:
        left.wait(timeout_s)
    except psutil.TimeoutExpired:
        left.kill()


def _created(pid: int) -> float:
    return float(psutil.Process(pid).create_time())
