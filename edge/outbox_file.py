"""The outbox on disk: one SQLite file, used by one thread at a time. `edge.outbox` gives it its thread.

What its tables are is in `edge.outbox_layout`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from edge.doubt import leans_on_memory
from edge.drain import keeps_its_place
from edge.outbox_checks import find_damage, keep_checksums
from edge.outbox_doubt import DOUBTFUL, IN_ORDER, OLDER_COPY, OVERTAKES, set_apart
from edge.outbox_layout import connected, is_full, lay_out
from edge.outbox_restamp import restamp
from edge.ulid import new_ulid
from gateway.wire.codec import decode_event, digest_of
from gateway.wire.messages import VERSION, AnyEvent, BatchHeader, Fault, Reading

ROW_BYTES: Final = 48
"""Counted for each row besides its body."""
_BATCH_BYTES: Final = 400_000
_LAST_ID: Final = 2**63 - 1
_OLDEST: Final = "select body from event order by id limit 1"
RESERVE_BYTES: Final = 1_000_000


class OutboxError(Exception):
    """The outbox cannot do what was asked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A batch as it will be sent, again and again if need be."""

    seq: int
    events: int
    body: bytes


@dataclass(slots=True)
class Totals:
    """What is in the file; bytes with ROW_BYTES for each row. No batch of `epoch` below `oldest_seq` is
    sealed or ever will be. `oldest_at`: when the oldest event happened that the hub does not have."""

    events: int = 0
    event_bytes: int = 0
    sealed_batches: int = 0
    sealed_events: int = 0
    sealed_bytes: int = 0
    dropped_events: int = 0
    epoch: str = ""
    oldest_seq: int = 1
    oldest_at: datetime | None = None

    @property
    def bytes(self) -> int:
        return self.event_bytes + self.sealed_bytes

    @property
    def waiting(self) -> int:
        """Events that the hub has not acknowledged."""
        return self.events + self.sealed_events


def drop_rank(event: AnyEvent) -> int:
    """What may go when the disk's share is used up: readings first, then faults; goods (0) never."""
    if isinstance(event, Reading):
        return 2
    return 1 if isinstance(event, Fault) else 0


class OutboxFile:
    """Call everything that changes inside `transaction()`. `totals` run ahead of the commit."""

    def __init__(self, path: Path, owner: str, now: datetime) -> None:
        """Raises OutboxError when the file belongs to another agent, sqlite3.Error when it can't be used."""
        self.path = path
        self._db = connected(path)
        try:
            self._prepare(owner, now)
        except BaseException:
            self._db.close()
            raise
        self.totals = self._count()

    def _prepare(self, owner: str, now: datetime) -> None:
        self._db.execute("pragma synchronous = full")
        verdict = self._db.execute("pragma integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise CorruptOutboxError(str(verdict))
        lay_out(self._db)
        keep_checksums(self._db)
        damage = find_damage(self._db)
        if damage:
            raise CorruptOutboxError(damage)
        with self.transaction():
            self._db.execute("insert or ignore into meta (key, value) values ('owner', ?)", (owner,))
            self._db.execute("insert or ignore into meta (key, value) values ('next_seq', '1')")
            self._db.execute("insert or ignore into meta (key, value) values ('dropped', '0')")
            self._db.execute("insert or ignore into meta (key, value) values ('previous', '')")
            self._db.execute("insert or ignore into meta (key, value) values ('epoch', ?)", (new_ulid(now),))
        found = self._meta("owner")
        if found != owner:
            raise OutboxError(
                f"{self.path} is the outbox of {found}, not of {owner}: give each agent a state directory"
                " of its own"
            )
        self.epoch = self._meta("epoch")
        self.next_seq = int(self._meta("next_seq"))
        self.newest_id = self._newest_id()
        self._in_doubt = self._is_older_copy()
        self._reserve()

    def _reserve(self) -> None:
        """Room of our own, in the file and in its journal: when others have filled the disk, counting goes on
        as long as the hub takes what is put, and for some thousand events after."""
        pages, page_bytes = (
            self._db.execute(f"pragma {of}").fetchone()[0] for of in ("page_count", "page_size")
        )
        if pages * page_bytes >= RESERVE_BYTES:
            return
        try:
            with self.transaction():
                self._db.execute(
                    "insert into state (key, value) values ('reserve', zeroblob(?))", (RESERVE_BYTES,)
                )
                self._db.execute("delete from state where key = 'reserve'")
        except sqlite3.OperationalError as error:
            if not is_full(error):
                raise
        self.checkpoint()

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._db.execute("begin immediate")
        try:
            yield
            self._db.execute("commit")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("rollback")
            raise

    def checkpoint(self) -> None:
        """What the journal holds goes to its places in the file, and it is written anew from its start, as
        far as the disk has room for that."""
        try:
            self._db.execute("pragma wal_checkpoint(restart)").fetchone()
        except sqlite3.OperationalError as error:
            if not is_full(error):
                raise

    def reload(self) -> None:
        """After a rollback: what is known of the file is read from it again."""
        self.totals = self._count()
        self.epoch = self._meta("epoch")
        self.next_seq = int(self._meta("next_seq"))
        self.newest_id = self._newest_id()
        self._in_doubt = self._is_older_copy()

    # --- events and states ---

    def add(self, event: AnyEvent, body: bytes) -> None:
        lane = IN_ORDER if keeps_its_place(event) else OVERTAKES
        if self._in_doubt and leans_on_memory(event):
            lane = DOUBTFUL
        row = self._db.execute(
            "insert into event (rank, boot, mono_ns, body, lane) values (?, ?, ?, ?, ?)",
            (drop_rank(event), event.boot, event.mono_ns, body, lane),
        )
        self.newest_id = row.lastrowid or self.newest_id
        self.totals.events += 1
        self.totals.event_bytes += len(body) + ROW_BYTES

    def keep(self, states: Mapping[str, bytes]) -> None:
        self._db.executemany("insert or replace into state (key, value) values (?, ?)", list(states.items()))
        if OLDER_COPY in states:
            self._in_doubt = bool(states[OLDER_COPY])

    def states(self) -> dict[str, bytes]:
        return dict(self._db.execute("select key, value from state"))

    def make_room(self, size: int, above_rank: int) -> int:
        """Drops events that may go, of a higher rank than the one that wants in, oldest first, until `size`
        bytes are free or nothing more may go. Returns how many bytes are free."""
        freed = 0
        gone: list[tuple[int]] = []
        rows = self._db.execute(
            "select id, length(body) from event where rank > 0 and rank >= ? order by rank desc, id",
            (max(above_rank, 1),),
        )
        for number, length in rows:
            if freed >= size:
                break
            gone.append((number,))
            freed += length + ROW_BYTES
        rows.close()
        self._db.executemany("delete from event where id = ?", gone)
        self.totals.events -= len(gone)
        self.totals.event_bytes -= freed
        self.count_dropped(len(gone))
        return freed

    def count_dropped(self, events: int) -> None:
        if events:
            self.totals.dropped_events += events
            self._set_meta("dropped", str(self.totals.dropped_events))

    def restamp(self, boot: str, zero: datetime) -> int:
        """Gives the unsealed events of this boot the time that the clock, now set, says they happened."""
        count, longer_bytes = restamp(self._db, boot, zero)
        self.totals.event_bytes += longer_bytes
        return count

    # --- batches ---

    def snapshot(self) -> Totals:
        """The totals as they are now, with epoch and oldest batch: they must be told together."""
        oldest, oldest_at = self._db.execute("select min(seq), min(oldest_at) from batch").fetchone()
        times = [] if oldest_at is None else [datetime.fromisoformat(oldest_at)]
        times += [decode_event(row[0]).at for row in self._db.execute(_OLDEST)]
        return replace(
            self.totals,
            epoch=self.epoch,
            oldest_seq=oldest or self.next_seq,
            oldest_at=min(times, default=None),
        )

    def oldest_id(self) -> int | None:
        """Of an event that is in no batch."""
        found: int | None = self._db.execute("select min(id) from event").fetchone()[0]
        return found

    def seal(
        self,
        agent: str,
        max_events: int,
        now: datetime,
        *,
        instance: str = "",
        upto: int = _LAST_ID,
        overtaking: int | None = None,
    ) -> Sealed | None:
        """The oldest events as the next batch, those up to id `upto`; or, `overtaking` those up to an id, the
        oldest behind it that may. None when there are none. `instance`: this start of the agent."""
        which, values = "id <= ?", (upto,)
        if overtaking is not None:
            which, values = f"id > ? and lane = {OVERTAKES}", (overtaking,)
        rows = self._db.execute(
            f"select id, body, lane from event where {which} order by id limit ?",  # noqa: S608
            (*values, max_events),
        ).fetchall()
        if not rows:
            return None
        size, count = 0, 0
        doubtful = rows[0][2] == DOUBTFUL
        for _, body, lane in rows:
            if (count and size + len(body) > _BATCH_BYTES) or (lane == DOUBTFUL) != doubtful:
                break
            size, count = size + len(body), count + 1
        rows = rows[:count]
        header = BatchHeader(
            v=VERSION,
            agent=agent,
            epoch=self.epoch,
            seq=self.next_seq,
            sent=now,
            events=[msgspec.Raw(body) for _, body, _ in rows],
            doubtful=doubtful,
            previous=self._previous(),
            instance=instance,
        )
        sealed = Sealed(self.next_seq, count, msgspec.json.encode(header))
        oldest_at = decode_event(rows[0][1]).at.isoformat()
        self._db.execute(
            "insert into batch (seq, events, body, oldest_at) values (?, ?, ?, ?)",
            (sealed.seq, sealed.events, sealed.body, oldest_at),
        )
        self._db.execute(f"delete from event where {which} and id <= ?", (*values, rows[-1][0]))  # noqa: S608
        self.next_seq += 1
        self._set_meta("next_seq", str(self.next_seq))
        self._set_meta("previous", f"{sealed.seq}:{digest_of(sealed.body).hex()}")
        self.totals.events -= count
        self.totals.event_bytes -= size + count * ROW_BYTES
        self._count_sealed(1, count, len(sealed.body))
        return sealed

    def batches(self, after: int, limit: int) -> list[Sealed]:
        rows = self._db.execute(
            "select seq, events, body from batch where seq > ? order by seq limit ?", (after, limit)
        )
        return [Sealed(*row) for row in rows]

    def forget(self, upto: int) -> int:
        """Deletes batches up to and including this number; how many."""
        rows = self._db.execute(
            "delete from batch where seq <= ? returning events, length(body)", (upto,)
        ).fetchall()
        self._count_sealed(-len(rows), -sum(row[0] for row in rows), -sum(row[1] for row in rows))
        return len(rows)

    def doubt(self, began_seq: int, began_id: int) -> int:
        """This is an old copy, taken up at this batch and event: see `edge.outbox_doubt`."""
        found = set_apart(self._db, began_seq, began_id)
        self.totals = self._count()
        self.newest_id = self._newest_id()
        return found

    def renew_epoch(self, now: datetime) -> None:
        """Batches are counted from 1 under a new name. Only when no batch is sealed."""
        self.epoch, self.next_seq = new_ulid(now), 1
        self._set_meta("epoch", self.epoch)
        self._set_meta("next_seq", "1")
        self._set_meta("previous", "")

    # --- inside ---

    def _count_sealed(self, batches: int, events: int, body_bytes: int) -> None:
        self.totals.sealed_batches += batches
        self.totals.sealed_events += events
        self.totals.sealed_bytes += body_bytes + batches * ROW_BYTES

    def _count(self) -> Totals:
        events, event_bytes = self._db.execute(
            "select count(*), coalesce(sum(length(body)), 0) from event"
        ).fetchone()
        batches, sealed_events, sealed_bytes = self._db.execute(
            "select count(*), coalesce(sum(events), 0), coalesce(sum(length(body)), 0) from batch"
        ).fetchone()
        return Totals(
            events,
            event_bytes + events * ROW_BYTES,
            batches,
            sealed_events,
            sealed_bytes + batches * ROW_BYTES,
            int(self._meta("dropped")),
        )

    def _previous(self) -> str:
        """ "" where an older version of the agent has sealed since."""
        seq, _, digest = self._meta("previous").partition(":")
        return digest if seq == str(self.next_seq - 1) else ""

    def _meta(self, key: str) -> str:
        return str(self._db.execute("select value from meta where key = ?", (key,)).fetchone()[0])

    def _is_older_copy(self) -> bool:
        row = self._db.execute("select value from state where key = ?", (OLDER_COPY,)).fetchone()
        return row is not None and bool(row[0])

    def _newest_id(self) -> int:
        """Of all that ever were: ids are not used twice."""
        row = self._db.execute("select seq from sqlite_sequence where name = 'event'").fetchone()
        return 0 if row is None else int(row[0])

    def _set_meta(self, key: str, value: str) -> None:
        self._db.execute("update meta set value = ? where key = ?", (value, key))


class CorruptOutboxError(OutboxError):
    """SQLite says that the file is damaged."""
