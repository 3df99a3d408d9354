"""One seed: a site is made, harmed by its schedule, left in peace, and audited."""

from __future__ import annotations

import random
import shutil
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from tallydock.drill import books, doubt, faults, hub_time, schedule, site, verdict
from tallydock.drill.director import direct
from tallydock.drill.server import DatabaseServer
from tallydock.drill.settling import check_outboxes, settle, settle_poison
from tallydock.drill.verdict import Violation
from tallydock.drill.world import World, WorldOptions
from tallydock.services.broker import Prefer
from tallydock.services.errors import ServiceError

_LEFTOVER_PATIENCE_S = 5.0


@dataclass(slots=True)
class Result:
    """``in_doubt`` scans were on their way when their agent was killed, ``lost_of_them`` are not booked.

    ``waiting`` movements of copied agents are in quarantine and not booked.
    """

    seed: int
    steps: list[schedule.Step] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    scans: int = 0
    postings: int = 0
    movements: int = 0
    acks: int = 0
    struck: int = 0
    in_doubt: int = 0
    lost_of_them: int = 0
    waiting: int = 0
    settled_s: float = 0.0
    took_s: float = 0.0
    folder: str | None = None

    def document(self) -> dict[str, Any]:
        told = asdict(self)
        told["steps"] = [step._asdict() for step in self.steps]
        told["violations"] = [violation._asdict() for violation in self.violations]
        return told


@dataclass(frozen=True, slots=True)
class RunOptions:
    """``folder`` gets a folder for each seed, which is kept when its run failed."""

    folder: Path
    prefer: Prefer
    length: schedule.Length


def run_seed(server: DatabaseServer, options: RunOptions, seed: int) -> Result:
    """Raises ServiceError when the site cannot be made at all."""
    chance = random.Random(seed)
    result = Result(seed)
    began = time.monotonic()
    folder = options.folder / f"seed-{seed}"
    name = f"seed_{seed}"
    bystanders = _children()
    world = World(
        server,
        WorldOptions(folder, name, options.prefer, gateways=chance.choice((1, 2, 2))),
        random.Random(chance.getrandbits(64)),
    )
    try:
        world.start()
        result.steps = schedule.draw(chance, faults.kinds(world), options.length)
        direct(world, result.steps)
        world.wait_until_all_work()
        world.stop_people()
        result.settled_s = round(settle(world), 2)
        poison = settle_poison(world)
        world.stop_agents()
        result.acks = world.stop_acks()
        _audit(world, result, poison)
    except ServiceError as error:
        world.violations.append(Violation("the house stands", "drill", str(error)))
    finally:
        world.close()
    result.violations = [*world.violations, *result.violations, *_leftovers(bystanders)]
    result.notes = world.notes
    result.took_s = round(time.monotonic() - began, 2)
    server.drop_database(name)
    if result.violations:
        result.folder = str(folder)
    else:
        shutil.rmtree(folder)
    return result


def _audit(world: World, result: Result, poison: list[verdict.Poison]) -> None:
    said, doubted = doubt.set_apart(books.read(world.dsn), world.went_back | world.torn)
    now = max(datetime.now(UTC), *(movement.occurred_at for movement in said.movements))
    check_outboxes(world, said)
    world.truth.waits(doubted.keys)
    cloned = {copy.agent for copy in world.copies if not copy.unplugged}
    result.violations += doubt.told(doubted, world.truth.known(), cloned, doubt.alarmed(world.dsn))
    if world.hub_clock_was_wrong:
        result.violations += hub_time.told(world.truth, said)
    result.violations += verdict.compare(world.truth, said, site.standard_costs(), site.ZONE, now)
    result.violations += verdict.quarantine(said, poison)
    result.violations += verdict.told(
        said, world.torn - {agent for agent, code in doubted.faults if code == "outbox-damaged"}
    )
    found = {movement.key for movement in said.movements if movement.key is not None}
    owed = world.truth.owed(found)
    result.scans, result.postings = len(world.truth.scans), len(world.truth.postings)
    result.movements = len(said.movements)
    result.struck = sum(part.struck for part in world.parts.values())
    result.waiting = len(doubted.keys - found)
    result.in_doubt = len(owed.perhaps)
    result.lost_of_them = len(owed.perhaps - found - doubted.keys)


def _children() -> set[int]:
    return {process.pid for process in psutil.Process().children(recursive=True)}


def _leftovers(bystanders: set[int]) -> list[Violation]:
    """Processes of this seed that still run; they are ended now."""
    deadline = time.monotonic() + _LEFTOVER_PATIENCE_S
    while True:
        left = [
            process
            for process in psutil.Process().children(recursive=True)
            if process.pid not in bystanders and _is_leftover(process)
        ]
        if not left or time.monotonic() > deadline:
            break
        time.sleep(0.1)
    found = [Violation("no process is left", str(process.pid), _command(process)) for process in left]
    for process in left:
        process.kill()
    return found


def _is_leftover(process: psutil.Process) -> bool:
    try:
        # the server's own workers come and go
        return process.status() != psutil.STATUS_ZOMBIE and "postgres" not in process.name()
    except psutil.NoSuchProcess:
        return False


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())[:200]
    except psutil.NoSuchProcess:
        return "(just ended)"
