from __future__ import annotations

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from edge.doubt import carried_over
from edge.drain import Drain
from edge.outbox import OutboxError, OutboxFullError, Sealed
from edge.outbox_doubt import OLDER_COPY
from edge.outbox_file import OutboxFile
from gateway.wire.codec import decode_batch, digest_of, encode_event
from gateway.wire.messages import Batch, Movement
from gateway.wire.production import Production
from tests.unit.edge.samples import BEGAN, count, movement, open_outbox, reading


def test_what_was_put_is_sent_in_its_order_until_it_is_acknowledged(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db")
    for number in range(5):
        outbox.put([movement(number)]).result()
    first, second = outbox.seal(3), outbox.seal(3)
    assert first is not None and second is not None
    assert outbox.next_batches() == [first, second]
    batch = decode_batch(first.body)
    assert (batch.agent, batch.epoch, batch.seq) == ("dock-1", outbox.epoch, 1)
    assert batch.events == [movement(0), movement(1), movement(2)]
    outbox.acknowledged(outbox.epoch, 1)
    assert outbox.next_batches() == [second]
    outbox.acknowledged("another-epoch", 2)
    assert outbox.next_batches() == [second]
    outbox.close()


def test_events_go_at_once_while_there_is_room_and_together_when_there_is_none(tmp_path: Path) -> None:
    sealed: list[Sealed] = []
    outbox = open_outbox(tmp_path / "outbox.db", on_sealed=sealed.extend)
    outbox.put([movement(0)]).result()
    assert sealed == []
    outbox.open_window(2)
    outbox.flush()
    for number in range(1, 50):
        outbox.put([movement(number)]).result()
    outbox.flush()
    assert [batch.events for batch in sealed] == [1, 1]
    outbox.acknowledged(outbox.epoch, 1)
    outbox.flush()
    assert [batch.events for batch in sealed] == [1, 1, 48]
    outbox.close()


def test_after_hours_offline_the_newest_goes_first_and_the_rest_at_a_rate(tmp_path: Path) -> None:
    now_s = 0.0
    sealed: list[Sealed] = []

    def seen() -> list[int]:
        outbox.flush()
        outbox.flush()  # the one before it has told what it sealed
        return [batch.events for batch in sealed]

    outbox = open_outbox(
        tmp_path / "outbox.db", monotonic_s=lambda: now_s, drain=Drain(50), on_sealed=sealed.extend
    )
    outbox.put([movement(n) for n in range(1000)]).result()
    now_s = 3600.0
    outbox.put([movement(2000), count(2001)]).result()
    outbox.open_window(4)
    assert seen() == [1, 100]
    assert decode_batch(sealed[0].body).events == [movement(2000)]
    assert decode_batch(sealed[1].body).events[0] == movement(0)
    now_s += 1.0
    assert seen() == [1, 100]
    now_s += 1.0
    assert seen() == [1, 100], "half of the window is for what happens meanwhile"
    outbox.put([movement(2002)]).result()
    assert seen() == [1, 100, 1]
    outbox.acknowledged(outbox.epoch, 3)
    assert seen() == [1, 100, 1, 100]
    outbox.acknowledged(outbox.epoch, 4)
    while outbox.totals.waiting:
        now_s += 2.0
        outbox.acknowledged(outbox.epoch, len(seen()))
    events = [event for batch in sealed for event in decode_batch(batch.body).events]
    assert len(events) == 1003 and events[-1] == count(2001), "a count keeps its place"
    outbox.close()


def test_it_says_how_old_the_oldest_event_is_that_the_hub_does_not_have(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db")
    assert outbox.totals.oldest_at is None
    outbox.put([movement(5), movement(1), movement(9)]).result()
    assert outbox.totals.oldest_at == BEGAN + timedelta(seconds=5), "in the order of happening"
    outbox.seal(1)
    outbox.seal(1)
    assert outbox.totals.oldest_at == BEGAN + timedelta(seconds=1)
    outbox.acknowledged(outbox.epoch, 2)
    outbox.flush()
    assert outbox.totals.oldest_at == BEGAN + timedelta(seconds=9)
    outbox.close()


def test_the_file_of_an_older_version_is_taken_over(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "outbox.db")
    old.executescript(
        "create table meta (key text primary key, value text not null) without rowid;"
        "create table event (id integer primary key autoincrement, rank integer not null, boot text,"
        " mono_ns integer, body blob not null);"
        "create table batch (seq integer primary key, events integer not null, body blob not null);"
        "insert into meta values ('owner', 'main/dock-1'), ('epoch', 'OLD'), ('next_seq', '8');"
    )
    old.execute("insert into event (rank, body) values (0, ?)", (encode_event(movement(2)),))
    old.execute("insert into batch values (7, 1, ?)", (b"{}",))
    old.commit()
    old.close()
    outbox = open_outbox(tmp_path / "outbox.db")
    assert (outbox.epoch, outbox.totals.waiting, outbox.totals.oldest_seq) == ("OLD", 2, 7)
    sealed = outbox.seal()
    assert sealed is not None
    assert (sealed.seq, decode_batch(sealed.body).events) == (8, [movement(2)])
    outbox.close()


def test_all_is_there_again_after_a_restart_and_the_numbers_go_on(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db")
    outbox.put([movement(1)], {"shelf": b"1200 g"}).result()
    sealed = outbox.seal()
    outbox.put([movement(2)]).result()
    epoch = outbox.epoch
    outbox.close()
    again = open_outbox(tmp_path / "outbox.db")
    assert again.epoch == epoch
    assert again.next_batches() == [sealed]
    assert again.states() == {"shelf": b"1200 g"}
    newer = again.seal()
    assert newer is not None
    assert (newer.seq, decode_batch(newer.body).events) == (2, [movement(2)])
    again.close()


def test_a_full_outbox_drops_readings_first_and_then_refuses_goods_loudly(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db", max_bytes=4000)
    for number in range(8):
        outbox.put([reading(number)]).result()
    kept = 0
    with pytest.raises(OutboxFullError, match="Bring the connection back"):
        for number in range(100):
            outbox.put([movement(number)]).result()
            kept += 1
    assert outbox.totals.dropped_events == 8
    assert outbox.totals.events == kept > 10
    assert outbox.totals.bytes <= 4000
    for number in range(5):
        outbox.put([reading(number)]).result()  # a reading is dropped rather than refused
    dropped = outbox.totals.dropped_events
    assert dropped >= 12
    sealed = outbox.seal(500)
    assert sealed is not None
    events = [event for event in decode_batch(sealed.body).events if isinstance(event, Movement)]
    assert events == [movement(n) for n in range(kept)]
    outbox.close()
    again = open_outbox(tmp_path / "outbox.db", max_bytes=4000)
    assert again.totals.dropped_events == dropped
    again.close()


def test_a_refused_event_does_not_change_what_a_reducer_remembers(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db", max_bytes=100)
    with pytest.raises(OutboxFullError):
        outbox.put([movement(1)], {"shelf": b"new"}).result()
    assert outbox.states() == {}
    outbox.close()


def test_events_of_this_boot_get_their_right_time_once_the_clock_is_set(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db")
    outbox.put([movement(1, boot="now"), movement(2, boot="before"), movement(3, boot="now")]).result()
    right = BEGAN + timedelta(days=400)
    assert outbox.restamp("now", right) == 2
    sealed = outbox.seal()
    assert sealed is not None
    assert [event.at for event in decode_batch(sealed.body).events] == [
        right + timedelta(seconds=1),
        BEGAN + timedelta(seconds=2),
        right + timedelta(seconds=3),
    ]
    outbox.close()


def test_a_damaged_file_is_kept_aside_and_a_new_epoch_begins(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    outbox = open_outbox(path)
    outbox.put([movement(1)]).result()
    epoch = outbox.epoch
    outbox.close()
    damaged = bytearray(path.read_bytes())
    damaged[:100] = b"x" * 100
    path.write_bytes(damaged)
    again = open_outbox(path)
    assert again.epoch != epoch
    assert again.moved_aside is not None
    assert again.moved_aside.read_bytes() == damaged
    again.put([movement(2)]).result()
    again.close()


def test_damage_inside_the_file_is_found_too(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    outbox = open_outbox(path)
    for number in range(200):
        outbox.put([movement(number)])
    outbox.close()
    damaged = bytearray(path.read_bytes())
    damaged[8192:16384] = bytes(8192)
    path.write_bytes(damaged)
    again = open_outbox(path)
    assert again.moved_aside is not None
    again.close()


def test_another_agents_outbox_is_refused(tmp_path: Path) -> None:
    from edge.outbox import Outbox

    open_outbox(tmp_path / "outbox.db").close()
    with pytest.raises(OutboxError, match="of its own"):
        Outbox(tmp_path / "outbox.db", "main", "dock-2", lambda: BEGAN)


def test_an_event_that_the_wire_would_not_take_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db")
    too_many = [f"S{number}" for number in range(501)]
    report = Production(at=BEGAN, device="bench", document="MO-1", made_qty=Decimal(501), serials=too_many)
    with pytest.raises(OutboxError, match="not kept"):
        outbox.put([report]).result()
    outbox.put([movement(1)]).result()
    assert outbox.totals.waiting == 1
    outbox.close()


def test_an_outbox_restored_from_an_old_copy_begins_a_new_epoch(tmp_path: Path) -> None:
    told: list[str] = []
    outbox = open_outbox(tmp_path / "outbox.db", on_renewed=told.append)
    outbox.put([movement(1)]).result()
    outbox.seal()
    old = outbox.epoch
    outbox.acknowledged(old, 40)
    outbox.flush()
    assert outbox.epoch != old
    assert "older copy" in told[0]
    assert outbox.next_batches() == []
    outbox.put([movement(2)]).result()
    sealed = outbox.seal()
    assert sealed is not None and sealed.seq == 1
    outbox.close()


def test_an_old_copy_sends_what_it_cannot_be_sure_of_in_batches_that_say_so(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db")
    outbox.put([movement(1)]).result()
    outbox.seal()
    outbox.put([movement(2), movement(3)]).result()
    outbox.close()

    outbox = open_outbox(tmp_path / "outbox.db")
    outbox.put([movement(4)]).result()
    outbox.seal(3)  # before the hub could say that number 2 is used
    made = Production(at=BEGAN, device="bench", document="D8", made_qty=Decimal(1))  # of what lay in hand
    outbox.put([movement(5), carried_over(movement(6)), movement(7), made]).result()
    outbox.acknowledged(outbox.epoch, 40)
    outbox.flush()
    assert outbox.totals.waiting == 7, "number 1 was sealed in the copy, and the hub has it"
    batches = []
    while outbox.totals.events:
        sealed = outbox.seal()
        assert sealed is not None
        batches.append(decode_batch(sealed.body))
    assert [batch.seq for batch in batches] == list(range(1, len(batches) + 1))
    found = {
        doubtful: sorted(e.document or "" for b in batches if b.doubtful == doubtful for e in documents(b))
        for doubtful in (True, False)
    }
    assert found == {True: ["D2", "D3", "D4", "D6", "D8"], False: ["D5", "D7"]}
    outbox.close()


def test_an_old_copy_that_dies_before_all_know_it_still_is_one_at_its_next_start(tmp_path: Path) -> None:
    """What its roles remember is put away by them, after the outbox has begun anew."""
    outbox = open_outbox(tmp_path / "outbox.db")
    outbox.put([movement(1)]).result()
    outbox.acknowledged(outbox.epoch, 40)
    outbox.flush()
    outbox.put([carried_over(movement(2)), movement(3)]).result()
    outbox.close()

    outbox = open_outbox(tmp_path / "outbox.db")
    assert "older copy" in outbox.states()[OLDER_COPY].decode()
    outbox.put([carried_over(movement(4)), movement(5)]).result()
    outbox.put([], {OLDER_COPY: b""}).result()
    outbox.put([carried_over(movement(6))]).result()
    found: dict[bool, list[str]] = {True: [], False: []}
    while outbox.totals.events:
        sealed = outbox.seal()
        assert sealed is not None
        batch = decode_batch(sealed.body)
        found[batch.doubtful] += [event.document or "" for event in documents(batch)]
    outbox.close()
    assert sorted(found[True]) == ["D2", "D4"]
    assert sorted(found[False]) == ["D1", "D3", "D5", "D6"]


def test_what_is_put_while_the_hub_says_that_it_is_an_old_copy_is_sure(tmp_path: Path) -> None:
    at_work, go_on = threading.Event(), threading.Event()
    asked = threading.current_thread()

    def monotonic_s() -> float:
        """The writer asks for it between taking what was put and sealing."""
        if threading.current_thread() is not asked:
            at_work.set()
            assert go_on.wait(60)
        return 0.0

    sealed: list[Sealed] = []
    outbox = open_outbox(tmp_path / "outbox.db", monotonic_s=monotonic_s, on_sealed=sealed.extend)
    put = outbox.put([movement(1)])
    assert at_work.wait(60)
    outbox.acknowledged(outbox.epoch, 40)
    outbox.open_window(20)
    go_on.set()
    put.result()
    outbox.flush()
    outbox.flush()  # the one before it has told what it sealed
    (batch,) = [decode_batch(one.body) for one in sealed]
    assert (batch.epoch, batch.doubtful, batch.events) == (outbox.epoch, False, [movement(1)])
    outbox.close()


def documents(batch: Batch) -> list[Movement | Production]:
    return [event for event in batch.events if isinstance(event, Movement | Production)]


def test_a_disk_that_fails_is_told_to_whoever_waits_and_is_not_the_end(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db")
    blocker = sqlite3.connect(tmp_path / "outbox.db", isolation_level=None)
    outbox._file._db.execute("pragma busy_timeout = 50")
    blocker.execute("begin immediate")
    with pytest.raises(OutboxError, match="could not be written"):
        outbox.put([movement(1)]).result()
    blocker.execute("rollback")
    blocker.close()
    outbox.put([movement(2)]).result()
    assert outbox.totals.events == 1
    outbox.close()


def test_a_closed_outbox_takes_nothing(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db")
    last = outbox.put([movement(1)])
    outbox.close()
    last.result()
    with pytest.raises(OutboxError, match="closed"):
        outbox.put([movement(2)])


def test_an_event_is_a_whole_movement_after_its_way_through_the_disk(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db")
    outbox.put([movement(7)]).result()
    sealed = outbox.seal()
    assert sealed is not None
    (event,) = decode_batch(sealed.body).events
    assert isinstance(event, Movement)
    assert (event.mono_ns, event.boot, event.document) == (7_000_000_000, "boot-1", "D7")
    outbox.close()


def test_it_says_together_which_epoch_it_is_in_and_below_which_batch_it_holds_nothing(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db")
    epoch = outbox.epoch

    def said() -> tuple[str, int]:
        outbox.flush()
        return outbox.totals.epoch, outbox.totals.oldest_seq

    assert said() == (epoch, 1)
    for number in range(3):
        outbox.put([movement(number)]).result()
        outbox.seal(1)
    assert said() == (epoch, 1)
    outbox.acknowledged(epoch, 2)
    assert said() == (epoch, 3)
    outbox.acknowledged(epoch, 3)
    outbox.put([movement(9)]).result()
    assert said() == (epoch, 4), "the next one, while none is sealed"
    outbox.close()
    outbox = open_outbox(tmp_path / "outbox.db")
    assert said() == (epoch, 4), "and so after a restart"
    outbox.acknowledged(epoch, 50)
    renewed, oldest = said()
    assert renewed != epoch and oldest == 1
    outbox.close()


def test_who_reads_is_answered_though_who_writes_at_the_same_moment_finds_no_room(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path / "outbox.db")
    outbox.put([], {"role": b"known"}).result()
    outbox._file._db.execute("vacuum")
    outbox._file._db.execute("pragma max_page_count = 1")
    holding, gate = threading.Event(), threading.Event()

    def hold() -> bool:
        holding.set()
        return gate.wait(60)

    with ThreadPoolExecutor() as pool:
        busy = pool.submit(outbox._call, hold)
        assert holding.wait(60)
        refused = outbox.put([movement(number) for number in range(500)])
        asked = pool.submit(outbox.states)
        while outbox._queue.qsize() < 2 and not asked.done():
            time.sleep(0.01)
        gate.set()
        with pytest.raises(OutboxError):
            refused.result()
        assert asked.result()["role"] == b"known"
        assert busy.result()
    outbox._file._db.execute("pragma max_page_count = 100000")
    outbox.close()


def test_each_batch_names_the_one_before_it_and_the_start_that_sealed_it(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    sealed = []
    for start in ("one", "two"):
        outbox = open_outbox(path, instance=start)
        for number in range(2):
            outbox.put([movement(number)]).result()
            batch = outbox.seal()
            assert batch is not None
            sealed.append(batch)
        outbox.close()
    batches = [decode_batch(batch.body) for batch in sealed]
    assert [batch.instance for batch in batches] == ["one", "one", "two", "two"]
    assert [batch.previous for batch in batches] == [
        "",
        *(digest_of(batch.body).hex() for batch in sealed[:-1]),
    ]


def test_what_an_older_version_has_sealed_since_is_not_named(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    outbox = open_outbox(path)
    outbox.put([movement(1)]).result()
    outbox.seal()
    outbox.close()
    file = OutboxFile(path, "main/dock-1", BEGAN)
    with file.transaction():  # as the version before counts on: it knows of no names
        file._set_meta("next_seq", "3")
    file.close()
    again = open_outbox(path)
    again.put([movement(2)]).result()
    batch = again.seal()
    assert batch is not None and decode_batch(batch.body).previous == ""
    again.close()
