"""The migrations, replayed on an empty PostgreSQL, give the schema that is written down."""

from __future__ import annotations

import functools
import subprocess
import tempfile
from pathlib import Path

from hub.store.migrate import migrate
from tallydock.services import postgres_cluster
from tallydock.services.postgres import EmbeddedPostgres
from tests.checks import generated
from tests.checks.repository import ROOT

NAME = "migrations"
PATH = ROOT / "hub" / "store" / "schema.sql"
HEAD = "-- Migrations replayed on plain PostgreSQL, as pg_dump shows it. Made by tests/checks/schema.py.\n"
# they differ from one minor version, or one run, to the next
PASSING = ("\\restrict", "\\unrestrict", "-- Dumped ")


@functools.cache
def _wanted() -> str:
    with tempfile.TemporaryDirectory(prefix="td-") as place:
        server = EmbeddedPostgres(Path(place) / "pg", Path(place) / "run", settings={"fsync": "off"})
        server.start()
        try:
            migrate(server.dsn)
            dump = subprocess.run(
                [postgres_cluster.programs() / "pg_dump", "--schema-only", "--no-owner", "--no-privileges",
                 "--dbname", server.dsn],
                check=True, capture_output=True, text=True,
            ).stdout  # fmt: skip
        finally:
            server.stop()
    lines = [line for line in dump.splitlines() if not line.startswith(PASSING)]
    return HEAD + "\n".join(lines).strip("\n") + "\n"


def problems() -> list[str]:
    return generated.problems(PATH, _wanted())


def write() -> list[str]:
    return generated.write(PATH, _wanted())
