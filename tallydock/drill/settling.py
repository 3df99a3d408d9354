"""After the last fault: everything that was counted must arrive by itself, and then the house is asked."""

from __future__ import annotations

import time

import psycopg

from tallydock.drill import answers, books, doubt, outbox_reader, site
from tallydock.drill.verdict import Poison, Violation
from tallydock.drill.world import World

READ_S = 10.0
"""When outboxes are empty for so long, nothing is on its way from a scanner to an outbox any more."""
POISON_S = 20.0
BROKEN_S = 20.0
"""When a promise is broken already, nobody need wait for long."""
PATIENCE_S = 120.0
"""An agent waits up to 45 s before it sends again, and up to 30 s before it connects again."""


def settle(world: World) -> float:
    """Waits until the outboxes are empty and the last scans are booked; gives how many seconds it took."""
    began = time.monotonic()
    empty_since: float | None = None
    try:
        while time.monotonic() - began < _patience_s(world):
            for _ in range(10):
                world.tick()
            # an agent that is on its way up has not counted what came meanwhile
            if _something_waits(world) or not world.all_are_ready():
                empty_since = None
                continue
            now = time.monotonic()
            empty_since = empty_since or now
            missing = set(world.truth.last_of_each_line()) - books.found_keys(world.dsn)
            missing -= doubt.held_keys(world.dsn)
            arrived = not missing and world.machines.shelf.is_booked(world.dsn) and _refusals_told(world)
            if arrived or now - empty_since > READ_S:
                return now - began
    except psycopg.OperationalError as error:
        world.violations.append(Violation("everything arrives", "database", str(error)))
        return time.monotonic() - began
    took_s = time.monotonic() - began
    for agent in site.AGENTS:
        # one that cannot be read is judged when its agent is stopped
        waiting = outbox_reader.waiting(world.outbox_of(agent))
        if waiting:
            detail = f"{waiting} events still wait in its outbox after {took_s:.0f} s of peace"
            world.violations.append(Violation("everything arrives", agent, detail))
    for copy in world.copies:
        if not copy.gone:
            detail = f"it has not told everything after {took_s:.0f} s of peace"
            world.violations.append(Violation("everything arrives", copy.label, detail))
    return took_s


def _something_waits(world: World) -> bool:
    # nobody knows what is in one that cannot be read now
    return any(outbox_reader.waiting(world.outbox_of(agent)) != 0 for agent in site.AGENTS) or any(
        not copy.gone for copy in world.copies
    )


def _refusals_told(world: World) -> bool:
    return not answers.untold(world.layout.run, books.read(world.dsn).faults)


def _patience_s(world: World) -> float:
    broken = world.violations or (world.acks is not None and world.acks.violations)
    return BROKEN_S if broken else PATIENCE_S


def settle_poison(world: World) -> list[Poison]:
    """Sent again until all of it is held; gives what was sent."""
    if world.poisoned is None:
        return []
    wanted = world.poisoned.sent
    deadline = time.monotonic() + POISON_S
    while _not_held(wanted, books.read(world.dsn)) and time.monotonic() < deadline:
        world.poisoned.send_again()
        for _ in range(50):
            world.tick()
    return wanted


def _not_held(wanted: list[Poison], said: books.Books) -> bool:
    held = {(one.topic, one.payload, one.reason) for one in said.held}
    return any((one.topic, one.payload, one.reason) not in held for one in wanted)


def check_outboxes(world: World, now: books.Books) -> None:
    """Agents are stopped: nothing is left on their disks, and the hub knows of every batch."""
    upto = {(state.agent, state.epoch): state.upto for state in now.epochs}
    for agent in site.AGENTS:
        content = outbox_reader.read(world.outbox_of(agent))
        if content is None:
            world.violations.append(Violation("an outbox can be read", agent, "its file is damaged"))
        elif content.waiting:
            detail = f"{content.waiting} events are left in it"
            world.violations.append(Violation("outboxes are empty in the end", agent, detail))
        elif _is_wrong(upto.get((agent, content.epoch), 0), content.next_seq - 1, agent in world.went_back):
            detail = f"it has sent {content.next_seq - 1} batches, the hub has {upto}"
            world.violations.append(Violation("the hub has every batch", agent, detail))


def _is_wrong(upto: int, sent: int, copied: bool) -> bool:
    """Of a copied agent the hub may know more: the other one's."""
    return upto < sent if copied else upto != sent
