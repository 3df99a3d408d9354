"""People with scanners: each puts invoice after invoice through, and looks that the ledger has got it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from devices.simulators.scanner import ScannerSimulator
from hub.store import documents, pool
from hub.store.sites import Site

from .errors import RetailError
from .floor import CODE_128, Floor
from .importer import Connection
from .ledger_days import put_order
from .scans import Job, JobLine, line_scans, opening_scans

# scans that may be under way: a pseudo-terminal holds about 4000 bytes before the device must wait
WINDOW_LINES = 100
POLL_S = 0.02
# a slow disk or a busy machine is no failure; silence for so long is
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Task:
    """A job, what is left of it, and how many movements of its document devices have made already."""

    job: Job
    left: tuple[JobLine, ...]
    already: int


@dataclass(slots=True)
class Tally:
    """What all scanners together have done so far."""

    scans: int = 0
    lines: int = 0
    orders: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *, scans: int = 0, lines: int = 0, orders: int = 0) -> None:
        with self.lock:
            self.scans += scans
            self.lines += lines
            self.orders += orders


def deal(tasks: Sequence[Task], scanners: int, rng: random.Random) -> list[list[Task]]:
    """Who scans what: in rounds, in each of which every scanner gets one."""
    hands: list[list[Task]] = [[] for _ in range(scanners)]
    order = list(range(scanners))
    for position, task in enumerate(tasks):
        if position % scanners == 0:
            rng.shuffle(order)
        hands[order[position % scanners]].append(task)
    return hands


class Scanning:
    """Puts tasks through on all scanners at once. The first one that fails stops the others."""

    def __init__(
        self, dsn: str, site: Site, floor: Floor, tally: Tally, rng: random.Random, stop: threading.Event
    ) -> None:
        self._dsn = dsn
        self._site = site
        self._floor = floor
        self._tally = tally
        self._rng = rng
        self._stop = stop
        self._failed: list[Exception] = []

    def put_through(self, tasks: Sequence[Task], watch: Callable[[], None]) -> None:
        """Until the ledger has every line. `watch` is called meanwhile. Raises RetailError."""
        hands = deal(tasks, len(self._floor.scanners), self._rng)
        threads = [
            threading.Thread(target=self._guarded, args=(number, hand), name=f"replay scanner {number + 1}")
            for number, hand in enumerate(hands)
        ]
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads):
                watch()
                self._floor.check()
                time.sleep(0.1)
        except BaseException:  # Ctrl-C too: nobody goes on scanning behind our back
            self._stop.set()
            raise
        finally:
            for thread in threads:
                thread.join()
        watch()
        if self._failed:
            raise self._failed[0]

    def _guarded(self, number: int, hand: Sequence[Task]) -> None:
        scanner, agent = self._floor.scanners[number], self._floor.agent_of(number)
        try:
            with pool.connect(self._dsn, autocommit=True) as conn:
                for task in hand:
                    if self._stop.is_set():
                        return
                    if task.left:
                        made = put_order(conn, self._site.code, task.job, agent)
                        self._tally.add(orders=made)
                        self._scan_task(conn, scanner, task)
        except Exception as error:  # noqa: BLE001 (handed to the main thread, which raises it)
            self._failed.append(error)
            self._stop.set()

    def _scan_task(self, conn: Connection, scanner: ScannerSimulator, task: Task) -> None:
        for data in opening_scans(task.job):
            self._scan(scanner, data)
        there = task.already
        for position, line in enumerate(task.left):
            if self._stop.is_set():
                return
            for data in line_scans(line):
                self._scan(scanner, data)
            behind = task.already + position + 1 - WINDOW_LINES
            if behind > there:
                there = self._wait_for(conn, task, behind)
        self._wait_for(conn, task, task.already + len(task.left))
        self._tally.add(lines=len(task.left))

    def _scan(self, scanner: ScannerSimulator, data: str) -> None:
        if not scanner.scan(data, CODE_128):
            raise RetailError(
                f"{scanner.pty.link} could not send {data!r}: its agent has closed the line; "
                "run the replay again, it goes on where it stopped"
            )
        self._tally.add(scans=1)

    def _wait_for(self, conn: Connection, task: Task, wanted: int) -> int:
        """Until the ledger has so many movements of the task's document; how many it has."""
        document = task.job.document
        there, seen_at = -1, time.monotonic()
        while not self._stop.is_set():
            now_there = documents.count_by_agents(conn, self._site.id, [document]).get(document, 0)
            if now_there >= wanted:
                return now_there
            if now_there != there:
                there, seen_at = now_there, time.monotonic()
            if time.monotonic() - seen_at > PATIENCE_S:
                raise RetailError(
                    f"the ledger has {there} of {wanted} lines of {document}, and nothing more has come for "
                    f"{PATIENCE_S:.0f} s: look at the quarantine and at the logs of gateway and agents; "
                    "the replay can be run again, it goes on where it stopped"
                )
            time.sleep(POLL_S)
        return there
