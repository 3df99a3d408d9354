"""An agent's folder is copied: a second agent lives on the copy, or the first one comes back on it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tallydock.drill import outbox_reader, tears
from tallydock.drill.disk import BALLAST
from tallydock.drill.network import AGENTS_NETWORK
from tallydock.drill.schedule import Step
from tallydock.drill.world import World

_OUTBOX: Final = "outbox.db"
_BACKLOG_S: Final = 0.4


@contextmanager
def clone(world: World, step: Step) -> Iterator[None]:
    """An image of an agent's card is put into a second one, and both are switched on.

    In the end the second one's people go home. Either its plug is pulled, and what only its disk holds is
    gone with it; or it stays until it has told everything.
    """
    agent = step.target
    _kill_with_a_backlog(world, agent)
    var = world.layout.var / "copies" / f"{agent}-{step.number}"
    keep_image(world.layout.agents / agent, var / "agents" / agent)
    copy = world.add_copy(agent, var)
    world.revive(agent)
    yield
    if step.number % 2:
        world.pull_plug(copy)
    else:
        copy.retire()


@contextmanager
def old_image(world: World, step: Step) -> Iterator[None]:
    """An image is kept, the agent goes on, dies, and comes back on the image."""
    agent = step.target
    folder = world.layout.agents / agent
    image = world.layout.var / "images" / f"{agent}-{step.number}"
    _kill_with_a_backlog(world, agent)
    keep_image(folder, image)
    tear = tears.of(world.tears, image / _OUTBOX)
    world.revive(agent)
    yield
    world.wait_until_works(agent)
    world.kill(agent)
    gone = outbox_reader.read(folder / _OUTBOX)
    back = None if tear is not None else outbox_reader.read(image / _OUTBOX)
    _go_back(world, agent, gone, back)
    put_back(image, folder)
    if tear is not None:  # the agent has not looked at it when it was copied, and must see the damage now
        world.tears.append(tear)
    world.revive(agent)


@contextmanager
def lost_journal(world: World, step: Step) -> Iterator[None]:
    """The agent dies, and its disk has lost what it had called written last: the journal, or its end."""
    world.kill(step.target)
    path = world.outbox_of(step.target)
    journal = path.with_name(path.name + "-wal")
    if journal.exists() and journal.stat().st_size:
        gone = outbox_reader.read(path)
        path.with_name(path.name + "-shm").unlink(missing_ok=True)
        if step.number % 2:
            journal.unlink()
        else:
            with journal.open("r+b") as file:
                file.truncate(journal.stat().st_size * (step.number % 9 + 1) // 10)
        _go_back(world, step.target, gone, outbox_reader.read(path))
    yield
    world.revive(step.target)


def _kill_with_a_backlog(world: World, agent: str) -> None:
    """So that what is copied holds something unsent: both will have it."""
    network = world.networks[AGENTS_NETWORK]
    network.cut()
    network.refuse(_BACKLOG_S)
    ends = time.monotonic() + _BACKLOG_S
    while time.monotonic() < ends:
        world.tick()
    world.kill(agent)


def _go_back(
    world: World,
    agent: str,
    gone: outbox_reader.OutboxContent | None,
    back: outbox_reader.OutboxContent | None,
) -> None:
    """What the disk held and the image does not has gone before, or has gone for good."""
    held = frozenset() if gone is None else gone.keys
    world.truth.forgive(held - (frozenset() if back is None else back.keys))
    world.went_back.add(agent)
    tears.give_up(world, agent)


def keep_image(folder: Path, image: Path) -> None:
    """Of an agent that is dead."""
    image.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder, image, ignore=shutil.ignore_patterns(BALLAST, "lost+found"))


def put_back(image: Path, folder: Path) -> None:
    """The folder itself stays: a disk may be mounted on it."""
    for old in folder.iterdir():
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink()
    shutil.copytree(image, folder, dirs_exist_ok=True)
    shutil.rmtree(image)
