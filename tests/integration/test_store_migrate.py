"""A database is brought up to date once, by one process, and never by a program that does not fit it."""

from __future__ import annotations

import re
import threading

import psycopg
import pytest

from hub.store import migrate as module
from hub.store import queries
from hub.store.migrate import Migration, MigrationError, migrate, migrations

UNPREPARABLE = (b"copy", b"listen", b"lock")


def test_each_file_is_applied_once_in_order(empty_database: str) -> None:
    assert migrate(empty_database) == [migration.name for migration in migrations()]
    assert migrate(empty_database) == []


def test_two_processes_at_once_apply_each_file_once(empty_database: str) -> None:
    applied: list[list[str]] = []
    threads = [threading.Thread(target=lambda: applied.append(migrate(empty_database))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(len, applied)) == [0, 0, len(migrations())]


def test_a_failing_file_leaves_nothing_of_itself(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = Migration("0001_bad.sql", b"create table half (x int); select no_such_thing;")
    monkeypatch.setattr(module, "migrations", lambda: [bad])
    with pytest.raises(psycopg.errors.UndefinedColumn):
        migrate(empty_database)
    with psycopg.connect(empty_database) as conn:
        assert conn.execute("select to_regclass('half')").fetchone() == (None,)


def test_an_older_program_refuses_a_newer_database(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(empty_database)
    monkeypatch.setattr(module, "migrations", lambda: migrations()[:1])
    with pytest.raises(MigrationError, match=r"newer Tallydock: it has 0002_timescale\.sql"):
        migrate(empty_database)


def test_a_file_that_was_changed_after_it_was_applied_is_refused(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(empty_database)
    first, *rest = migrations()
    monkeypatch.setattr(module, "migrations", lambda: [Migration(first.name, first.sql + b"--"), *rest])
    with pytest.raises(MigrationError, match=r"0001_ledger\.sql: not the file"):
        migrate(empty_database)


@pytest.mark.parametrize("room", queries.rooms())
def test_every_named_query_is_one_that_the_database_understands(room: str, module_database: str) -> None:
    with psycopg.connect(module_database) as conn:
        for name, text in queries.load(room).items():
            if text.lower().startswith(UNPREPARABLE):
                continue
            try:
                conn.execute(b"prepare checked as " + _numbered(text.decode()).encode())
                conn.execute("deallocate checked")
            except psycopg.Error as error:
                pytest.fail(f"{room}.{name}: {error}")


def _numbered(text: str) -> str:
    """Named parameters as PostgreSQL's own, and %% as %."""
    names: dict[str, int] = {}
    numbered = re.sub(
        r"%\((\w+)\)[sbt]", lambda found: f"${names.setdefault(found[1], len(names) + 1)}", text
    )
    return numbered.replace("%%", "%")


def test_two_statements_of_one_name_are_an_error() -> None:
    with pytest.raises(ValueError, match="two statements are named x"):
        queries.parse("-- name: x\nselect 1\n-- name: x\nselect 2\n", "some.sql")
    with pytest.raises(ValueError, match="before the first"):
        queries.parse("select 1\n-- name: x\nselect 2\n", "some.sql")
