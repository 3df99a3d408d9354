"""The database server of a drill: started once, a fresh database a seed, killed when asked."""

from __future__ import annotations

import os
import secrets
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from hub.store.migrate import migrate
from tallydock.drill.disk import NoSmallDiskError, SmallDisk, small_disk
from tallydock.services.postgres import EmbeddedPostgres
from tallydock.stack.layout import Layout

_ONE_OF_OURS = (
    "select pid from pg_stat_activity where pid <> pg_backend_pid() and datname like %s order by pid limit 1"
)
_CUT_OURS = (
    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname like %s"
)
TABLES_MB = 160
_TABLESPACE = "drill_tables"


class DatabaseServer:
    """The embedded PostgreSQL in ``folder``, or the server that ``dsn`` names.

    ``disk`` has the tables of the embedded one, and room for a seed's; None where it cannot be filled, and
    ``no_disk`` says why. Its journal is elsewhere: a server that has no room for that stops for good.

    A server that is not our child is not killed: one of its processes is, which makes PostgreSQL throw all
    the others away and recover from its log, as after a crash. On another machine our connections are cut.
    """

    name = "database"

    def __init__(self, folder: Path, dsn: str | None = None) -> None:
        self.disk: SmallDisk | None = None
        self.no_disk = ""
        self._mounts = ExitStack()
        self._folder = folder
        self._embedded = None
        if dsn is None:
            layout = Layout(folder)
            layout.make()
            self._embedded = EmbeddedPostgres(layout.postgres, layout.run, log_file=layout.log_of("postgres"))
        self._dsn = dsn
        self._owner = f"tallydock_drill_{secrets.token_hex(4)}"

    def start(self) -> None:
        """Raises ServiceError."""
        if self._embedded is not None:
            self._embedded.start()
            self._dsn = self._embedded.dsn_for("postgres")
            self._put_tables_on_a_small_disk(self._embedded)
        else:
            self.no_disk = "the database's disk is not filled: the server is not the drill's own"

    def stop(self) -> None:
        if self._embedded is not None:
            self._embedded.stop()
        self._mounts.close()

    def _put_tables_on_a_small_disk(self, server: EmbeddedPostgres) -> None:
        try:
            self.disk = self._mounts.enter_context(small_disk(self._folder / "tables", TABLES_MB))
        except NoSmallDiskError as error:
            self.no_disk = f"the database's disk cannot be filled: {error}"
            return
        place = self.disk.folder / "postgres"
        place.mkdir(mode=0o700)
        owner = server.data_dir.stat()
        os.chown(place, owner.st_uid, owner.st_gid)
        self._run(sql.SQL("create tablespace {} location {}").format(sql.Identifier(_TABLESPACE), str(place)))

    def process_ids(self) -> set[int]:
        """Of what runs for the whole drill and is no leftover of a seed."""
        process = None if self._embedded is None else self._embedded.process
        return set() if process is None else {process.pid}

    def new_database(self, name: str) -> str:
        """The DSN of a database with the schema and nothing in it."""
        database = f"{self._owner}_{name}"
        where = (
            sql.SQL("")
            if self.disk is None
            else sql.SQL(" tablespace {}").format(sql.Identifier(_TABLESPACE))
        )
        self._run(sql.SQL("create database {} template template0").format(sql.Identifier(database)) + where)
        dsn = make_conninfo(self._need_dsn(), dbname=database)
        migrate(dsn)
        return dsn

    def drop_database(self, name: str) -> None:
        database = sql.Identifier(f"{self._owner}_{name}")
        self._run(sql.SQL("drop database if exists {} with (force)").format(database))

    def kill(self) -> None:
        """`kill -9`, in the middle of whatever it does."""
        if self._embedded is not None:
            process = self._embedded.process
            if process is not None:
                process.kill()
                process.wait()
            return
        with psycopg.connect(self._need_dsn(), autocommit=True) as conn:
            mine = (f"{self._owner}%",)
            row = conn.execute(_ONE_OF_OURS, mine).fetchone()
            try:
                if row is not None and _is_here(conn):
                    os.kill(row[0], signal.SIGKILL)
                    return
            except PermissionError:  # somebody else's server: what its own administrator may do must do
                pass
            conn.execute(_CUT_OURS, mine)

    def revive(self) -> None:
        """After a kill. Raises ServiceError."""
        if self._embedded is not None:
            self._embedded.start()

    def _need_dsn(self) -> str:
        if self._dsn is None:
            raise RuntimeError("the database server has not been started")
        return self._dsn

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._need_dsn(), autocommit=True) as conn:
            conn.execute(statement)


def _is_here(conn: psycopg.Connection[Any]) -> bool:
    return conn.info.host.startswith("/") or conn.info.host in ("localhost", "127.0.0.1", "::1")
