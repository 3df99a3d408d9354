"""What the terminal needs of the agent behind it. The agent owns the session, the devices and the outbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from edge.station.bench import Effect, PackingState, Question
from edge.station.counting import CountingState
from gateway.wire.messages import Operator, Order

Listener = Callable[[Sequence[Effect]], None]


@dataclass(frozen=True, slots=True)
class StationStatus:
    """How the bench is connected. `scanner` and `scale` are None where the bench has none.

    `outbox_events` are those that the hub has not yet acknowledged: they wait on this machine's disk.
    """

    agent: str
    location: str
    connected: bool
    outbox_events: int
    scanner: bool | None
    scale: bool | None


class ErrandPort(Protocol):
    """An errand of the agent behind the terminal. All calls return soon, from any thread."""

    @property
    def state(self) -> object: ...

    def submit_scan(self, text: str) -> None: ...

    def act(self, action: str) -> None: ...

    def to_front(self) -> None:
        """From now on the bench's scanner speaks to it."""

    def to_back(self) -> None: ...

    def status(self) -> StationStatus: ...

    def subscribe(self, listener: Listener) -> Callable[[], None]: ...


class StationPort(Protocol):
    """All calls return soon and are safe from the terminal's thread.

    What a call led to comes through the listeners, as for a scan of the bench's own scanner: where a
    scan came from makes no difference. By then an Emit is already in the outbox.
    """

    @property
    def state(self) -> PackingState: ...

    @property
    def counting(self) -> CountingState: ...

    def orders(self) -> Sequence[Order]: ...

    def operators(self) -> Sequence[Operator]: ...

    def status(self) -> StationStatus: ...

    def submit_scan(self, text: str) -> None: ...

    def operator(self, login: str | None) -> None:
        """The terminal verified who it is; None: logged out."""

    def require_operator(self) -> None:
        """From now on nothing is packed while nobody is logged in."""

    def close(self) -> None: ...

    def undo(self) -> None: ...

    def cancel(self) -> None: ...

    def weigh(self) -> None:
        """While counting: all of the last item is on the scale."""

    def override(self, reason: str, to: Question) -> None:
        """By the operator who is logged in, as an answer to what was asked."""

    def errand(self, name: str) -> ErrandPort:
        """What else can be done here: see edge.station.menu."""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """`listener` gets the effects of each change, on its thread. Returns how to stop that."""
