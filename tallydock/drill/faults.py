"""Every fault by its name: what is done, and how it ends. Each is a context: its end heals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from tallydock.drill.schedule import Kind, Step
from tallydock.drill.world import World

Fault = Callable[[World, Step], AbstractContextManager[None]]


@contextmanager
def kill(world: World, step: Step) -> Iterator[None]:
    """`kill -9`; it is started again in the end."""
    world.kill(step.target)
    yield
    world.revive(step.target)


FAULTS: Mapping[str, Fault] = {"kill": kill}


def kinds(world: World) -> list[Kind]:
    """What may be drawn in this world."""
    parts = tuple(world.parts)
    return [Kind("kill", (*parts, "broker", "database"))]
