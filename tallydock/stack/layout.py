"""Where `up` keeps what it writes, and who has it: one run at a time."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tallydock.i18n import _
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

    def ready_marker(self, part: str) -> Path:
        """Made by the part once it is ready."""
        return self.run / f"{part}.ready"

    def make(self) -> None:
        """Make the folders, those with people's and agents' data for nobody else's eyes.

        Raises ServiceError when that cannot be, or when there is no room.
        """
        for folder in (self.var, self.run, self.dev):
            make_folder(folder)
        for folder in (self.log, self.agents, self.sim, self.secrets):
            make_folder(folder, mode=0o700)
        free = shutil.disk_usage(self.var).free
        if free < LEAST_FREE_BYTES:
            raise ServiceError(
                _("the disk is nearly full: {free} MB free, {needed} MB needed").format(
                    free=free // 10**6, needed=LEAST_FREE_BYTES // 10**6
                ),
                where=str(self.var),
                do=_("make room, or set TALLYDOCK_VAR_DIR to a folder on another disk"),
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
                    _("`tallydock up` already runs here (process {pid})").format(
                        pid=lock.read().strip() or _("unknown")
                    ),
                    where=str(self.var),
                    do=_("use that one, stop it with Ctrl-C, or set TALLYDOCK_VAR_DIR to another folder"),
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield


def make_folder(folder: Path, *, mode: int | None = None) -> None:
    """Make it and what is above it; with `mode` it gets that, also where it was before.

    Raises ServiceError when it cannot be made, or cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if mode is not None and stat.S_IMODE(folder.stat().st_mode) != mode:
            folder.chmod(mode)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    except OSError as error:
        raise ServiceError(
            _("the data folder cannot be used: {said}").format(said=error.strerror),
            where=str(error.filename or folder),
            do=_("set TALLYDOCK_VAR_DIR to a folder that you may write to"),
        ) from error


def need_port(host: str, port: int, what: str, variable: str) -> None:
    """`variable` names the port's setting (TALLYDOCK_…_PORT); beside it is the host's (TALLYDOCK_…_HOST).

    Raises ServiceError that names who has the port, or says that there is no such host here.
    """
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise _no_such_host(host, what, variable, error) from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise _no_such_host(host, what, variable, error) from error
            raise ServiceError(
                _("port {port}, where {what} would listen, cannot be used: {said}").format(
                    port=port, what=what, said=error.strerror
                ),
                where=f"{host}:{port}{_who_listens(port)}",
                do=_("stop what uses it, or choose another port with {variable}").format(variable=variable),
            ) from error


def _no_such_host(host: str, what: str, variable: str, error: Exception) -> ServiceError:
    said = error.strerror if isinstance(error, OSError) else error
    return ServiceError(
        _("this machine has no address {host!r}, where {what} would listen: {said}").format(
            host=host, what=what, said=said
        ),
        where=variable.replace("_PORT", "_HOST"),
        do=_("set it to an address of this machine: 127.0.0.1 for itself alone, 0.0.0.0 for all networks"),
    )


def _who_listens(port: int) -> str:
    import psutil  # the hub's, and an edge agent's simulator uses this module without it

    try:
        for seen in psutil.net_connections(kind="tcp"):
            if seen.laddr and seen.laddr.port == port and seen.status == psutil.CONN_LISTEN and seen.pid:
                return _(", used by {name} (process {pid})").format(
                    name=psutil.Process(seen.pid).name(), pid=seen.pid
                )
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        pass  # only a help in a message; not everybody may see other users' sockets
    return ""
