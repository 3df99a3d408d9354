"""Every fault by its name: what is done, and how it ends. Each is a context: its end heals."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import partial

from edge.steps import STEPS as EDGE_STEPS
from gateway.steps import STEPS as GATEWAY_STEPS
from tallydock.drill import clocks, copies, fault_points, outbox_reader, site
from tallydock.drill.homecoming import long_offline, rushing
from tallydock.drill.network import NETWORKS
from tallydock.drill.schedule import Kind, Step
from tallydock.drill.summer_time import last_doubled_hour
from tallydock.drill.world import GATEWAYS, World

Fault = Callable[[World, Step], AbstractContextManager[None]]
DIE_AT = "die at "


@contextmanager
def kill(world: World, step: Step) -> Iterator[None]:
    """`kill -9`; it is started again in the end."""
    world.kill(step.target)
    yield
    world.revive(step.target)


@contextmanager
def die_at(fault_point: str, world: World, step: Step) -> Iterator[None]:
    """Started anew with the plan to kill itself at a step of a batch's way; then it is started again."""
    part = world.parts[step.target]
    times = 1 + step.number % 4
    part.kill()
    plan = f"{fault_point}:{times}#{step.number}"
    part.settings = {fault_points.VARIABLE: plan}
    part.launch()
    part.settings = {}
    part.armed = True
    yield


@contextmanager
def forget(world: World, step: Step) -> Iterator[None]:
    """The broker is killed and comes back with no sessions, queues and retained messages."""
    world.kill(step.target)
    for kept in world.layout.broker.glob("*.db*"):
        kept.unlink()
    yield
    world.revive(step.target)


@contextmanager
def cut(world: World, step: Step) -> Iterator[None]:
    world.networks[step.target].cut()
    world.networks[step.target].refuse(step.lasts_s)
    yield


@contextmanager
def stall(world: World, step: Step) -> Iterator[None]:
    world.networks[step.target].stall(step.lasts_s)
    yield


@contextmanager
def disturb(odds: Mapping[str, float], world: World, step: Step) -> Iterator[None]:
    proxy = world.networks[step.target]
    for name, probability in odds.items():
        setattr(proxy, name, probability)
    yield
    for name in odds:
        setattr(proxy, name, 0.0)


@contextmanager
def offline(world: World, step: Step) -> Iterator[None]:
    """Some seconds without a network: no agent gets through, and everybody scans like mad."""
    cut_off = world.networks[step.target]
    cut_off.cut()
    cut_off.refuse(step.lasts_s)
    with rushing(world):
        yield


@contextmanager
def unplug(world: World, step: Step) -> Iterator[None]:
    """A scanner's plug is pulled, and put in again."""
    person = next(person for person in world.people if person.post.device == step.target)
    person.while_resting(person.scanner.pty.unplug)
    yield
    person.while_resting(person.scanner.pty.plug)


@contextmanager
def full_disk(world: World, step: Step) -> Iterator[None]:
    """An agent cannot write: what it is told then it may refuse, and says so to who scans."""
    disk = world.disks[step.target]
    for person in world.people_of(step.target):
        person.leak(True)
    disk.fill()
    yield
    disk.free()
    for person in world.people_of(step.target):
        person.leak(False)


@contextmanager
def full_database(world: World, step: Step) -> Iterator[None]:
    """The database's tables cannot grow: nothing may be acknowledged that is not booked."""
    disk = world.server.disk
    assert disk is not None  # noqa: S101 - it is drawn where there is one
    world.server.harmed += 1
    disk.fill()
    yield
    disk.free()


@contextmanager
def wrong_clock(world: World, step: Step) -> Iterator[None]:
    """The agent is started with a clock that is off or gets set; in the end it has the right one."""
    now = datetime.now(UTC)
    night_s = round((last_doubled_hour(site.ZONE, now) - now).total_seconds())
    plans = ("-7200", "5400", "0:0,1:-3600", "0:-86400,1:0", "0:3600,0.5:-3600,1.5:0", str(night_s))
    part = world.parts[step.target]
    part.kill()
    part.settings = {clocks.VARIABLE: plans[step.number % len(plans)]}
    world.truth.touch_clock(step.target, datetime.now(UTC))
    world.show_true_time(step.target, False)
    part.launch()
    yield
    part.kill()
    part.settings = {}
    world.show_true_time(step.target, True)
    world.truth.touch_clock(step.target, datetime.now(UTC))
    part.launch()


@contextmanager
def torn(world: World, step: Step) -> Iterator[None]:
    """An agent dies, and pages of its outbox are overwritten: it must see that, and begin a new one."""
    world.kill(step.target)
    path = world.outbox_of(step.target)
    content = outbox_reader.read(path)
    if content is not None and path.stat().st_size > 4096:
        world.truth.forgive(content.keys)
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        with path.open("r+b") as file:
            file.seek(100 + step.number % 900)
            file.write(os.urandom(3000))
        world.torn.add(step.target)
    yield
    world.revive(step.target)


@contextmanager
def cut_connections(world: World, step: Step) -> Iterator[None]:
    """What can be done to a database server that is not ours: nobody of this site keeps his connection."""
    world.server.cut_connections(world.options.database)
    yield


@contextmanager
def poison(world: World, step: Step) -> Iterator[None]:
    world.poison().send_one_of_each()
    yield


@contextmanager
def hub_clock(world: World, step: Step) -> Iterator[None]:
    """A gateway is started with a clock that is hours off, or gets set; in the end it has the right one."""
    plans = ("-7200", "5400", "0:0,1:-3600", "0:-86400,1:0", "0:3600,0.5:-3600,1.5:0")
    part = world.parts[step.target]
    part.kill()
    part.settings = {clocks.VARIABLE: plans[step.number % len(plans)]}
    world.hub_clock_was_wrong = True
    part.launch()
    yield
    part.kill()
    part.settings = {}
    part.launch()


FAULTS: Mapping[str, Fault] = {
    "kill": kill,
    "forget": forget,
    "cut": cut,
    "stall": stall,
    "lose": partial(disturb, {"lose": 0.05}),
    "duplicate": partial(disturb, {"duplicate": 0.3}),
    "reorder": partial(disturb, {"reorder": 0.3}),
    "offline": offline,
    "long offline": long_offline,
    "unplug": unplug,
    "full disk": full_disk,
    "full database": full_database,
    "wrong clock": wrong_clock,
    "wrong hub clock": hub_clock,
    "torn outbox": torn,
    "cut connections": cut_connections,
    "lost journal": copies.lost_journal,
    "old image": copies.old_image,
    "clone": copies.clone,
    "poison": poison,
    **{f"{DIE_AT}{name}": partial(die_at, name) for name in (*EDGE_STEPS, *GATEWAY_STEPS)},
}


def kinds(world: World) -> list[Kind]:
    """What may be drawn in this world."""
    gateways = GATEWAYS[: world.options.gateways]
    possible = [
        Kind("kill", (*world.parts, "broker", *(("database",) if world.server.is_ours else ())), weight=8),
        Kind("forget", ("broker",), weight=2),
        *(Kind(f"{DIE_AT}{name}", site.AGENTS) for name in EDGE_STEPS),
        *(Kind(f"{DIE_AT}{name}", gateways) for name in GATEWAY_STEPS),
        *(Kind(name, NETWORKS) for name in ("cut", "stall", "lose", "duplicate", "reorder")),
        Kind("offline", (NETWORKS[0],), least_s=1.5, most_s=3.0),
        Kind("long offline", (NETWORKS[0],), least_s=1.5, most_s=3.0, weight=2, long_only=True),
        Kind("unplug", tuple(post.device for post in site.POSTS)),
        Kind("wrong clock", site.AGENTS, least_s=2.5, most_s=4.0, weight=2),
        Kind("wrong hub clock", gateways, least_s=2.5, most_s=4.0),
        Kind("torn outbox", site.AGENTS, weight=2),
        Kind("lost journal", site.AGENTS),
        Kind("old image", site.AGENTS, least_s=1.5, most_s=3.0, weight=2),
        Kind("clone", site.AGENTS, least_s=4.0, most_s=8.0, weight=2, long_only=True),
        Kind("poison", ("quarantine",), weight=2),
    ]
    if world.server.disk is not None:
        possible.append(Kind("full database", ("database",), least_s=1.0, most_s=3.0, weight=2))
    if not world.server.is_ours:
        possible.append(Kind("cut connections", ("database",), weight=2))
    if world.disks:
        possible.append(Kind("full disk", tuple(world.disks), weight=2))
    return possible
