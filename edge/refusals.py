"""What the outbox would not take: counted, shown while it lasts, told once it takes again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from edge.moment import Moment
from edge.troubles import fault
from gateway.wire.messages import Fault

NOT_KEPT: Final = "not-kept"
OUTBOX_FULL: Final = "outbox-full"
RETRY_S: Final = 2.0
_HELD_AT_MOST: Final = 50


@dataclass(slots=True)
class Refusals:
    """Of one agent. `total_events` are all since its start; `why` is "" while the outbox takes everything."""

    agent: str
    total_events: int = 0
    why: str = ""
    full: bool = False
    _events: int = 0
    _held: list[Fault] = field(default_factory=list)
    _since: Moment | None = None
    _retry_at_s: float = 0.0

    def refused(self, events: int, why: str, moment: Moment, *, full: bool) -> None:
        """So many events are lost. `full`: by the outbox's own limit, not by the disk."""
        if self._since is None:
            self._since, self._retry_at_s = moment, moment.mono_s + RETRY_S
        self.why, self.full = why, self.full or full
        self._events += events
        self.total_events += events

    def hold(self, faults: Sequence[Fault]) -> int:
        """Of the agent itself, told once the outbox takes again. Gives how many are too many to remember."""
        room = _HELD_AT_MOST - len(self._held)
        self._held += faults[:room]
        return max(0, len(faults) - room)

    @property
    def detail(self) -> str:
        """For the state of every device; "" when there is nothing to say."""
        if not self.why:
            return ""
        if self.full:
            return "the outbox is full: nothing is taken until the hub is back"
        return f"nothing is kept: {self.why}"

    def report(self, moment: Moment, *, last: bool = False) -> list[Fault]:
        """What is to be told of it. Nothing when a try was made a moment ago, unless this is the last."""
        if self._since is None or (moment.mono_s < self._retry_at_s and not last):
            return []
        self._retry_at_s = moment.mono_s + RETRY_S
        detail = f"the outbox failed: {self.why}"
        if self._events:
            since, until = (f"{at:%Y-%m-%d %H:%M:%S}" for at in (self._since.at, moment.at))
            detail = f"{self._events} events lost, {since} to {until} UTC: {self.why}"
        told = [*self._held, fault(self.agent, NOT_KEPT, detail, moment)]
        if self.full:
            told.append(fault(self.agent, OUTBOX_FULL, "", moment, cleared=True))
        return told

    def reported(self) -> None:
        """The report is on disk: the outbox takes again."""
        self.why, self.full, self._events, self._since = "", False, 0, None
        self._held.clear()
