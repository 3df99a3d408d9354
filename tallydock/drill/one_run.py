"""One seed: a site is made, harmed by its schedule, left in peace, and audited."""

from __future__ import annotations

import random
import shutil
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tallydock.drill import (
    answers,
    books,
    doubt,
    faults,
    hub_time,
    leftovers,
    schedule,
    site,
    tears,
    turnover,
    verdict,
)
from tallydock.drill.director import direct
from tallydock.drill.rush import Course
from tallydock.drill.server import DatabaseServer
from tallydock.drill.settling import check_outboxes, settle, settle_poison
from tallydock.drill.verdict import Violation
from tallydock.drill.world import World, WorldOptions
from tallydock.services.broker import Prefer
from tallydock.services.errors import ServiceError


@dataclass(slots=True)
class Result:
    """``in_doubt`` scans were on their way when their agent was killed, ``lost_of_them`` are not booked.

    ``waiting`` movements of copied agents are in quarantine and not booked. Of those lost, ``kept_damaged``
    were in damaged outboxes that the agents keep and tell of; ``destroyed`` ones are not even there.
    ``refused``: how often a device was told that its scan is not kept.
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
    refused: int = 0
    kept_damaged: int = 0
    destroyed: int = 0
    rushes: list[Course] = field(default_factory=list)
    settled_s: float = 0.0
    took_s: float = 0.0
    folder: str | None = None

    def document(self) -> dict[str, Any]:
        told = asdict(self)
        told["steps"] = [step._asdict() for step in self.steps]
        told["rushes"] = [course._asdict() for course in self.rushes]
        told["violations"] = [violation._asdict() for violation in self.violations]
        return told


@dataclass(frozen=True, slots=True)
class RunOptions:
    """``folder`` gets a folder for each seed, which is kept when its run failed. ``only`` these faults are
    done, each once, instead of those that the seed would draw."""

    folder: Path
    prefer: Prefer
    length: schedule.Length
    only: tuple[str, ...] = ()


def run_seed(server: DatabaseServer, options: RunOptions, seed: int) -> Result:
    """Raises ServiceError when the site cannot be made at all."""
    chance = random.Random(seed)
    result = Result(seed)
    began = time.monotonic()
    folder = options.folder / f"seed-{seed}"
    name = f"seed_{seed}"
    bystanders = leftovers.running()
    world = World(
        server,
        WorldOptions(folder, name, options.prefer, gateways=chance.choice((1, 2, 2))),
        random.Random(chance.getrandbits(64)),
    )
    try:
        world.start()
        possible = faults.kinds(world)
        result.steps = (
            schedule.named(chance, possible, options.length, options.only)
            if options.only
            else schedule.draw(chance, possible, options.length)
        )
        direct(world, result.steps)
        world.wait_until_all_work()
        world.homecomings.watch()
        world.stop_people()
        result.settled_s = round(settle(world), 2)
        poison = settle_poison(world)
        world.stop_agents()
        result.acks = world.stop_acks()
        result.rushes, found = world.homecomings.judge()
        result.violations += found
        _audit(world, result, poison)
    except ServiceError as error:
        world.violations.append(Violation("the house stands", "drill", str(error)))
    finally:
        server.heal()
        world.close()
    left = leftovers.end_leftovers(bystanders, server.process_ids())
    result.violations = [*world.violations, *result.violations, *left]
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
    kept = tears.judge(world.tears, world.layout.agents, said.faults, doubted.faults)
    world.truth.forgive(kept.keys)
    result.violations += kept.violations
    shelf = world.machines.shelf
    others = world.truth.seen_keys() | doubted.keys
    faults_told = _faults_of(shelf.machine.agent, said, doubted)
    result.violations += shelf.judge(world.truth, said, others, faults_told, doubted.keys)
    cloned = {copy.agent for copy in world.copies if not copy.unplugged}
    result.violations += doubt.told(doubted, world.truth.known(), cloned, doubt.alarmed(world.dsn))
    if world.hub_clock_was_wrong:
        result.violations += hub_time.told(world.truth, said)
    wrong = verdict.compare(world.truth, said, site.standard_costs(), site.ZONE, now)
    result.violations += wrong
    if not wrong:
        auditor = verdict.audited(world.truth, said, site.standard_costs(), site.ZONE)
        result.violations += turnover.check(world.hub.get, auditor, site.SITE)
    result.violations += verdict.quarantine(said, poison)
    found = {movement.key for movement in said.movements if movement.key is not None}
    scanners = {post.device for post in site.POSTS}
    missing = world.truth.refusable(found)
    refusable = {device: serials for device, serials in missing.items() if device in scanners}
    result.violations += answers.judge(
        refusable, world.layout.run, said.faults, set(site.AGENTS) - world.went_back
    )
    owed = world.truth.owed(found)
    result.scans, result.postings = len(world.truth.scans), len(world.truth.postings)
    result.movements = len(said.movements)
    result.struck = sum(part.struck for part in world.parts.values())
    result.waiting = len(doubted.keys - found)
    result.in_doubt = len(owed.perhaps)
    result.refused = answers.refused(world.layout.run).total()
    result.kept_damaged, result.destroyed = len(kept.keys - found), len(kept.destroyed - found)
    result.lost_of_them = len(owed.perhaps - found - doubted.keys)


def _faults_of(agent: str, said: books.Books, doubted: doubt.Doubted) -> set[str]:
    return {one.code for one in said.faults if one.agent == agent} | {
        code for of, code in doubted.faults if of == agent
    }
