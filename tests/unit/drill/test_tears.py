"""What waited in a torn outbox is excused only where its agent has kept the file and named it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tallydock.drill import tears
from tallydock.drill.books import ToldFault
from tallydock.drill.tears import Tear

TORN = b"SQLite format 3 ... S1 ... \xff\xff"
TEAR = Tear("dock-1", frozenset({"S1", "S2"}), hashlib.sha256(TORN).hexdigest())
NAME = "outbox.damaged-20260310T110000000000.db"


def judge(agents: Path, kept: bytes, *details: str) -> tuple[set[str], set[str]]:
    """Keys that are excused, and promises that are broken."""
    folder = agents / "dock-1"
    folder.mkdir()
    (folder / NAME).write_bytes(kept)
    faults = [ToldFault("dock-1", "dock-1", "outbox-damaged", detail) for detail in details]
    found = tears.judge([TEAR], agents, faults, set())
    return set(found.keys), {one.check for one in found.violations}


def test_a_file_that_is_kept_and_named_excuses_what_was_in_it(tmp_path: Path) -> None:
    assert judge(tmp_path, TORN, f"kept as {NAME}") == ({"S1", "S2"}, set())


def test_a_file_that_is_not_named_is_told(tmp_path: Path) -> None:
    assert judge(tmp_path, TORN, "kept as another.db") == ({"S1", "S2"}, {"a torn outbox is told"})


def test_a_file_that_was_changed_excuses_nothing(tmp_path: Path) -> None:
    assert judge(tmp_path, TORN + b"!", f"kept as {NAME}") == (set(), set())


def test_what_is_not_even_in_the_file_is_counted(tmp_path: Path) -> None:
    (tmp_path / "dock-1").mkdir()
    (tmp_path / "dock-1" / NAME).write_bytes(TORN)
    assert tears.judge([TEAR], tmp_path, [], set()).destroyed == {"S2"}


def test_a_copy_of_a_torn_file_is_torn_too(tmp_path: Path) -> None:
    (image := tmp_path / "image.db").write_bytes(TORN)
    (sound := tmp_path / "sound.db").write_bytes(b"SQLite format 3 ... S1 ... ")
    assert tears.of([TEAR], image) == TEAR
    assert tears.of([TEAR], sound) is None
    assert tears.of([TEAR], tmp_path / "gone.db") is None
