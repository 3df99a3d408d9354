"""Another client with this agent's name at the broker: each that connects throws the other out. Pure.

Both are to give way to each other, for longer each time: at full speed neither would get anything through.
Not every broker says why it ends a connection (mosquitto 2.0.11 does not, nor does the embedded one), so one
that is lost as soon as it is made, again and again, is taken for the same.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

SESSION_TAKEN_OVER: Final = 0x8E
"""MQTT 5's reason for a DISCONNECT: another client has connected with this client's id."""
SHORT_IN_A_ROW: Final = 3
QUIET_S: Final = 300.0
FIRST_WAIT_S: Final = 15.0
LONGEST_WAIT_S: Final = 300.0
LONGEST_WAIT_UNTOLD_S: Final = 60.0
JITTER: Final = 0.25
SHORT_S: Final = FIRST_WAIT_S * (1 + JITTER) + 1.0
"""A connection that ends before that was lost as soon as it was made, or as a rival came back at first."""
RIVAL_IS_BACK_S: Final = LONGEST_WAIT_UNTOLD_S * (1 + JITTER) + 1.0


@dataclass(slots=True)
class Rival:
    """`times` since the agent's start that it gave way."""

    rng: random.Random
    times: int = 0
    _known: bool = False
    _in_a_row: int = 0
    _short: int = 0

    def met(self) -> None:
        """The hub says that another was there since we were."""
        self._known = True

    def lost(self, connected_for_s: float, *, told: bool) -> float | None:
        """A connection has ended. For how many seconds to stay away; None: it is like any that is lost.

        `told`: by the broker, that another client took it.
        """
        if connected_for_s > QUIET_S:
            self._in_a_row, self._known = 0, False
        self._short = self._short + 1 if connected_for_s < SHORT_S else 0
        is_back = self._known and connected_for_s < RIVAL_IS_BACK_S
        if not told and not is_back and self._short < SHORT_IN_A_ROW:
            return None
        self._known = True
        self.times += 1
        self._in_a_row += 1
        longest_s = LONGEST_WAIT_S if told else LONGEST_WAIT_UNTOLD_S
        wait_s = min(longest_s, FIRST_WAIT_S * 2.0 ** min(self._in_a_row - 1, 10))
        return wait_s * self.rng.uniform(1 - JITTER, 1 + JITTER)
