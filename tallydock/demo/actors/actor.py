"""What all actors share: when they act and rest, and what a person does with a scanner and with pieces."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from devices.simulators.scanner import ScannerSimulator
from tallydock.demo.goods import Good
from tallydock.demo.world import World

EAN_13, ITF_14, CODE_128 = "]E0", "]I1", "]C0"
SCALE_SETTLES_S: Final = 3.0
"""What a shelf needs before it calls a weight settled."""
LOOK_EVERY_S: Final = 0.1
# how long devices must have been open before anything is done with them: scales have told what lay there
_OPEN_FOR_S: Final = 3.0
_GIVE_UP_S: Final = 5.0


class CutShortError(Exception):
    """The act's devices are away, and somebody waits for us to rest."""


class Actor:
    """Acts until told to stop. `pace` 1.0 is a calm person; 0.5 takes half the time between acts."""

    def __init__(self, world: World, rng: random.Random, hold: threading.Event, pace: float) -> None:
        self.world = world
        self.rng = rng
        self._hold = hold
        self._pace = pace
        self._resting = threading.Event()
        self.thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)

    @property
    def resting(self) -> bool:
        return self._resting.is_set()

    def act(self) -> None:
        """One whole act. May raise CutShortError; then what was not done is not in the truth."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Whether the agent has this actor's devices open."""
        raise NotImplementedError

    def pause(self, seconds: float) -> None:
        """Time that an act takes; never cut short."""
        threading.Event().wait(seconds)

    def until(self, condition: Callable[[], bool], for_s: float = 0.0) -> None:
        """Waits until `condition` has held for so long. Raises CutShortError when it stays away on hold."""
        away_s = held_s = 0.0
        while not condition() or held_s < for_s:
            held_s = held_s + LOOK_EVERY_S if condition() else 0.0
            away_s = 0.0 if condition() else away_s + LOOK_EVERY_S
            if away_s > _GIVE_UP_S and self._hold.is_set():
                raise CutShortError
            self.pause(LOOK_EVERY_S)

    def _run(self) -> None:
        open_since: float | None = None
        while True:
            now = time.monotonic()
            if not self.ready():
                open_since = None
            elif open_since is None:
                open_since = now
            if self._hold.is_set() or open_since is None or now - open_since < _OPEN_FOR_S:
                if self._hold.is_set():
                    self._resting.set()
                self.pause(LOOK_EVERY_S)
                continue
            self._resting.clear()
            try:
                self.act()
            except CutShortError:
                self.world.note("cut short")
            self._hold.wait(self.rng.uniform(0.6, 1.8) * self._pace)

    def scan(self, scanner: ScannerSimulator, data: str, aim: str) -> None:
        """A person scans again until the code went out whole."""
        while not scanner.scan(data, aim):
            self.again(scanner)
        self.pause(self.rng.uniform(0.15, 0.4))

    def again(self, scanner: ScannerSimulator) -> None:
        """After a code that did not go out whole: what did is ended, or it would spoil the next one."""
        self.pause(0.3)
        self.until(lambda: scanner.pty.host_connected)
        while not scanner.scan(""):
            self.until(lambda: scanner.pty.host_connected)
            self.pause(LOOK_EVERY_S)

    def weigh(self, good: Good, count: int) -> list[Decimal]:
        """Real pieces' weights, spread as the master data say and cut at 1.5 sigma by the maker.

        Together they are within two sigma: of honest goods beyond three one in 370 is doubted, and nobody is
        here to decide on the doubt.
        """
        sd = float(good.unit_weight_sd_g)
        while True:
            errors = [max(-1.5 * sd, min(1.5 * sd, self.rng.gauss(0.0, sd))) for _ in range(count)]
            if abs(sum(errors)) <= 2 * sd * count**0.5:
                break
        return [good.unit_weight_g + Decimal(repr(e)).quantize(Decimal("0.01")) for e in errors]
