"""A dock door with two modules that have one antenna each, on lines of their own."""

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from devices.simulators.faults import FaultPlan
from devices.simulators.field import Answer, Direction, Field
from devices.simulators.rfid import RfidSimulator


class ModulePair:
    """Two MagicRF modules: antenna 1 of the door is `outside`, antenna 2 is `inside`."""

    def __init__(
        self,
        outside: Path,
        inside: Path,
        rng: random.Random,
        *,
        faults: tuple[FaultPlan, FaultPlan] | None = None,
    ) -> None:
        self._rng = rng
        first, second = faults or (FaultPlan(), FaultPlan())
        self._modules = (
            RfidSimulator(outside, "magicrf-bb", rng, faults=first),
            RfidSimulator(inside, "magicrf-bb", rng, faults=second),
        )

    def start(self) -> None:
        for module in self._modules:
            module.start()

    def close(self) -> None:
        for module in self._modules:
            module.close()

    @property
    def host_connected(self) -> bool:
        """Whether somebody has both lines open."""
        return all(module.host_connected for module in self._modules)

    def pass_through(
        self,
        epcs: Sequence[str],
        direction: Direction,
        duration_s: float = 1.5,
        reads_per_antenna: int = 12,
        drop_rate: float = 0.35,
    ) -> list[Answer]:
        """As `RfidSimulator.pass_through`; antennas are the door's."""
        answers = Field(self._rng).pass_through(
            epcs,
            direction,
            begin_s=time.monotonic(),
            duration_s=duration_s,
            reads_per_antenna=reads_per_antenna,
            drop_rate=drop_rate,
        )
        for antenna, module in enumerate(self._modules, start=1):
            module.expect([replace(answer, antenna=1) for answer in answers if answer.antenna == antenna])
        return answers

    def remove_stray(self, epc: str) -> None:
        for module in self._modules:
            module.remove_stray(epc)
