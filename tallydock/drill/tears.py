"""Torn outboxes: what is done to the file, and what the agent must do about it.

It must see the damage, keep the file as it found it, and tell that with the file's name. Then what waited
there is not lost in silence: a person has the file. Whatever was in it and is neither booked nor in such a
file is a violation.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tallydock.drill import outbox_reader
from tallydock.drill.books import ToldFault
from tallydock.drill.schedule import Step
from tallydock.drill.verdict import Violation

if TYPE_CHECKING:
    from tallydock.drill.world import World

CODE: Final = "outbox-damaged"
_PAGE_BYTES: Final = 4096


@dataclass(frozen=True, slots=True)
class Tear:
    """``keys`` waited in the file, which has ``digest`` since."""

    agent: str
    keys: frozenset[str]
    digest: str


@dataclass(frozen=True, slots=True)
class Kept:
    """``keys``: what waited in files that are kept and told, of which ``destroyed`` are not even there."""

    keys: frozenset[str]
    destroyed: frozenset[str]
    violations: list[Violation]


@contextmanager
def torn(world: World, step: Step) -> Iterator[None]:
    """An agent dies, and its outbox is damaged: the head, a page, some digits of a row, or the last pages."""
    agent = step.target
    world.kill(agent)
    path = world.outbox_of(agent)
    content = outbox_reader.read(path)
    sound = content is not None and not is_torn(world.tears, path)
    if content is not None and sound and _closed(path) and path.stat().st_size > _PAGE_BYTES:
        _damage(path, sorted(content.keys), step.number)
        world.tears.append(Tear(agent, content.keys, _digest(path)))
        world.torn.add(agent)
    yield
    world.revive(agent)


def is_torn(tears: Collection[Tear], path: Path) -> bool:
    """The file is there as it was left: its agent has not come up since."""
    return of(tears, path) is not None


def of(tears: Collection[Tear], path: Path) -> Tear | None:
    """What has torn the file that is there, or the one that it is a copy of."""
    if not tears or not path.exists():
        return None
    digest = _digest(path)
    return next((tear for tear in tears if tear.digest == digest), None)


def give_up(world: World, agent: str) -> None:
    """The agent's disk is another one now: what was kept on the old one, and told, is gone with it."""
    for tear in [tear for tear in world.tears if tear.agent == agent]:
        world.truth.forgive(tear.keys)
        world.tears.remove(tear)
    world.torn.discard(agent)


def judge(
    tears: Collection[Tear], agents: Path, faults: Collection[ToldFault], doubted: Collection[tuple[str, str]]
) -> Kept:
    """``agents`` has their folders; ``faults`` are booked, ``doubted`` (agent, code) wait in quarantine."""
    keys: set[str] = set()
    destroyed: set[str] = set()
    found = []
    for tear in tears:
        file = next((one for one in _asides(agents / tear.agent) if _digest(one) == tear.digest), None)
        if file is None:  # the agent went on with it, so that nothing of it may be missing
            continue
        told = any(one.agent == tear.agent and one.code == CODE and file.name in one.detail for one in faults)
        if not told and (tear.agent, CODE) not in doubted:
            detail = f"no fault {CODE} in the books names {file.name}"
            found.append(Violation("a torn outbox is told", tear.agent, detail))
        content = file.read_bytes()
        keys |= tear.keys
        destroyed |= {key for key in tear.keys if key.encode() not in content}
    return Kept(frozenset(keys), frozenset(destroyed), found)


def _closed(path: Path) -> bool:
    """The journal is put back into the file, as at an orderly end."""
    try:
        with closing(sqlite3.connect(path)) as db:
            return bool(db.execute("pragma wal_checkpoint(truncate)").fetchone()[0] == 0)
    except sqlite3.DatabaseError:  # no room on its disk, or damaged before
        return False


def _damage(path: Path, keys: list[str], number: int) -> None:
    content = path.read_bytes()
    hit = content.find(keys[number % len(keys)].encode()) if keys else -1
    kind = number % 4 if hit >= 0 else number % 2 * 3
    with path.open("r+b") as file:
        match kind:
            case 0:
                file.seek(100 + number % 900)
                file.write(os.urandom(3000))
            case 1:
                file.seek(hit - hit % _PAGE_BYTES)
                file.write(os.urandom(_PAGE_BYTES))
            case 2:
                file.seek(hit)
                file.write(bytes(byte ^ 1 for byte in content[hit : hit + 4]))
            case 3:
                file.truncate(len(content) // 2 // _PAGE_BYTES * _PAGE_BYTES)


def _asides(folder: Path) -> list[Path]:
    return list(folder.glob("outbox.damaged-*.db"))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
