"""A thread that brings groups of payloads into the database, one group at a time.

While it waits for the server, the gateway's own thread reads, verifies and decodes the next group. What goes
from one to the other is a whole group: a queue of single messages costs more than is gained.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import NamedTuple

from gateway.applier import Applier
from gateway.ingest import Applied
from gateway.reception import Delivery
from gateway.states import Standing

_STOP_S = 10.0


class Waiting(NamedTuple):
    """A payload that is neither applied nor acknowledged. ``connection``: a mid means nothing in another."""

    delivery: Delivery
    connection: int
    mid: int


@dataclass(slots=True)
class Group:
    """What is applied together, and what came of it: with an ``error``, nothing that may be acknowledged."""

    events: Sequence[Waiting]
    states: Sequence[Waiting]
    applied: Applied | None = None
    standings: list[Standing] = field(default_factory=list)
    error: BaseException | None = None
    seconds: float = 0.0


class Worker:
    """Owns the applier from ``start`` on. ``on_done`` is called in its thread after each group."""

    def __init__(self, applier: Applier, on_done: Callable[[], object]) -> None:
        self._applier = applier
        self._on_done = on_done
        self._todo: SimpleQueue[Group | None] = SimpleQueue()
        self._done: SimpleQueue[Group] = SimpleQueue()
        # a daemon: when the gateway dies, a server that does not answer must not hold it back
        self._thread = threading.Thread(target=self._run, name="gateway-worker", daemon=True)
        self.busy = False

    def start(self) -> None:
        self._thread.start()

    def hand_over(self, group: Group) -> None:
        """Only while it is not busy."""
        self.busy = True
        self._todo.put(group)

    def finished(self, *, wait: bool = False) -> Group | None:
        """The group that it had, once that is done; then it can take another."""
        if not self.busy or (self._done.empty() and not wait):
            return None
        group = self._done.get()
        self.busy = False
        return group

    def stop(self) -> None:
        """After what it is at, if that ends soon. The connection is closed."""
        self._todo.put(None)
        self._thread.join(_STOP_S)

    def _run(self) -> None:
        while (group := self._todo.get()) is not None:
            started = time.perf_counter()
            try:
                self._apply(group)
            except BaseException as error:  # noqa: BLE001 - it is the gateway's own thread that dies of it
                group.error = error
            group.seconds = time.perf_counter() - started
            self._done.put(group)
            self._on_done()
        self._applier.close()

    def _apply(self, group: Group) -> None:
        if group.events:
            group.applied = self._applier.apply([waiting.delivery for waiting in group.events])
        for state in group.states:
            if state.delivery.payload:
                standing = self._applier.apply_state(state.delivery)
                if standing is not None:
                    group.standings.append(standing)
