"""The agent's one thinking thread: takes what is queued all at once, does it, commits what followed with one
flush, and only then tells anybody that it is done."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final, Protocol

import structlog

from edge.bench import BenchRole
from edge.clock import Clock
from edge.errands import ErrandRole
from edge.outbox import Outbox, OutboxError, OutboxFullError
from edge.refusals import Refusals
from edge.roles import Outcome, Role, Signal
from edge.troubles import Troubles, fault
from gateway.wire.messages import Fault

log = structlog.get_logger(__name__)

_TAKE_AT_MOST: Final = 500
_LONGEST_REST_S: Final = 1.0

Work = Callable[[], None]


class Indicator(Protocol):
    """Whoever can show or sound that a scan was taken. Called once its events are on disk."""

    def on_feedback(self, device_id: str, ok: bool, text: str) -> None: ...


class Worker:
    """`post` from any thread; everything else on this one. `every_round` is called after each lot of work,
    which comes `rest_s` after the last one at the latest; `on_refused` when the outbox takes nothing and when
    it takes again; `devices_of` names the devices of a role."""

    def __init__(
        self, agent: str, outbox: Outbox, clock: Clock, devices_of: Callable[[Role], Sequence[str]]
    ) -> None:
        self.indicators: list[Indicator] = []
        self.every_round: Work = lambda: None
        self.on_refused: Work = lambda: None
        self.rest_s: Callable[[], float] = lambda: _LONGEST_REST_S
        self.refusals = Refusals(agent)
        self.failure: BaseException | None = None
        self._agent, self._outbox, self._clock, self._devices_of = agent, outbox, clock, devices_of
        self._queue: queue.SimpleQueue[Work] = queue.SimpleQueue()
        self._pending: dict[Role | None, Outcome] = {}
        self._errors = Troubles(agent)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="agent", daemon=True)

    @property
    def started(self) -> bool:
        return self._thread.ident is not None

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def post(self, work: Work) -> None:
        """To be done soon, in the order of posting."""
        self._queue.put(work)

    def end(self, last: Work, timeout_s: float = 15.0) -> None:
        """Does what is queued, then `last`, commits, and ends the thread."""
        self.post(lambda: self._end(last))
        self._thread.join(timeout_s)

    def wait_idle(self, timeout_s: float = 60.0) -> None:
        """Returns once all that was posted before is committed."""
        done: Future[None] = Future()
        self.post(lambda: self.post(lambda: done.set_result(None)))
        done.result(timeout_s)

    # --- for work that is being done ---

    def add(self, role: Role | None, outcome: Outcome) -> None:
        """What followed; it is committed together with the rest of this lot."""
        pending = self._pending.setdefault(role, Outcome())
        pending.events += outcome.events
        pending.signals += outcome.signals
        pending.keep = pending.keep or outcome.keep

    def gather(self, found: Sequence[tuple[Role | None, Outcome]]) -> None:
        for role, outcome in found:
            self.add(role, outcome)

    def tell(self, code: str, detail: str) -> None:
        """A fault of the agent itself."""
        log.warning("agent.fault", agent=self._agent, code=code, detail=detail)
        self.add(None, Outcome([fault(self._agent, code, detail, self._clock.now())]))

    def signal(self, signals: Sequence[Signal]) -> None:
        for said in signals:
            for indicator in self.indicators:
                indicator.on_feedback(said.device, said.ok, said.text)

    def drain(self) -> None:
        """Does what is queued now."""
        while not self._queue.empty():
            self._guarded(self._queue.get())

    def commit(self) -> None:
        """What each role has gathered goes to the disk at once; then each is told what became of it."""
        pending, self._pending = self._pending, {}
        waiting: list[tuple[Role | None, Outcome, Future[None] | None]] = []
        for role, outcome in pending.items():
            put = None
            if outcome.events or outcome.keep:
                states = {role.key: role.memory()} if role is not None and outcome.keep else {}
                put = self._outbox.put(outcome.events, states)
            waiting.append((role, outcome, put))
        for role, outcome, put in waiting:
            try:
                if put is not None:
                    put.result()
            except OutboxError as error:
                self._refused(role, outcome, error)
            else:
                self._done(role, outcome)

    def report(self, *, last: bool = False) -> None:
        """Once the outbox takes again, what it did not take meanwhile is told: the report is the try."""
        faults = [] if self._outbox.nearly_full else self.refusals.report(self._clock.now(), last=last)
        if not faults:
            return
        try:
            self._outbox.put(faults).result()
        except OutboxError as error:
            log.warning("agent.outbox_still_refuses", agent=self._agent, error=str(error))
            return
        self.refusals.reported()
        self.on_refused()

    # --- the thread ---

    def _run(self) -> None:
        try:
            while not self._ending.is_set():
                for work in self._take():
                    self._guarded(work)
                self._guarded(self.every_round)
                self.commit()
                self.report()
        except BaseException as failure:
            self.failure = failure
            log.exception("agent.died", agent=self._agent)
            raise

    def _end(self, last: Work) -> None:
        self._guarded(last)
        self._ending.set()

    def _take(self) -> list[Work]:
        works: list[Work] = []
        try:
            works.append(self._queue.get(timeout=self.rest_s()))
            while len(works) < _TAKE_AT_MOST:
                works.append(self._queue.get_nowait())
        except queue.Empty:
            pass
        return works

    def _guarded(self, work: Work) -> None:
        """One thing that goes wrong is told and is not the end of the rest."""
        try:
            work()
        except OutboxError as error:
            self._note_refusal(0, error)
        except Exception as error:
            log.exception("agent.error", agent=self._agent)
            now = self._clock.now()
            told = self._errors.begins("agent-error", f"{type(error).__name__}: {error}", now)
            self._errors.ends("agent-error", now)  # it happens and is over; often is told once in a while
            self.add(None, Outcome([*told]))

    def _done(self, role: Role | None, outcome: Outcome) -> None:
        if role is not None:
            role.committed(outcome)
        self.signal(outcome.signals)

    def _refused(self, role: Role | None, outcome: Outcome, error: OutboxError) -> None:
        """Nothing of it is on disk, so the role goes back to what is, and nobody is told that it was done."""
        if role is None:
            faults = [event for event in outcome.events if isinstance(event, Fault)]
            self._note_refusal(len(outcome.events) - len(faults) + self.refusals.hold(faults), error)
            return
        self._note_refusal(len(outcome.events), error)
        try:
            role.remember(self._outbox.states().get(role.key))
        except OutboxError:
            log.exception("agent.memory_unreadable", role=role.key)  # and the role goes on with what it knows
        if isinstance(role, BenchRole | ErrandRole):
            role.not_kept(str(error))
        # each of them, so that whoever scanned three hears three times that it was for nothing
        devices = [said.device for said in outcome.signals] or self._devices_of(role)
        self.signal([Signal(device, False, f"NOT KEPT: {error}") for device in devices])

    def _note_refusal(self, events: int, error: OutboxError) -> None:
        log.error("agent.not_kept", agent=self._agent, events=events, error=str(error))
        full = isinstance(error, OutboxFullError)
        self.refusals.refused(events, str(error), self._clock.now(), full=full)
        self.on_refused()
