"""What really happened, as those know who did it: every scan by its own serial number. No I/O.

A *line* is one unbroken connection of a device to its agent. What a device says on a line is read in order,
so whoever finds a later scan of it in the books must find the earlier ones too. When an agent is killed, the
end of its lines is in doubt: a scan may have been on its way to the disk. It is in the books at most once.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal

Ending = Literal["whole", "cut", "leaky"]
"""whole: all of it was read; cut: its last scans may be lost; leaky: any of them may be, and said so."""


@dataclass(frozen=True, slots=True)
class Goods:
    """``pieces`` (base units) of ``sku`` went from ``source`` to ``destination``."""

    sku: str
    pieces: Fraction
    kind: str
    source: str
    destination: str


@dataclass(frozen=True, slots=True)
class Scan:
    """``made_at`` by the true clock (UTC); ``true_time``: the agent's clock showed it, too."""

    serial: str
    goods: Goods
    made_at: datetime
    true_time: bool = True


@dataclass(slots=True)
class Line:
    """``next``: what follows on the same connection, where the disk was no longer full."""

    agent: str
    device: str
    scans: list[Scan] = field(default_factory=list)
    ending: Ending = "whole"
    cut_short: bool = False
    next: Line | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """What a clerk posted over HTTP under an idempotency key, which is its document's number too."""

    document: str
    goods: Goods
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Owed:
    """Keys (serials and documents) that must be in the books once, and those that may be, once.

    What waits in quarantine may be: it came twice, or it is nowhere else.
    """

    surely: frozenset[str]
    perhaps: frozenset[str]


class Truth:
    """Written by many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: list[Line] = []
        self._seen: set[str] = set()
        self._answered: set[str] = set()
        self._forgiven: set[str] = set()
        self._held: set[str] = set()
        self._dated_by_hub: set[str] = set()
        self._clock_touched: dict[str, datetime] = {}
        self.scans: dict[str, Scan] = {}
        self.postings: dict[str, Posting] = {}

    def begin_line(self, agent: str, device: str, after: Line | None = None) -> Line:
        """``after``: what this one goes on from, on the same connection."""
        with self._lock:
            line = Line(agent, device)
            if after is not None:
                after.next = line
            self._lines.append(line)
            return line

    def scanned(self, line: Line, scan: Scan) -> None:
        with self._lock:
            line.scans.append(scan)
            self.scans[scan.serial] = scan

    def end_line(self, line: Line, ending: Ending, *, cut_short: bool = False) -> None:
        """A line that leaked once is leaky for good. ``cut_short``: its last scans may not have been read."""
        with self._lock:
            line.cut_short = line.cut_short or cut_short
            if line.ending != "leaky":
                line.ending = ending

    def seen(self, serials: Iterable[str]) -> None:
        """They were found on an agent's disk: it has promised them."""
        with self._lock:
            self._seen.update(serials)

    def forgive(self, serials: Iterable[str]) -> None:
        """They were on a disk that was then destroyed: they may have gone before, or not."""
        with self._lock:
            self._forgiven.update(serials)

    def waits(self, keys: Iterable[str]) -> None:
        """They wait in quarantine for a person, who has to find out which of two copies is right."""
        with self._lock:
            self._held.update(keys)

    def dated_by_hub(self, keys: Iterable[str]) -> None:
        """They were booked while the hub's own clock was wrong, at the time that it showed."""
        with self._lock:
            self._dated_by_hub.update(keys)

    def touch_clock(self, agent: str, at: datetime) -> None:
        """What this agent has not yet sent is dated anew by a clock that is wrong, or was."""
        with self._lock:
            self._clock_touched[agent] = at

    def well_dated(self) -> set[str]:
        """Serials of scans whose agent had the right time, from the scan on."""
        with self._lock:
            return {
                scan.serial
                for line in self._lines
                for scan in line.scans
                if scan.true_time
                and (line.agent not in self._clock_touched or scan.made_at > self._clock_touched[line.agent])
            } - self._dated_by_hub

    def scans_of(self, agent: str) -> list[Scan]:
        with self._lock:
            return [scan for line in self._lines if line.agent == agent for scan in line.scans]

    def refusable(self, found: Collection[str]) -> dict[str, list[str]]:
        """By device: scans on leaky lines that are nowhere, although their agent has read them."""
        missing: dict[str, list[str]] = {}
        with self._lock:
            somewhere = self._seen | self._forgiven | self._held | set(found)
            for line in self._lines:
                if line.ending == "leaky":
                    read = [scan.serial for scan in line.scans]
                    while _may_lack_its_end(line, somewhere) and read and read[-1] not in somewhere:
                        read.pop()
                    lacking = [serial for serial in read if serial not in somewhere]
                    missing.setdefault(line.device, []).extend(lacking)
        return missing

    def posts(self, posting: Posting) -> None:
        with self._lock:
            self.postings[posting.document] = posting

    def answered(self, document: str) -> None:
        with self._lock:
            self._answered.add(document)

    def seen_keys(self) -> set[str]:
        """Of all that was found on any agent's disk."""
        with self._lock:
            return set(self._seen)

    def known(self) -> set[str]:
        """Keys of all that was ever made."""
        with self._lock:
            return {*self.scans, *self.postings}

    def made(self, key: str) -> Scan | Posting:
        """Raises KeyError where nobody made it."""
        return self.postings[key] if key in self.postings else self.scans[key]

    def made_at(self, key: str) -> datetime:
        return self.made(key).made_at

    def last_of_each_line(self) -> list[str]:
        """Serials that end a line which was not cut: what a quiet house must have in the end."""
        with self._lock:
            lasts = [line.scans[-1].serial for line in self._lines if line.scans and line.ending == "whole"]
        return [serial for serial in lasts if serial not in self._forgiven | self._held]

    def owed(self, found: Collection[str]) -> Owed:
        """``found``: the keys in the books."""
        everything = set(self.postings)
        with self._lock:
            surely = self._answered | self._seen
            read = self._seen | self._held
            for line in self._lines:
                serials = [scan.serial for scan in line.scans]
                everything.update(serials)
                surely.update(_sure(line.ending, serials, found, read))
            surely -= self._forgiven | self._held
        return Owed(frozenset(surely), frozenset(everything - surely))


def _may_lack_its_end(line: Line, somewhere: Collection[str]) -> bool:
    """Cut short itself, or by what ended the next one before anything of that was read."""
    if line.cut_short or line.next is None:
        return line.cut_short
    return line.next.cut_short and not any(scan.serial in somewhere for scan in line.next.scans)


def _sure(ending: Ending, serials: list[str], found: Collection[str], seen: Collection[str]) -> list[str]:
    if ending == "whole":
        return serials
    if ending == "leaky":
        return [serial for serial in serials if serial in seen]
    last = max((n for n, serial in enumerate(serials) if serial in found or serial in seen), default=-1)
    return serials[: last + 1]
