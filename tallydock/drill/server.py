"""The database server of a drill: started once, a fresh database a seed, killed when asked."""

from __future__ import annotations

import os
import secrets
import signal
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from hub.store.migrate import migrate
from tallydock.services.postgres import EmbeddedPostgres
from tallydock.stack.layout import Layout

_ONE_OF_OURS = (
    "select pid from pg_stat_activity where pid <> pg_backend_pid() and datname like %s order by pid limit 1"
)
_CUT_OURS = (
    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname like %s"
)


class DatabaseServer:
    """The embedded PostgreSQL in ``folder``, or the server that ``dsn`` names.

    A server that is not our child is not killed: one of its processes is, which makes PostgreSQL throw all
    the others away and recover from its log, as after a crash. On another machine our connections are cut.
    """

    name = "database"

    def __init__(self, folder: Path, dsn: str | None = None) -> None:
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

    def stop(self) -> None:
        if self._embedded is not None:
            self._embedded.stop()

    def process_ids(self) -> set[int]:
        """Of what runs for the whole drill and is no leftover of a seed."""
        process = None if self._embedded is None else self._embedded.process
        return set() if process is None else {process.pid}

    def new_database(self, name: str) -> str:
        """The DSN of a database with the schema and nothing in it."""
        database = f"{self._owner}_{name}"
        self._run(sql.SQL("create database {} template template0").format(sql.Identifier(database)))
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
