"""Fresh databases for tests, copied from one that was migrated once."""

from __future__ import annotations

import importlib
import importlib.util
import secrets
import time
from collections.abc import Callable

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo


class Databases:
    """Makes and drops databases on one server; the migrated template is made when first asked for."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self._prefix = f"tallydock_test_{secrets.token_hex(4)}"
        self._made: list[str] = []
        self._template: str | None = None

    def empty(self) -> str:
        """The DSN of a new database with nothing in it."""
        return self._dsn_of(self._create(None))

    def migrated(self) -> str:
        """The DSN of a new database with Tallydock's schema and no data."""
        if self._template is None:
            self._template = self._make_template()
        return self._dsn_of(self._create(self._template))

    def copy(self, dsn: str) -> str:
        """The DSN of a copy of a database made here, as a backup of it would be; cuts its connections."""
        return self._dsn_of(self._create(str(conninfo_to_dict(dsn)["dbname"])))

    def drop(self, dsn: str) -> None:
        """Drop a database made here, whoever is still connected to it."""
        name = conninfo_to_dict(dsn)["dbname"]
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(str(name)))
        for attempt in range(50):
            try:
                self._run(statement)
                break
            except errors.ObjectInUse:  # whoever was told to go has five seconds for it
                if attempt == 49:
                    raise
        self._made.remove(str(name))

    def drop_all(self) -> None:
        if self._template is not None:
            self._run(
                sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(self._template))
            )
        for name in list(self._made):
            self.drop(self._dsn_of(name))

    def _make_template(self) -> str:
        name = self._create(None)
        migrate: Callable[[str], object] = importlib.import_module("hub.store.migrate").migrate
        migrate(self._dsn_of(name))
        # TimescaleDB's scheduler would sit in the template, and a database in use can't be copied
        self._run(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
        self._disconnect(name)
        return name

    def _create(self, template: str | None) -> str:
        name = f"{self._prefix}_{len(self._made)}_{secrets.token_hex(2)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template or "template0")
        )
        for attempt in range(50):
            try:
                self._run(statement)
                break
            except errors.ObjectInUse:
                if attempt == 49 or template is None:
                    raise
                self._disconnect(template)
                time.sleep(0.1)
        self._made.append(name)
        return name

    def _disconnect(self, name: str) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
            )

    def _run(self, statement: sql.Composable) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(statement)

    def _dsn_of(self, name: str) -> str:
        return make_conninfo(self.dsn, dbname=name)
