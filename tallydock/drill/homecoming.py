"""Hours without a network and then everything at once: made in seconds, and watched until all has come."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tallydock.drill import outbox_reader, rush, site
from tallydock.drill.rush import Course, Harm, Rush
from tallydock.drill.schedule import Step
from tallydock.drill.verdict import Violation
from tallydock.drill.viewer import Viewer

if TYPE_CHECKING:
    from tallydock.drill.world import World

RUSH_PACE_S = 0.006
_LONGEST_S = 120.0
_GATHERING_S = 20.0
_WATCHED_S = 15.0
_ENOUGH_EVENTS = 800
"""Far more than may come at once: a second's share, and what is due while the machine is slow."""


class Homecomings:
    """Those of one site."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rushes: list[Rush] = []
        self._viewer = Viewer(world.dsn)
        self._viewer.on_look = self._look
        self._shown: Mapping[str, datetime] = {}

    def add(self, agent: str, backlog: frozenset[str]) -> None:
        """Its network is there from now on."""
        self._rushes.append(Rush(agent, backlog, datetime.now(UTC), self._harm(agent)))
        self._viewer.start()

    def watch(self) -> None:
        """Everybody works on while a backlog drains, for some time. Raises ServiceError."""
        deadline = time.monotonic() + _WATCHED_S
        while time.monotonic() < deadline and any(one.ended_at is None for one in self._rushes):
            self._world.tick()

    def close(self) -> None:
        self._viewer.stop()

    def judge(self) -> tuple[list[Course], list[Violation]]:
        """How they went, those that came to an end, and what was wrong. The viewer ends."""
        self.close()
        world = self._world
        courses: list[Course] = []
        found: list[Violation] = []
        answers = [] if world.clerk is None else world.clerk.answers
        for one in self._rushes:
            # whose outbox is another one now, or is copied, has more than this that waits
            if one.agent in world.torn or one.agent in world.went_back:
                continue
            went = rush.course(one, world.truth.scans_of(one.agent), self._shown, answers)
            if went is not None:
                courses.append(went)
                found += rush.judge(one, went, self._shown)
        return courses, found

    def _look(self, shown: Mapping[str, datetime]) -> None:
        self._shown = shown
        for one in self._rushes:
            if one.ended_at is None and one.backlog <= shown.keys():
                one.harm_then = self._harm(one.agent)
                one.ended_at = max((shown[serial] for serial in one.backlog), default=one.began_at)

    def _harm(self, agent: str) -> Harm:
        parts, server = self._world.parts, self._world.server
        house = sum(part.launches for name, part in parts.items() if name not in site.AGENTS)
        process = self._world.broker.process
        broker = 0 if process is None else process.pid
        return Harm(parts[agent].launches, house + server.harmed, broker)


@contextmanager
def long_offline(world: World, step: Step) -> Iterator[None]:
    """No agent gets through while everybody scans like mad, and then the power goes, too: when agents are
    back, and the network after them, all that they have has waited for long."""
    cut_off = world.networks[step.target]
    cut_off.cut()
    cut_off.refuse(_LONGEST_S)
    with rushing(world):
        yield
        deadline = time.monotonic() + _GATHERING_S
        while not _enough_waits(world) and time.monotonic() < deadline:
            world.tick()
    backlogs = {}
    try:
        for agent in site.AGENTS:
            world.parts[agent].kill()
            content = outbox_reader.read(world.outbox_of(agent))
            world.parts[agent].launch()
            backlogs[agent] = frozenset() if content is None else content.unsealed & world.truth.scans.keys()
        if not _full_disks(world):
            world.wait_until_all_work()
    finally:
        for agent in backlogs.keys() - _full_disks(world):
            world.homecomings.add(agent, backlogs[agent])
        cut_off.refuse(0)


def _full_disks(world: World) -> set[str]:
    """Agents that, where their outbox is damaged too, start again only once another step has made room."""
    return {agent for agent, disk in world.disks.items() if disk.is_full}


def _enough_waits(world: World) -> bool:
    return all(
        (outbox_reader.waiting(world.outbox_of(agent)) or 0) >= _ENOUGH_EVENTS for agent in site.AGENTS
    )


@contextmanager
def rushing(world: World) -> Iterator[None]:
    """Everybody scans as fast as they can."""
    paces = [person.pace_s for person in world.people]
    for person in world.people:
        person.pace_s = RUSH_PACE_S
    yield
    for person, pace_s in zip(world.people, paces, strict=True):
        person.pace_s = pace_s
