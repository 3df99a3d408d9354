"""A torn outbox: whatever became of its bytes, what is read from it is what was written."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from edge.outbox import Outbox, OutboxError
from gateway.wire.codec import decode_batch
from gateway.wire.messages import AnyEvent
from tests.unit.edge.samples import movement, open_outbox, reading

PAGE = 4096
Contents = tuple[str, list[tuple[int, bytes]], list[AnyEvent], dict[str, bytes]]


def contents(outbox: Outbox) -> Contents:
    """Epoch, what was sealed, what is sealed only now (its time is the sealing's), and what reducers know."""
    sealed = [(batch.seq, batch.body) for batch in outbox.next_batches(limit=10_000)]
    fresh: list[AnyEvent] = []
    while (batch := outbox.seal(500)) is not None:
        fresh += decode_batch(batch.body).events
    return outbox.epoch, sealed, fresh, outbox.states()


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="outbox-") as name:
        yield Path(name)


class Written:
    """An outbox that was closed, and one that was not: its file and its journal as a kill leaves them.

    `history` are the contents after each commit.
    """

    def __init__(self) -> None:
        self.history: list[Contents] = []
        with folder() as place:
            outbox = open_outbox(place / "outbox.db")
            for number in range(40):
                outbox.put([movement(number), reading(number)], {"shelf": f"{number} g".encode()}).result()
                if number % 8 == 7:
                    outbox.seal(6)
            outbox.acknowledged(outbox.epoch, 2)
            outbox.flush()
            for number in range(40, 44):
                outbox.put([movement(number)], {"shelf": f"{number} g".encode()}).result()
                self.history.append(self._look(place))
            self.killed = {path.name: path.read_bytes() for path in place.iterdir()}
            outbox.close()
            self.closed = (place / "outbox.db").read_bytes()
        self.contents = self.history[-1]

    @staticmethod
    def _look(place: Path) -> Contents:
        """Of a copy, since looking seals."""
        with folder() as copy:
            for name in ("outbox.db", "outbox.db-wal"):
                shutil.copy(place / name, copy)
            outbox = open_outbox(copy / "outbox.db")
            try:
                return contents(outbox)
            finally:
                outbox.close()


@pytest.fixture(scope="module")
def written() -> Written:
    return Written()


def opened(place: Path) -> tuple[Contents | None, Path | None]:
    """What can be read, if it can, and where a damaged file went."""
    try:
        outbox = open_outbox(place / "outbox.db")
    except OutboxError:
        return None, None
    try:
        return contents(outbox), outbox.moved_aside
    finally:
        outbox.close()


def as_written_or_told(damaged: bytes, written: Written) -> str:
    with folder() as place:
        (place / "outbox.db").write_bytes(damaged)
        found, aside = opened(place)
        if found is None:
            assert (place / "outbox.db").exists()
            return "refused"
        if aside is None:
            assert found == written.contents
            return "as written"
        assert aside.read_bytes() == damaged, "the damaged file is evidence"
        epoch, sealed, fresh, states = found
        assert epoch != written.contents[0]
        assert (sealed, fresh, states) == ([], [], {})
        return "moved aside"


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_flipped_bit_is_found_or_touches_nothing(written: Written, data: st.DataObject) -> None:
    used = [at for at in range(0, len(written.closed), PAGE) if any(written.closed[at : at + PAGE])]
    at = data.draw(st.sampled_from(used)) + data.draw(st.integers(0, PAGE - 1))
    damaged = bytearray(written.closed)
    damaged[at] ^= 1 << data.draw(st.integers(0, 7))
    event(as_written_or_told(bytes(damaged), written))


@pytest.mark.parametrize("from_end", range(1, 120, 13))
def test_damage_in_an_index_is_found_at_the_opening_and_not_at_each_write(
    written: Written, tmp_path: Path, from_end: int
) -> None:
    path = tmp_path / "outbox.db"
    path.write_bytes(written.closed)
    with closing(sqlite3.connect(path)) as db:
        (page,) = db.execute("select rootpage from sqlite_schema where name = 'event_droppable'").fetchone()
    damaged = bytearray(written.closed)
    damaged[page * PAGE - from_end] ^= 1
    assert as_written_or_told(bytes(damaged), written) in ("moved aside", "as written")


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_digit_that_became_another_one_is_found(written: Written, data: st.DataObject) -> None:
    """The damage that SQLite does not see."""
    whole = written.closed
    # the body of an event in its page: what is free may hold the same text
    at = data.draw(st.sampled_from([i for i in range(len(whole)) if whole.startswith(b'"document":"D4', i)]))
    damaged = bytearray(whole)
    damaged[at + len(b'"document":"D')] ^= 1
    event(as_written_or_told(bytes(damaged), written))


@settings(max_examples=60, deadline=None)
@given(start=st.integers(100, 1000), rubbish=st.binary(min_size=500, max_size=3000))
def test_a_head_full_of_rubbish_is_found(written: Written, start: int, rubbish: bytes) -> None:
    damaged = bytearray(written.closed)
    damaged[start : start + len(rubbish)] = rubbish
    event(as_written_or_told(bytes(damaged), written))


def test_damage_whose_name_is_no_text_is_found(written: Written) -> None:
    """SQLite names the damaged part of a schema with the very bytes that were damaged."""
    damaged = written.closed.replace(b"event_droppableevent", b"\xae\xff\xfent_droppableevent")
    damaged = damaged.replace(b"CREATE INDEX event_droppable", b"CREATE INDEX " + b"(" * 15)
    assert len(damaged) == len(written.closed) and damaged != written.closed
    assert as_written_or_told(damaged, written) == "moved aside"


def test_damage_that_makes_a_row_too_big_for_any_file_is_found(written: Written) -> None:
    damaged = bytearray(written.closed)
    chance = random.Random(1)
    kinds = set()
    for _ in range(400):
        at = chance.randrange(100, 1000)
        damaged[at : at + 3000] = chance.randbytes(3000)
        kinds.add(as_written_or_told(bytes(damaged), written))
    assert "refused" not in kinds


def test_a_batch_s_time_that_is_none_any_more_is_found(written: Written, tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    path.write_bytes(written.closed)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("update batch set oldest_at = replace(oldest_at, '2', '\"')")
        db.execute("pragma wal_checkpoint(truncate)")
    assert as_written_or_told(path.read_bytes(), written) == "moved aside"


@settings(max_examples=20, deadline=None)
@given(pages=st.integers(1, 260), torn=st.integers(0, PAGE - 1))
def test_a_file_that_lost_its_end_is_found(written: Written, pages: int, torn: int) -> None:
    kept = max(0, len(written.closed) - pages * PAGE + torn)
    verdict = as_written_or_told(written.closed[:kept], written) if kept else "nothing left"
    event(verdict)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_journal_that_lost_its_end_gives_an_earlier_moment_whole(
    written: Written, data: st.DataObject
) -> None:
    """That it is one, the hub tells: see the outbox that was restored from an old copy."""
    journal = written.killed["outbox.db-wal"]
    cut = data.draw(st.integers(0, len(journal)))
    flip = data.draw(st.booleans())
    with folder() as place:
        (place / "outbox.db").write_bytes(written.killed["outbox.db"])
        torn = bytearray(journal if flip else journal[:cut])
        if flip and cut < len(torn):
            torn[cut] ^= 0x10
        (place / "outbox.db-wal").write_bytes(torn)
        found, aside = opened(place)
        assert found is not None
        if aside is None:
            assert is_a_moment(found, written)
        event("moved aside" if aside else "as written" if found == written.contents else "an earlier moment")


def test_a_journal_that_is_gone_gives_the_moment_of_the_last_checkpoint(written: Written) -> None:
    with folder() as place:
        (place / "outbox.db").write_bytes(written.killed["outbox.db"])
        found, aside = opened(place)
        assert found is not None and aside is None
        assert is_a_moment(found, written)


def is_a_moment(found: Contents, written: Written) -> bool:
    """Each put was an event, or two, and the reducers' memory: one without the other was never committed."""
    if found in written.history:
        return True
    epoch, sealed, fresh, states = found
    numbers = [
        int(str(one.document)[1:])
        for body in (b for _, b in sealed)
        for one in decode_batch(body).events
        if hasattr(one, "document")
    ] + [int(str(one.document)[1:]) for one in fresh if hasattr(one, "document")]
    last = states.get("shelf")
    return (
        epoch == written.contents[0]
        and ((last is None and not numbers) or last == f"{max(numbers)} g".encode())
        and numbers == sorted(set(numbers))
    )
