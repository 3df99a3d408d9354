"""Processes that a run has left behind: children, their children, and orphans whose parents were killed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import time
from collections.abc import Collection

import psutil

from tallydock.drill.verdict import Violation

_PATIENCE_S = 10.0
"""The workers of a database server that was killed notice it, each in its time."""
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """From now on whoever loses his parent below us is our child, and not the child of process 1."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def running() -> set[int]:
    return {process.pid for process in psutil.Process().children(recursive=True)}


def end_leftovers(bystanders: Collection[int], servers: Collection[int]) -> list[Violation]:
    """Whatever still runs after some patience is told and ended, but for what ran before (``bystanders``) and
    for ``servers`` that go on, with their workers."""
    deadline = time.monotonic() + _PATIENCE_S
    while (left := _left(bystanders, servers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    found = [Violation("no process is left", str(process.pid), _command(process)) for process in left]
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    return found


def _left(bystanders: Collection[int], servers: Collection[int]) -> list[psutil.Process]:
    workers = {worker.pid for server in servers for worker in _children(server)}
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if process.pid not in {*bystanders, *servers, *workers} and _still_runs(process)
    ]


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _still_runs(process: psutil.Process) -> bool:
    try:
        if process.status() != psutil.STATUS_ZOMBIE:
            return True
        if process.ppid() == os.getpid():  # an orphan that has ended, and has nobody else to be buried by
            os.waitpid(process.pid, os.WNOHANG)
    except (psutil.NoSuchProcess, ChildProcessError):
        pass
    return False


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())[:200]
    except psutil.NoSuchProcess:
        return "(just ended)"
