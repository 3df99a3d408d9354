"""One of our own parts as a child process, with its settings in its environment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tallydock.services import child, owner
from tallydock.services.errors import ServiceError


def own_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tallydock", *arguments]


class Program:
    """A child that is ready when `ready` says so. `start` raises ServiceError with the end of its log."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        log_file: Path,
        run_dir: Path,
        ready: Callable[[], bool],
        start_timeout_s: float = 180.0,
        stop_timeout_s: float = 15.0,
    ) -> None:
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self.log_file = log_file
        self._command = list(command)
        self._env = {**os.environ, **env}
        self._owner_file = run_dir / f"{name}.owner"
        self._ready = ready
        self._start_timeout_s = start_timeout_s
        self._stop_timeout_s = stop_timeout_s

    def start(self) -> None:
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        """Start it, and do not wait until it is ready."""
        owner.end_left_behind(self._owner_file)
        log_start = self.log_file.stat().st_size if self.log_file.exists() else 0
        self._log_start = log_start
        self.process = child.spawn(self._command, self.log_file, env=self._env)
        owner.write(self._owner_file, self.process.pid)

    def wait_ready(self) -> None:
        process = self.process
        if process is None:
            raise RuntimeError(f"{self.name} was not launched")
        deadline = time.monotonic() + self._start_timeout_s
        while not self._ready():
            if process.poll() is not None:
                self.process = None
                raise ServiceError(
                    f"{self.name} stopped while it started (exit status {process.returncode}). It said:\n"
                    + child.tail(self.log_file, since=self._log_start),
                    where=str(self.log_file),
                    do="mend what it says and start again",
                )
            if time.monotonic() > deadline:
                self.stop()
                raise ServiceError(
                    f"{self.name} was not ready within {self._start_timeout_s:.0f} s. It said:\n"
                    + child.tail(self.log_file, since=self._log_start),
                    where=str(self.log_file),
                    do="see whether this machine is overloaded; then start again",
                )
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is None:
            return
        child.stop(self.process, signals=(signal.SIGTERM,), timeout_s=self._stop_timeout_s)
        self.process = None
        self._owner_file.unlink(missing_ok=True)

    def healthy(self) -> bool:
        return self.process is not None and self.process.poll() is None
