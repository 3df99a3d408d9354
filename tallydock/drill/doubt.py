"""What waits in quarantine because an agent was copied, or came back on an old image, and its alarm.

Promised is: what both hold is booked once; what only one holds is booked once or waits with one of REASONS;
and whoever runs the house is told. Which of the two is right, a person decides.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from tallydock.drill.books import Books, HeldMessage
from tallydock.drill.keys import key_of_event
from tallydock.drill.site import SITE
from tallydock.drill.verdict import Violation

REASONS: Final = frozenset({"sequence-reused", "epoch-superseded", "old-copy"})
_ALARMS: Final = "select distinct subject from alarm where kind = 'cloned-agent'"


@dataclass(slots=True)
class Doubted:
    """``keys`` of movements that wait, ``faults`` (agent, code) that do, and of whose agents any do."""

    keys: set[str] = field(default_factory=set)
    faults: set[tuple[str, str]] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)
    messages: int = 0


def set_apart(said: Books, doubtful: Collection[str]) -> tuple[Books, Doubted]:
    """The books without what waits of these agents for one of REASONS, and that."""
    found, rest = Doubted(), []
    for held in said.held:
        agent = held.topic.split("/")[3]
        if held.reason not in REASONS or agent not in doubtful:
            rest.append(held)
            continue
        found.messages += 1
        found.agents.add(agent)
        for event in _events(held):
            key = key_of_event(event)
            if key is not None:
                found.keys.add(key)
            if event["type"] == "fault":
                found.faults.add((agent, event["code"]))
    return dataclasses.replace(said, held=rest), found


def _events(held: HeldMessage) -> list[dict[str, Any]]:
    """Of a batch that is held whole, without its signature; or the one event that is held alone."""
    said: dict[str, Any] = json.loads(held.payload.split(b"\n")[0])
    events: list[dict[str, Any]] = said.get("events", [said])
    return events


def held_keys(dsn: str) -> set[str]:
    """Keys of movements that wait now for one of REASONS. Raises psycopg.Error."""
    with psycopg.connect(dsn) as conn:
        rows = conn.execute(
            "select topic, payload, reason, times from quarantine where status = 'held' and reason = any(%s)",
            [list(REASONS)],
        )
        held = [HeldMessage(row[0], bytes(row[1]), *row[2:]) for row in rows]
    return {key for one in held for event in _events(one) if (key := key_of_event(event)) is not None}


def alarmed(dsn: str) -> set[str]:
    """Agents of which it was said that they live twice, cleared or not. Raises psycopg.Error."""
    with psycopg.connect(dsn) as conn:
        return {subject.partition("/")[2] for (subject,) in conn.execute(_ALARMS) if subject.startswith(SITE)}


def told(
    found: Doubted, known: Collection[str], cloned: Collection[str], alarms: Collection[str]
) -> Iterator[Violation]:
    """``known``: keys of all that was ever made. Nothing waits in silence, and nothing that nobody made."""
    for key in sorted(found.keys - set(known)):
        yield Violation("what waits was made", key, "nobody made it")
    for agent in sorted((found.agents | set(cloned)) - set(alarms)):
        why = "it was cloned" if agent in cloned else "batches of it wait in quarantine"
        yield Violation(
            "a copied agent is told", agent, f"{why}, and the alarm cloned-agent was never raised"
        )
