"""The database server of a drill: started once, a fresh database a seed, killed when asked."""

from __future__ import annotations

import secrets
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from hub.store.migrate import migrate
from tallydock.drill.disk import SmallDisk
from tallydock.drill.server_program import VARIABLE, ServerProgram
from tallydock.drill.tables_disk import TablesDisk
from tallydock.services.postgres import EmbeddedPostgres
from tallydock.settings import Settings
from tallydock.stack.layout import Layout

_CUT_OURS = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s"


class DatabaseServer:
    """The embedded PostgreSQL in ``folder``, the server of a ``program``, or the one that ``dsn`` names.

    That one is somebody's: it is not killed, since others may work on it, but our connections can be cut.
    ``harmed`` counts what was done to the server. ``disk`` has the embedded one's tables; None where there is
    none that can be filled.
    """

    name = "database"

    def __init__(self, folder: Path, dsn: str | None = None, *, program: str | None = None) -> None:
        self._child: EmbeddedPostgres | ServerProgram | None = None
        if program is not None or dsn is None:
            layout = Layout(folder)
            layout.make()
            log_file = layout.log_of("postgres")
            self._child = (
                EmbeddedPostgres(layout.postgres, layout.run, log_file=log_file)
                if program is None
                else ServerProgram(program, layout.postgres, log_file)
            )
        self._tables = TablesDisk(folder)
        self._dsn = dsn
        self.harmed = 0
        self._owner = f"tallydock_drill_{secrets.token_hex(4)}"

    @classmethod
    def of(cls, settings: Settings, folder: Path) -> DatabaseServer:
        dsn = None if settings.dsn is None else settings.dsn.get_secret_value()
        return cls(folder, dsn, program=settings.drill_server)

    @property
    def is_ours(self) -> bool:
        """It is a child of ours, and may be killed."""
        return self._child is not None

    @property
    def disk(self) -> SmallDisk | None:
        return self._tables.disk

    @property
    def not_done(self) -> str:
        """What cannot be done to it; "" where all can be."""
        if isinstance(self._child, ServerProgram):
            return "no full disk of the database: that is done to the embedded PostgreSQL only"
        if self.is_ours:
            return self._tables.why_not
        return (
            "no kill of the database and no full disk of it: TALLYDOCK_DSN names a server that others may"
            f" use, so that only the drill's connections are cut; {VARIABLE} can name one of the drill's own"
        )

    def start(self) -> None:
        """Raises ServiceError."""
        if isinstance(self._child, EmbeddedPostgres):
            self._child.start()
            self._dsn = self._child.dsn_for("postgres")
            self._tables.mount(self._dsn, self._child.data_dir)
        elif self._child is not None:
            self._child.start()
            self._dsn = self._child.dsn

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()
        self._tables.close()

    def process_ids(self) -> set[int]:
        """Of what runs for the whole drill and is no leftover of a seed."""
        process = None if self._child is None else self._child.process
        return set() if process is None else {process.pid}

    def new_database(self, name: str) -> str:
        """The DSN of a database with the schema and nothing in it."""
        create = sql.SQL("create database {} template template0").format(self._database(name))
        self._run(create + self._tables.clause)
        dsn = make_conninfo(self._need_dsn(), dbname=f"{self._owner}_{name}")
        migrate(dsn)
        return dsn

    def drop_database(self, name: str) -> None:
        self._run(sql.SQL("drop database if exists {} with (force)").format(self._database(name)))

    def kill(self) -> None:
        """`kill -9`, in the middle of whatever it does. Only where it is ours."""
        process = None if self._child is None else self._child.process
        if process is not None:
            self.harmed += 1
            process.kill()
            process.wait()

    def revive(self) -> None:
        """After a kill. Raises ServiceError."""
        if self._child is not None:
            self._child.start()

    def heal(self) -> None:
        """Whatever was done to it is over, and it runs. Raises ServiceError."""
        if self.disk is not None:
            self.disk.free()
        self.revive()

    def cut_connections(self, name: str) -> None:
        """All that work in this database are thrown out, in the middle of whatever they do."""
        self.harmed += 1
        with psycopg.connect(self._need_dsn(), autocommit=True) as conn:
            conn.execute(_CUT_OURS, (f"{self._owner}_{name}",))

    def _database(self, name: str) -> sql.Identifier:
        return sql.Identifier(f"{self._owner}_{name}")

    def _need_dsn(self) -> str:
        if self._dsn is None:
            raise RuntimeError("the database server has not been started")
        return self._dsn

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._need_dsn(), autocommit=True) as conn:
            conn.execute(statement)
