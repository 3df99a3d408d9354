"""Where `up` keeps what it writes, and who has it: one run at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tallydock.services.errors import ServiceError

LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders below TALLYDOCK_VAR_DIR."""

    var: Path

    @property
    def postgres(self) -> Path:
        return self.var / "postgres"

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def broker(self) -> Path:
        return self.var / "broker"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def agents(self) -> Path:
        return self.var / "agents"

    @property
    def dev(self) -> Path:
        return self.var / "dev"

    @property
    def sim(self) -> Path:
        return self.var / "sim"

    @property
    def secrets(self) -> Path:
        return self.var / "secrets"

    def log_of(self, part: str) -> Path:
        return self.log / f"{part}.log"

    def make(self) -> None:
        """Make the folders. Raises ServiceError when that cannot be, or when there is no room."""
        try:
            for folder in (self.var, self.run, self.log, self.agents, self.dev, self.sim):
                folder.mkdir(parents=True, exist_ok=True)
            self.secrets.mkdir(mode=0o700, exist_ok=True)
            free = shutil.disk_usage(self.var).free
        except OSError as error:
            raise ServiceError(
                f"the data folder cannot be used: {error.strerror}",
                where=str(error.filename or self.var),
                do="set TALLYDOCK_VAR_DIR to a folder that you may write to",
            ) from error
        if free < LEAST_FREE_BYTES:
            raise ServiceError(
                f"the disk is nearly full: {free // 10**6} MB free, {LEAST_FREE_BYTES // 10**6} MB needed",
                where=str(self.var),
                do="make room, or set TALLYDOCK_VAR_DIR to a folder on another disk",
            )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else may run on these folders meanwhile. Raises ServiceError when somebody does."""
        path = self.run / "up.lock"
        with path.open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise ServiceError(
                    f"`tallydock up` already runs here (process {lock.read().strip() or 'unknown'})",
                    where=str(self.var),
                    do="use that one, stop it with Ctrl-C, or set TALLYDOCK_VAR_DIR to another folder",
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield


def need_port(host: str, port: int, what: str, variable: str) -> None:
    """Raises ServiceError that names who has the port."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServiceError(
                f"port {port}, where {what} would listen, cannot be used: {error.strerror}",
                where=f"{host}:{port}{_who_listens(port)}",
                do=f"stop what uses it, or choose another port with {variable}",
            ) from error


def _who_listens(port: int) -> str:
    try:
        for seen in psutil.net_connections(kind="tcp"):
            if seen.laddr and seen.laddr.port == port and seen.status == psutil.CONN_LISTEN and seen.pid:
                return f", used by {psutil.Process(seen.pid).name()} (process {seen.pid})"
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        pass  # only a help in a message; not everybody may see other users' sockets
    return ""
