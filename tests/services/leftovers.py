"""Processes that the tests started and did not end."""

from __future__ import annotations

import os
import secrets
import time

import psutil

MARK = "TALLYDOCK_TEST_SESSION"


class Leftovers:
    """Finds our descendants: children by parentage, and orphans by a mark in their environment."""

    def __init__(self) -> None:
        self.mark = secrets.token_hex(8)
        os.environ[MARK] = self.mark
        self._before = {process.pid for process in psutil.Process().children(recursive=True)}

    def find(self, patience_s: float = 60.0) -> list[psutil.Process]:
        """Those that still run after ``patience_s``."""
        deadline = time.monotonic() + patience_s
        while (found := self._now()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return found

    def _now(self) -> list[psutil.Process]:
        children = psutil.Process().children(recursive=True)
        known = {process.pid for process in children} | {os.getpid()}
        orphans = [
            process for process in psutil.process_iter() if process.pid not in known and self._ours(process)
        ]
        return [process for process in children + orphans if self._counts(process)]

    def _ours(self, process: psutil.Process) -> bool:
        try:
            return process.environ().get(MARK) == self.mark
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            return False

    def _counts(self, process: psutil.Process) -> bool:
        try:
            if process.pid in self._before or process.status() == psutil.STATUS_ZOMBIE:
                return False
            # Python's own helper for shared memory lives as long as we do
            return "multiprocessing.resource_tracker" not in " ".join(process.cmdline())
        except psutil.NoSuchProcess:
            return False


def describe(process: psutil.Process) -> str:
    try:
        return f"{process.pid}: {' '.join(process.cmdline())[:160]}"
    except psutil.NoSuchProcess:
        return f"{process.pid}: (just ended)"
