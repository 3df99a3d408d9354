"""Starts the parts in order, watches them, starts a dead one again, stops all in the opposite order."""

from __future__ import annotations

import subprocess
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tallydock.i18n import _
from tallydock.services import child
from tallydock.services.errors import ServiceError
from tallydock.stack.program import Program

RESTARTS_ALLOWED = 3
RESTARTS_WINDOW_S = 120.0


class Service(Protocol):
    """What can be supervised."""

    name: str
    process: subprocess.Popen[bytes] | None
    log_file: Path

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def healthy(self) -> bool: ...


@dataclass
class Status:
    """A line of the status table. `state`: waiting, starting, running, stopped, failed."""

    name: str
    state: str = "waiting"
    detail: str = ""
    since: float = 0.0
    restarts: int = 0
    pid: int | None = None
    silent_since: float | None = None
    died_at: deque[float] = field(default_factory=deque)


class Supervisor:
    """Owns the order. `notify` is called with a line of text whenever something changes."""

    def __init__(self, notify: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._services: list[Service] = []
        self.status: dict[str, Status] = {}
        self._notify = notify
        self._clock = clock

    def add(self, service: Service, detail: str = "") -> None:
        """Start it now; it is stopped before all that were added before it."""
        status = self.status.setdefault(service.name, Status(service.name))
        status.state, status.detail, status.since = "starting", detail, self._clock()
        self._services.append(service)
        service.start()
        self._running(service, status)

    def add_all(self, services: list[tuple[Program, str]]) -> None:
        """Those that need nothing of each other: all are started, then all are waited for."""
        for service, detail in services:
            status = self.status.setdefault(service.name, Status(service.name))
            status.state, status.detail, status.since = "starting", detail, self._clock()
            self._services.append(service)
        for service, _detail in services:
            service.launch()
        for service, _detail in services:
            service.wait_ready()
            self._running(service, self.status[service.name])

    def check(self) -> None:
        """Look at every part once; start a dead one again. Raises ServiceError when one keeps dying."""
        for service in self._services:
            process = service.process
            if process is not None and process.poll() is None:
                continue
            self._restart(service, None if process is None else process.returncode)

    def check_health(self, service: Service, *, patience_s: float = 0.0) -> None:
        """Ask a part that may live and yet not work; start it again when it has not answered for so long."""
        status, now = self.status[service.name], self._clock()
        if service.healthy():
            status.silent_since = None
            return
        if status.silent_since is None:
            status.silent_since = now
        if now - status.silent_since < patience_s:
            return
        status.silent_since = None
        service.stop()
        self._restart(service, None)

    def stop(self) -> None:
        """Stop everything, last started first. Each is stopped, whatever happens to another."""
        problems: list[str] = []
        for service in reversed(self._services):
            status = self.status[service.name]
            try:
                service.stop()
            except (ServiceError, OSError) as error:
                problems.append(f"{service.name}: {error}")
            status.state, status.pid = "stopped", None
        self._services.clear()
        if problems:
            raise ServiceError(
                "not everything stopped cleanly: " + "; ".join(problems),
                where="the parts named",
                do="look for processes left behind before starting again",
            )

    def _running(self, service: Service, status: Status) -> None:
        status.state, status.since = "running", self._clock()
        status.pid = service.process.pid if service.process is not None else None
        self._notify(_("{part} is running  {where}").format(part=service.name, where=status.detail).rstrip())

    def _restart(self, service: Service, code: int | None) -> None:
        status = self.status[service.name]
        now = self._clock()
        status.died_at.append(now)
        while status.died_at and now - status.died_at[0] > RESTARTS_WINDOW_S:
            status.died_at.popleft()
        why = _("does not answer") if code is None else _("died (exit status {code})").format(code=code)
        said = child.tail(service.log_file, lines=6)
        if len(status.died_at) > RESTARTS_ALLOWED:
            status.state = "failed"
            disk_full = "No space left on device" in said or "disk full" in said.lower()
            raise ServiceError(
                f"{service.name} {why} for the {len(status.died_at)}th time. It said:\n{said}",
                where=str(service.log_file),
                do="make room on the disk and start again" if disk_full else "mend what it says, start again",
            )
        self._notify(_("{part} {why}; starting it again").format(part=service.name, why=why))
        status.state, status.restarts = "starting", status.restarts + 1
        service.start()
        self._running(service, status)
