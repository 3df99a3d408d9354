"""What has happened here and is not yet the hub's: committed before anybody is told "done".

One thread writes. It takes everything that is queued and commits once (group commit), so that a scan costs
one flush of the disk and a flood of tags does too. In the same transaction it seals batches while the uplink
has room for them, so that an event is on its way after that one flush. What has just happened is sealed
before what has waited, and that only at a rate: see `edge.drain`.

When the disk's share is used up: readings are dropped first, then faults, oldest first, and counted; goods
are never dropped. When only goods are left, `put` refuses, and the device must say so to its user.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar, cast

from edge.drain import Drain
from edge.limits import DEFAULT_DRAIN_EVENTS_PER_S, DEFAULT_OUTBOX_MAX_BYTES
from edge.outbox_doubt import OLDER_COPY
from edge.outbox_file import ROW_BYTES, OutboxError, Sealed, Totals, drop_rank
from edge.outbox_layout import is_full
from edge.outbox_opening import open_outbox_file
from edge.steps import AFTER_OUTBOX_COMMIT, AFTER_OUTBOX_DELETE, BEFORE_OUTBOX_COMMIT, At, pass_by
from gateway.wire.codec import WireError, decode_event, encode_event
from gateway.wire.messages import AnyEvent

__all__ = ["Outbox", "OutboxError", "OutboxFullError", "Sealed", "Totals"]

MAX_EVENTS_A_BATCH: Final = 100
_ACKS_WAIT_S: Final = 0.25
_TAKE_AT_MOST: Final = 2000
T = TypeVar("T")


class OutboxFullError(OutboxError):
    """No room for these events and nothing that may be dropped: they are not kept."""


@dataclass(slots=True)
class _Put:
    events: Sequence[AnyEvent]
    bodies: Sequence[bytes]
    states: Mapping[str, bytes]
    done: Future[None] = field(default_factory=Future)


@dataclass(slots=True)
class _Do:
    """Something else that happens inside the writer's transaction."""

    work: Callable[[], object]
    done: Future[object] = field(default_factory=Future)


@dataclass(slots=True)
class _Ack:
    epoch: str
    upto: int


@dataclass(slots=True)
class _Window:
    """Queued like everything else: what the hub said before it was opened is heeded before it is."""

    batches: int


class _Stop:
    pass


_Job = _Put | _Do | _Ack | _Window


class Outbox:
    """Thread-safe. `agent` and `site` are whose events these are; `now` is the wall clock (UTC),
    `monotonic_s` one that nobody sets. `instance` names this start of the agent.

    `on_sealed` gets new batches after their commit, `on_renewed` a text when the hub knew more of this epoch
    than this file does (it was restored from an old copy) and a new epoch began; both on the writer's thread.
    """

    def __init__(
        self,
        path: Path,
        site: str,
        agent: str,
        now: Callable[[], datetime],
        *,
        instance: str = "",
        max_bytes: int = DEFAULT_OUTBOX_MAX_BYTES,
        drain: Drain | None = None,
        monotonic_s: Callable[[], float] = time.monotonic,
        on_sealed: Callable[[Sequence[Sealed]], None] = lambda _batches: None,
        on_renewed: Callable[[str], None] = lambda _detail: None,
        at: At = pass_by,
    ) -> None:
        self.agent, self.instance = agent, instance
        self.max_bytes = max_bytes
        self.on_sealed = on_sealed
        self.on_renewed = on_renewed
        self._now, self._monotonic_s = now, monotonic_s
        self._at = at
        self._file, self.moved_aside = open_outbox_file(path, f"{site}/{agent}", now())
        self._drain = drain or Drain(DEFAULT_DRAIN_EVENTS_PER_S)
        self._drain.backlog_upto = self._began_id = self._file.newest_id
        self._began_seq = self._file.next_seq
        self._window = 0
        self._rest_s: float | None = None
        self._queue: queue.SimpleQueue[_Job | _Stop] = queue.SimpleQueue()
        self._closed = False
        self._totals = self._file.snapshot()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self._thread.start()

    @property
    def epoch(self) -> str:
        return self._totals.epoch

    @property
    def totals(self) -> Totals:
        """As of the last commit."""
        return self._totals

    @property
    def nearly_full(self) -> bool:
        """Less than a twentieth of its share of the disk is free."""
        return self.totals.bytes > self.max_bytes * 0.95

    # --- for those who have something to tell ---

    def put(self, events: Sequence[AnyEvent], states: Mapping[str, bytes] | None = None) -> Future[None]:
        """Done when events and states are committed, together or not at all.

        The future fails with OutboxFullError when they were refused, with OutboxError when the disk failed.
        """
        job = _Put(events, [encode_event(event) for event in events], states or {})
        self._submit(job)
        return job.done

    def states(self) -> dict[str, bytes]:
        """What reducers kept."""
        return self._call(self._file.states)

    # --- for the uplink ---

    def open_window(self, batches: int) -> None:
        """How many batches may be sealed and unacknowledged; events are sealed up to it. 0: not connected.

        While nothing is sealed, events can still be given the right time and readings still be dropped.
        """
        self._submit(_Window(batches))

    def seal(self, max_events: int = MAX_EVENTS_A_BATCH) -> Sealed | None:
        """Seals a batch now, window or not."""
        return self._call(lambda: self._seal(max_events))

    def next_batches(self, after: int = 0, limit: int = 50) -> list[Sealed]:
        """Sealed and unacknowledged batches in order."""
        return self._call(lambda: self._file.batches(after, limit))

    def acknowledged(self, epoch: str, upto: int) -> None:
        """The hub has committed everything up to here. Repeated and outdated ones do nothing."""
        self._submit(_Ack(epoch, upto))

    def restamp(self, boot: str, zero: datetime) -> int:
        """The clock was set: see `edge.clock`. Returns how many events got another time."""
        return self._call(lambda: self._file.restamp(boot, zero))

    def flush(self) -> None:
        """Returns once all that was asked before is on disk."""
        self._call(lambda: None)

    def close(self, timeout_s: float = 10.0) -> None:
        """What was put is committed, then the file is closed."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(_Stop())
        self._thread.join(timeout_s)

    # --- the writer ---

    def _submit(self, job: _Job) -> None:
        if self._closed:
            raise OutboxError("the outbox is closed")
        self._queue.put(job)

    def _call(self, work: Callable[[], T]) -> T:
        job = _Do(work)
        self._submit(job)
        return cast("T", job.done.result())

    def _run(self) -> None:
        try:
            while self._round(self._take()):
                pass
        finally:
            self._closed = True
            self._file.close()
            for job in self._queued():
                _fail(job, OutboxError("the outbox is closed"))

    def _take(self) -> list[_Job | _Stop]:
        """All that is queued; waits for the first, or until more of the backlog may go. Acks alone wait a
        little for something to commit with."""
        try:
            jobs = [self._queue.get(timeout=self._rest_s)]
        except queue.Empty:
            return []
        jobs += self._queued()
        if self._file.totals.events == 0 and all(isinstance(job, _Ack) for job in jobs):
            with suppress(queue.Empty):
                jobs.append(self._queue.get(timeout=_ACKS_WAIT_S))
                jobs += self._queued()
        return jobs

    def _queued(self) -> list[_Job | _Stop]:
        jobs: list[_Job | _Stop] = []
        with suppress(queue.Empty):
            while len(jobs) < _TAKE_AT_MOST:
                jobs.append(self._queue.get_nowait())
        return jobs

    def _round(self, taken: list[_Job | _Stop]) -> bool:
        """One transaction for all of them, and then the word to each. False: it was the last."""
        jobs = [job for job in taken if not isinstance(job, _Stop)]
        kinds = set(map(type, jobs))
        results: list[object] = []
        sealed: list[Sealed] = []
        renewed: list[str] = []
        for job in jobs:
            if isinstance(job, _Window):
                self._window = job.batches  # of what is known, not of the file: no rollback takes it back
        try:
            results, sealed = self._commit(jobs, kinds, renewed)
        except sqlite3.Error as error:
            if len(jobs) > 1:  # who finds no room shall not take those with him who need none
                for job in jobs:
                    self._round([job])
                return len(jobs) == len(taken)
            results = [OutboxError(self._why(error))] * len(jobs)
            sealed, renewed = [], []
        except BaseException as error:
            for job in jobs:  # the thread ends, and nobody shall wait for it
                _fail(job, OutboxError(f"the outbox has ended: {type(error).__name__}: {error}"))
            raise
        if _Put in kinds:
            self._at(AFTER_OUTBOX_COMMIT)
        if _Ack in kinds:
            self._at(AFTER_OUTBOX_DELETE)
        self._totals = self._file.snapshot()
        for job, result in zip(jobs, results, strict=True):
            _finish(job, result)
        if sealed:
            self.on_sealed(sealed)
        for detail in renewed:
            self.on_renewed(detail)
        return len(jobs) == len(taken)

    def _why(self, error: sqlite3.Error) -> str:
        if is_full(error):
            place = self._file.path.parent
            return f"the outbox could not be written: {error}. Make room on the disk of {place}"
        return f"the outbox could not be written: {error}"

    def _commit(
        self, jobs: Sequence[_Job], kinds: set[type[_Job]], renewed: list[str]
    ) -> tuple[list[object], list[Sealed]]:
        """On a full disk it is tried again in the room that the journal has, and then without sealing: what
        is sealed can be read and sent all the same."""
        for last_try, seals in ((False, True), (False, True), (True, False)):
            try:
                with self._file.transaction():
                    results = [self._apply(job, renewed) for job in jobs]
                    sealed = self._seal_ahead() if seals else []
                    if _Put in kinds:
                        self._at(BEFORE_OUTBOX_COMMIT)
            except sqlite3.Error as error:
                self._file.reload()
                renewed.clear()
                if last_try or not is_full(error):
                    raise
                self._file.checkpoint()
            else:
                return results, sealed
        raise AssertionError("the last try ends it")

    def _apply(self, job: _Job, renewed: list[str]) -> object:
        match job:
            case _Put():
                return self._put(job)
            case _Do():
                return job.work()
            case _Ack():
                self._acknowledge(job, renewed)
                return None
            case _Window():
                return None

    def _put(self, job: _Put) -> OutboxError | None:
        for body in job.bodies:
            try:
                decode_event(body)
            except WireError as error:  # what is kept must be readable again, or nothing goes on
                return OutboxError(f"an event that nobody could read again is not kept: {error}")
        kept = list(zip(job.events, job.bodies, strict=True))
        room = self.max_bytes - self._file.totals.bytes
        needed = sum(len(body) + ROW_BYTES for _, body in kept)
        if needed > room:
            rank = min((drop_rank(event) for event, _ in kept), default=0)
            room += self._file.make_room(needed - room, rank)
        if needed > room:
            goods = [pair for pair in kept if drop_rank(pair[0]) == 0]
            if sum(len(body) + ROW_BYTES for _, body in goods) > room:
                return OutboxFullError(
                    f"the outbox is full: {self._file.totals.waiting} events wait for the hub on"
                    f" {self._file.totals.bytes} of {self.max_bytes} bytes, and none of them may be dropped."
                    " Bring the connection back, or give the agent more disk (outbox_max_bytes)"
                )
            self._file.count_dropped(len(kept) - len(goods))
            kept = goods
        for event, body in kept:
            self._file.add(event, body)
        self._file.keep(job.states)
        return None

    def _acknowledge(self, ack: _Ack, renewed: list[str]) -> None:
        if ack.epoch != self._file.epoch:
            return
        if ack.upto < self._file.next_seq:
            self._file.forget(ack.upto)
            return
        old, was = self._file.epoch, self._file.next_seq - 1
        doubtful = self._file.doubt(self._began_seq, self._began_id)
        self._file.forget(ack.upto)
        self._file.renew_epoch(self._now())
        self._began_seq = self._file.next_seq
        detail = (
            f"older copy: the hub has batch {ack.upto} of epoch {old}, this outbox got to {was}. A new epoch"
            f" begins; {doubtful} events that the hub may have are sent for a person to decide"
        )
        self._file.keep({OLDER_COPY: detail.encode()})
        renewed.append(detail)

    def _seal_ahead(self) -> list[Sealed]:
        sealed = []
        self._rest_s = None
        self._drain.look(self._file.newest_id, self._monotonic_s())
        while self._file.totals.sealed_batches < self._window:
            batch = self._next_batch()
            if batch is None:
                break
            sealed.append(batch)
        return sealed

    def _next_batch(self) -> Sealed | None:
        upto = self._drain.backlog_upto
        oldest = self._file.oldest_id()
        if oldest is None or oldest > upto:
            return self._seal(MAX_EVENTS_A_BATCH)
        fresh = self._seal(MAX_EVENTS_A_BATCH, overtaking=upto)
        if fresh is not None or self._file.totals.sealed_batches >= max(1, self._window // 2):
            return fresh  # half of the window is kept free for what happens meanwhile
        wanted = min(MAX_EVENTS_A_BATCH, self._file.totals.events)
        if not self._drain.may_go(wanted):
            self._rest_s = self._drain.wait_s(wanted)
            return None
        waited = self._seal(wanted, upto=upto)
        if waited is not None:
            self._drain.gone(waited.events)
        return waited

    def _seal(self, max_events: int, **which: int) -> Sealed | None:
        return self._file.seal(self.agent, max_events, self._now(), instance=self.instance, **which)


def _finish(job: _Job, result: object) -> None:
    if isinstance(job, _Ack | _Window):
        return
    if isinstance(result, OutboxError):
        _fail(job, result)
    elif isinstance(job, _Put):
        job.done.set_result(None)
    else:
        job.done.set_result(result)


def _fail(job: _Job | _Stop, error: OutboxError) -> None:
    if isinstance(job, _Put | _Do):
        job.done.set_exception(error)
