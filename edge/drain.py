"""What goes first when more waits than may be sent: the newest, then the backlog at a rate. Pure.

An agent that was offline for hours would otherwise show the stock of hours ago until all of it is through,
and a hundred of them, back at the same moment, would leave the hub no time for anybody.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from gateway.wire.counting import NothingHere
from gateway.wire.messages import AnyEvent, Count, Fault

FRESH_S: Final = 5.0
"""What has waited for longer is backlog."""
_NOTED_EVERY_S: Final = 0.5
_BURST_EVENTS: Final = 100


def keeps_its_place(event: AnyEvent) -> bool:
    """A movement may overtake another: the books add up in any order. A count is set against what was booked
    before it, and that a fault is over must not come before the fault."""
    return isinstance(event, Count | NothingHere | Fault)


@dataclass(slots=True)
class Drain:
    """`events_per_s` of the backlog may go, and what is due in one second at once. Events are known by their
    ids, which grow; those up to `backlog_upto` have waited. Times are seconds of a clock that nobody sets."""

    events_per_s: float
    backlog_upto: int = 0
    _noted: deque[tuple[float, int]] = field(default_factory=deque)
    _allowed: float = 0.0
    _at_s: float | None = None

    def look(self, newest_id: int, now_s: float) -> None:
        """Time has gone by, and events up to this one are there."""
        if self._at_s is None:
            self._allowed = self._burst
        else:
            self._allowed = min(self._burst, self._allowed + (now_s - self._at_s) * self.events_per_s)
        self._at_s = now_s
        if newest_id > (self._noted[-1][1] if self._noted else self.backlog_upto):
            if self._noted and now_s - self._noted[-1][0] < _NOTED_EVERY_S:
                now_s = self._noted.pop()[0]  # a little too old, so that there are only a few to keep
            self._noted.append((now_s, newest_id))
        while self._noted and self._at_s - self._noted[0][0] >= FRESH_S:
            self.backlog_upto = self._noted.popleft()[1]

    def may_go(self, events: int) -> bool:
        return self._allowed >= min(events, self._burst)

    def gone(self, events: int) -> None:
        """So many of the backlog are on their way."""
        self._allowed -= events

    def wait_s(self, events: int) -> float:
        """How long until so many may go."""
        return max(0.0, (min(events, self._burst) - self._allowed) / self.events_per_s)

    @property
    def _burst(self) -> float:
        return max(_BURST_EVENTS, self.events_per_s)
