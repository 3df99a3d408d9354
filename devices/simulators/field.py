"""The air between antennas and tags: which tag answers where, when, and how loud. No line, no thread."""

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["in", "out"]
"""`in` goes from antenna 1 to antenna 2, `out` the other way."""

PEAK_DBM = -45.0
EDGE_LOSS_DB = 25.0
SPREAD_DB = 1.5
MISSED_AFTER_S = 0.3
"""A reader that was busy so long has missed the tag's answer."""


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    """A tag would be heard: at this time (monotonic seconds), by this antenna (from 1), so loud."""

    at_s: float
    antenna: int
    epc: str
    rssi_dbm: float


@dataclass(frozen=True, slots=True)
class Stray:
    """A tag that lies in range of one antenna and answers now and then."""

    epc: str
    antenna: int
    rssi_dbm: float
    every_s: float


@dataclass(slots=True)
class Field:
    """Answers in order of time. Everything random comes from `rng`."""

    rng: random.Random
    _answers: list[Answer] = field(default_factory=list)
    _strays: dict[str, Stray] = field(default_factory=dict)

    def pass_through(
        self,
        epcs: Sequence[str],
        direction: Direction,
        *,
        begin_s: float,
        duration_s: float,
        reads_per_antenna: int,
        drop_rate: float,
    ) -> list[Answer]:
        """Carries tags past the first antenna, over a stretch that both hear, and past the second.

        `reads_per_antenna` are the tries of each tag at each antenna, of which `drop_rate` fail. The RSSI
        of a side rises and falls. Returns the answers that there will be.
        """
        first, second = (1, 2) if direction == "in" else (2, 1)
        windows = ((first, 0.0), (second, 0.4))
        tries = reads_per_antenna
        answers = [
            self._heard(epc, antenna, begin_s + start * duration_s, 0.6 * duration_s, (number + 0.5) / tries)
            for epc in epcs
            for antenna, start in windows
            for number in range(tries)
            if self.rng.random() >= drop_rate
        ]
        self.expect(answers)
        return sorted(answers)

    def expect(self, answers: Sequence[Answer]) -> None:
        """These tags will answer, when they say."""
        for answer in answers:
            heapq.heappush(self._answers, answer)

    def _heard(self, epc: str, antenna: int, begin_s: float, length_s: float, where: float) -> Answer:
        """`where` runs from 0 to 1 along the antenna's stretch."""
        where = min(1.0, max(0.0, where + self.rng.uniform(-0.03, 0.03)))
        off_centre = abs(2 * where - 1)
        rssi_dbm = PEAK_DBM - EDGE_LOSS_DB * off_centre**2 + self.rng.gauss(0.0, SPREAD_DB)
        return Answer(begin_s + where * length_s, antenna, epc, round(rssi_dbm))

    def add_stray(self, stray: Stray, now_s: float) -> None:
        self._strays[stray.epc] = stray
        self._schedule(stray, now_s)

    def remove_stray(self, epc: str) -> None:
        self._strays.pop(epc, None)
        self._answers = [answer for answer in self._answers if answer.epc != epc]
        heapq.heapify(self._answers)

    def _schedule(self, stray: Stray, now_s: float) -> None:
        at_s = now_s + stray.every_s * self.rng.uniform(0.5, 1.5)
        rssi_dbm = round(stray.rssi_dbm + self.rng.gauss(0.0, SPREAD_DB))
        heapq.heappush(self._answers, Answer(at_s, stray.antenna, stray.epc, rssi_dbm))

    def next_at_s(self) -> float | None:
        """When the next tag answers."""
        return self._answers[0].at_s if self._answers else None

    def heard(self, now_s: float) -> list[Answer]:
        """The answers that are due, without those that the reader has missed."""
        due: list[Answer] = []
        while self._answers and self._answers[0].at_s <= now_s:
            answer = heapq.heappop(self._answers)
            stray = self._strays.get(answer.epc)
            if stray is not None:
                self._schedule(stray, now_s)
            if answer.at_s >= now_s - MISSED_AFTER_S:
                due.append(answer)
        return due
