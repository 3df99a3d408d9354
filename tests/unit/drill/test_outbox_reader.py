"""How much waits in an agent's outbox, whatever the agent does with the file meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from edge.outbox import Outbox
from gateway.wire.messages import Movement
from tallydock.drill import outbox_reader

AT = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


def filled(path: Path, count: int) -> None:
    outbox = Outbox(path, "main", "dock-1", lambda: AT)
    for number in range(count):
        outbox.put([
            Movement(
                at=AT, device="scanner", kind="receipt", item="MUG", qty=Decimal(1), source="supplier",
                destination="DOCK-1", serial=f"S{number}",
            )
        ]).result()  # fmt: skip
    outbox.close()


def test_what_waits_is_counted_and_where_no_outbox_is_nothing_does(tmp_path: Path) -> None:
    assert outbox_reader.waiting(tmp_path / "outbox.db") == 0
    filled(tmp_path / "outbox.db", 3)
    assert outbox_reader.waiting(tmp_path / "outbox.db") == 3


def test_what_waits_is_known_though_its_agent_shares_the_file_with_nobody(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    filled(path, 3)
    with closing(sqlite3.connect(path, isolation_level=None)) as agent:
        agent.execute("pragma locking_mode = exclusive")
        agent.execute("begin immediate")
        agent.execute("commit")
        assert outbox_reader.waiting(path) == 3


def test_of_a_file_that_is_no_database_nobody_knows_what_waits(tmp_path: Path) -> None:
    (tmp_path / "outbox.db").write_bytes(b"torn" * 4000)
    assert outbox_reader.waiting(tmp_path / "outbox.db") is None


def test_who_has_sealed_all_of_it_has_not_told_it_yet(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    filled(path, 3)
    outbox = Outbox(path, "main", "dock-1", lambda: AT)
    try:
        batch = outbox.seal(10)
        assert batch is not None
        assert not outbox_reader.has_told_all(path)
        outbox.acknowledged(outbox.epoch, batch.seq)
        outbox.flush()
        assert outbox_reader.has_told_all(path)
    finally:
        outbox.close()


def test_an_outbox_whose_agent_died_as_it_made_it_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    filled(path, 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("delete from meta")
    assert outbox_reader.read(path) is None
