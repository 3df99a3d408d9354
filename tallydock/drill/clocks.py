"""Wall clocks that are wrong, by a plan: hours off, set back, set right. Monotonic time runs on as it does.

A plan is an offset in seconds (`-7200`), or several with their time in seconds after the start
(`0:-7200,5:0,9:-30`: two hours slow, right after 5 s, half a minute slow after 9 s).
"""

from __future__ import annotations

import math
import os
import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from tallydock.settings_error import SettingsError

VARIABLE: Final = "TALLYDOCK_DRILL_CLOCK_S"


@dataclass(frozen=True, slots=True)
class ClockPlan:
    """`steps`: (seconds after the start, offset from the right time in seconds), by time, the first at 0."""

    steps: tuple[tuple[float, float], ...] = ((0.0, 0.0),)

    @classmethod
    def parse(cls, text: str) -> ClockPlan:
        """Raises ValueError with what is expected."""
        steps = [_step(part) for part in text.split(",")]
        times = [step[0] for step in steps if step is not None]
        if len(times) < len(steps) or times != sorted(set(times)) or times[0] != 0:
            raise ValueError(
                f"{text!r} is no plan for a clock: write an offset in seconds (-7200), or several with their"
                " time in seconds after the start, the first at 0 (0:-7200,5:0)"
            )
        return cls(tuple(step for step in steps if step is not None))

    @classmethod
    def from_environment(cls) -> ClockPlan:
        """The right time where nothing is said. Raises SettingsError."""
        text = os.environ.pop(VARIABLE, "").strip()
        try:
            return cls.parse(text) if text else cls()
        except ValueError as error:
            raise SettingsError(f"{VARIABLE}: {error}") from error

    def offset_s(self, after_s: float) -> float:
        """How far the clock is ahead (behind: negative) so long after the start."""
        return self.steps[bisect_right([at for at, _ in self.steps], after_s) - 1][1]

    def wall_ns(self) -> Callable[[], int]:
        """A wall clock that starts now: nanoseconds since 1970, UTC."""
        began = time.monotonic()
        return lambda: time.time_ns() + round(self.offset_s(time.monotonic() - began) * 1e9)

    def now(self) -> Callable[[], datetime]:
        """The same clock as aware times, to the microsecond."""
        wall_ns, epoch = self.wall_ns(), datetime(1970, 1, 1, tzinfo=UTC)
        return lambda: epoch + timedelta(microseconds=wall_ns() // 1000)


def _step(text: str) -> tuple[float, float] | None:
    at, colon, offset = text.rpartition(":")
    try:
        step = (float(at) if colon else 0.0, float(offset))
    except ValueError:
        return None
    return step if all(map(math.isfinite, step)) else None
