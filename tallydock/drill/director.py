"""Makes the schedule happen: begins and ends faults in their time, and looks after the world meanwhile."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack

from tallydock.drill.faults import FAULTS
from tallydock.drill.schedule import Step
from tallydock.drill.world import World


def direct(world: World, steps: Sequence[Step], calm_s: float = 1.0) -> None:
    """Returns ``calm_s`` after the last fault is over. Raises ServiceError; all faults are healed then."""
    began = time.monotonic()
    coming = sorted(steps)
    going: list[tuple[float, ExitStack]] = []
    busy: set[str] = set()
    with ExitStack() as everything:
        while coming or going:
            now_s = time.monotonic() - began
            for over in [entry for entry in going if entry[0] <= now_s]:
                going.remove(over)
                over[1].close()
            for step in [step for step in coming if step.at_s <= now_s]:
                if step.target in busy:
                    continue
                coming.remove(step)
                busy.add(step.target)
                ending = everything.enter_context(ExitStack())
                ending.callback(busy.discard, step.target)
                ending.enter_context(FAULTS[step.fault](world, step))
                going.append((time.monotonic() - began + step.lasts_s, ending))
            world.tick()
    end = time.monotonic() + calm_s
    while time.monotonic() < end:
        world.tick()
