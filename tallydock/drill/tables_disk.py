"""A small disk for the tables of a drill's own database server, so that it can be full.

Its journal is elsewhere: a server that has no room for that stops, and does not recover before there is room.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from tallydock.drill.disk import NoSmallDiskError, SmallDisk, small_disk

TABLES_MB: Final = 160
_TABLESPACE: Final = sql.Identifier("drill_tables")


class TablesDisk:
    """``disk`` is None where none can be made, and ``why_not`` says why."""

    def __init__(self, folder: Path) -> None:
        self.disk: SmallDisk | None = None
        self.why_not = "no full disk of the database: that is done to the embedded PostgreSQL only"
        self._folder = folder / "tables"
        self._mounts = ExitStack()

    @property
    def clause(self) -> sql.Composed:
        """For `create database`."""
        if self.disk is None:
            return sql.Composed([])
        return sql.SQL(" tablespace {}").format(_TABLESPACE)

    def mount(self, dsn: str, data_dir: Path) -> None:
        """``data_dir`` is the server's, and so is what is made here. Raises psycopg.Error."""
        try:
            disk = self._mounts.enter_context(small_disk(self._folder, TABLES_MB))
        except NoSmallDiskError as error:
            self.why_not = f"no full disk of the database: {error}"
            return
        place = disk.folder / "postgres"
        place.mkdir(mode=0o700)
        owner = data_dir.stat()
        os.chown(place, owner.st_uid, owner.st_gid)
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute(sql.SQL("create tablespace {} location {}").format(_TABLESPACE, str(place)))
        self.disk, self.why_not = disk, ""

    def close(self) -> None:
        """Once the server has stopped."""
        self._mounts.close()
