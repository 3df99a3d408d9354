"""What is done at a station besides packing and counting: what an errand takes and gives, how it is shown.

The bench's scanner and the terminal's keys speak to the errand in front; each has a memory of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from devices.codes.gs1 import ScannedCode
from edge.station.bench import CatalogueHit, Effect, Feedback, Trouble
from edge.station.i18n import Words
from edge.station.port import StationStatus
from edge.station.presenter import Badge, LineView
from gateway.wire.messages import Tasks

Lookup = Callable[[str], CatalogueHit | None]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does it, and what the bench's scale shows: grams, None while it is not steady or in `trouble`."""

    operator: str | None = None
    steady_g: Decimal | None = None
    trouble: Trouble | None = None


class Errand(Protocol):
    """Call it from one thread. `state` is all that a presenter needs, immutable."""

    @property
    def name(self) -> str: ...

    @property
    def state(self) -> object: ...

    def told(self, tasks: Tasks) -> None:
        """The hub's newest list."""

    def scan(self, code: ScannedCode, at: datetime, hand: Hand) -> list[Effect]: ...

    def act(self, action: str, at: datetime, hand: Hand) -> list[Effect]:
        """A key was pressed."""

    def say(self, feedback: Feedback) -> list[Effect]:
        """Something that went wrong around it."""

    def snapshot(self) -> bytes: ...

    def restore(self, stored: bytes) -> None:
        """Raises SnapshotError and changes nothing if it cannot be read."""

    @property
    def in_hand(self) -> object:
        """What is being done, known by it as long as it is the same; None: nothing."""

    def doubt(self, at: datetime, hand: Hand, *, is_new: bool) -> list[Effect]:
        """What was restored is of an older time than what the hub knows. `is_new`: what is in hand was begun
        after that, and goes on."""


@dataclass(frozen=True, slots=True)
class ErrandView:
    """`rows` with the one that matters at `focus`; `choices` are what Enter on a row stands for as a scan."""

    title: str
    progress: str
    banner: Badge
    rows: tuple[LineView, ...]
    focus: int
    choices: tuple[str, ...]
    empty: str
    keys: tuple[tuple[str, str], ...]
    scan_prompt: str


@dataclass(frozen=True, slots=True)
class ErrandScreen:
    """How an errand is offered and shown. `keys`: what key means which action."""

    name: str
    title: str
    present: Callable[[object, StationStatus, int, Words], ErrandView]
    keys: Mapping[str, str]
    # actions that drop what was done are asked for twice while `begun`
    begun: Callable[[object], bool] = lambda _state: False
    drops: str = ""
