"""The agent's clock: which boot this is, what time it is, and whether somebody has set the wall clock.

A Raspberry Pi has no battery clock. After a power cut without network its time is wrong until it
synchronises; then it jumps, and unsent events of the same boot are given their right time.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from edge.moment import Moment

BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")
STEP_NS = 2_000_000_000
"""Less is slewing and jitter: time daemons step the clock only for more than they can slew away."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ClockStep:
    """The wall clock was set: at `mono_ns` = 0 of this boot it would have shown `zero`."""

    boot: str
    zero: datetime
    step_ms: int


@dataclass(slots=True)
class StepDetector:
    """Watches (wall, monotonic) pairs; pure, the pairs are passed in."""

    boot: str
    offset_ns: int | None = None

    def observe(self, wall_ns: int, mono_ns: int) -> ClockStep | None:
        """A step when wall and monotonic clock have come apart by more than STEP_NS since the last look."""
        offset = wall_ns - mono_ns
        before, self.offset_ns = self.offset_ns, offset
        if before is None or abs(offset - before) <= STEP_NS:
            return None
        return ClockStep(self.boot, from_nanoseconds(offset), (offset - before) // 1_000_000)


def from_nanoseconds(wall_ns: int) -> datetime:
    """UTC, to the microsecond; exact where a float of seconds would not be."""
    return _EPOCH + timedelta(microseconds=wall_ns // 1000)


def restamped(zero: datetime, mono_ns: int) -> datetime:
    """When an event at `mono_ns` happened, by a clock that now shows `zero` for mono_ns = 0."""
    return zero + timedelta(microseconds=mono_ns // 1000)


def read_boot_id(path: Path = BOOT_ID_FILE) -> str:
    """The kernel's name for this boot; where there is none, one for this process (nothing is ever restamped
    across processes then, which is the safe side)."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return f"process-{uuid.uuid4()}"


class Clock:
    """Reads the machine's clocks. CLOCK_BOOTTIME where there is one: it goes on while the machine sleeps.

    `wall_ns` is the wall clock: nanoseconds since 1970, UTC.
    """

    def __init__(self, boot: str | None = None, wall_ns: Callable[[], int] = time.time_ns) -> None:
        self.boot = boot or read_boot_id()
        self._wall_ns = wall_ns
        self._steps = StepDetector(self.boot)
        self._clock_id = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

    def now(self) -> Moment:
        return Moment(from_nanoseconds(self._wall_ns()), time.clock_gettime_ns(self._clock_id), self.boot)

    def look(self) -> ClockStep | None:
        """Has the wall clock been set since the last look? To be called every few seconds."""
        return self._steps.observe(self._wall_ns(), time.clock_gettime_ns(self._clock_id))
