"""When something happened, told three ways, so that a wrong clock can be put right later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is the agent's wall clock (aware, UTC); `mono_ns` counts from the boot named `boot`.

    Intervals are measured with `mono_ns` only: the wall clock of a Pi jumps when the network comes.
    """

    at: datetime
    mono_ns: int
    boot: str

    @property
    def mono_s(self) -> float:
        return self.mono_ns / 1e9

    def since_s(self, earlier: Moment) -> float:
        """Seconds from `earlier` (of the same boot) to this moment."""
        return (self.mono_ns - earlier.mono_ns) / 1e9
