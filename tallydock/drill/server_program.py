"""A PostgreSQL server by somebody else's program, as our child: what the embedded one is not (TimescaleDB).

The program gets a folder, makes its data there when it is called for the first time, writes a file ``dsn``
that says how to connect as somebody who may create databases, and becomes the server: SIGINT stops it, and
after a SIGKILL it is called again with the same folder.
"""

from __future__ import annotations

import shlex
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from tallydock.services import child
from tallydock.services.errors import ServiceError

VARIABLE = "TALLYDOCK_DRILL_SERVER"


class ServerProgram:
    """``command`` as a shell would read it, without the folder."""

    def __init__(self, command: str, folder: Path, log_file: Path, *, start_timeout_s: float = 120.0) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.folder = folder.absolute()
        self.log_file = log_file
        self._command = shlex.split(command)
        self._dsn_file = self.folder / "dsn"
        self._start_timeout_s = start_timeout_s

    @property
    def dsn(self) -> str:
        """Known once it has started."""
        return self._dsn_file.read_text(encoding="utf-8").strip()

    def start(self) -> None:
        """Returns once it answers. Raises ServiceError."""
        deadline = time.monotonic() + self._start_timeout_s
        while self.process is None or self.process.poll() is not None:
            log_start = self.log_file.stat().st_size if self.log_file.exists() else 0
            try:
                self.process = child.spawn([*self._command, self.folder], self.log_file)
            except OSError as error:
                raise self._failed(f"could not be called: {error.strerror}") from error
            if self._answers_before(deadline):
                return
            said = child.tail(self.log_file, since=log_start)
            # after kill -9 the old server's last workers need a moment to notice
            if "shared memory block" not in said or time.monotonic() > deadline:
                self.stop()
                raise self._failed(f"runs no server that answers. It said:\n{said}")
            time.sleep(0.2)

    def stop(self) -> None:
        if self.process is not None:
            child.stop(self.process, signals=(signal.SIGINT, signal.SIGQUIT))
            self.process = None

    def _answers_before(self, deadline: float) -> bool:
        while self.process is not None and self.process.poll() is None and time.monotonic() < deadline:
            if self._dsn_file.exists():
                try:
                    psycopg.connect(self.dsn, connect_timeout=3).close()
                    return True
                except psycopg.OperationalError:
                    pass
            time.sleep(0.05)
        return False

    def _failed(self, why: str) -> ServiceError:
        return ServiceError(
            f"the program for the drill's database server {why}",
            where=f"{VARIABLE}: {shlex.join(self._command)}",
            do=f"mend it, or unset {VARIABLE}: then the embedded PostgreSQL is taken",
        )
