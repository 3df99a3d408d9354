"""Edge agents: their keys, configuration, state, and how far their outboxes are applied."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb

from hub.store import downlink, queries, sites
from hub.store.errors import ConflictError, NotFoundError

_Q = queries.load("agents")
_KEY_BYTES = 32
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Agent:
    """``state``: what it said last (the wire's AgentState); ``unsigned`` in it: the broker said so."""

    id: int
    site_id: int
    site: str
    code: str
    enabled: bool
    config: dict[str, Any]
    config_version: int
    state: dict[str, Any] | None
    state_at: datetime | None
    online: bool


class TrustedAgent(NamedTuple):
    site_id: int
    site: str
    id: int
    code: str
    key: bytes
    enabled: bool
    timezone: str


class Epoch(NamedTuple):
    """How far an outbox is applied: all up to ``upto``, and those ``beyond`` that came early.

    ``beyond_previous``: what each of ``beyond`` names as the batch before it. ``instance``: the start of the
    agent that sealed the newest of them and all that came early; "" where several did. ``torn``: two outboxes
    count on in it. ``superseded_at``: when, by the agent's clock, a newer epoch of it began.
    """

    id: int
    agent_id: int
    epoch: str
    upto: int
    beyond: list[int]
    beyond_previous: list[bytes]
    instance: str
    torn: bool
    superseded_at: datetime | None = None


def list_all(conn: Connection, *, site: str | None = None) -> list[Agent]:
    with conn.cursor(row_factory=class_row(Agent)) as cursor:
        return cursor.execute(_Q["page"], {"site": site}).fetchall()


def find(conn: Connection, site: str, code: str) -> Agent | None:
    with conn.cursor(row_factory=class_row(Agent)) as cursor:
        return cursor.execute(_Q["by_code"], {"site": site, "code": code}).fetchone()


def get(conn: Connection, site: str, code: str) -> Agent:
    """Raises NotFoundError."""
    agent = find(conn, site, code)
    if agent is None:
        raise NotFoundError(f"agent at site {site!r} named", code)
    return agent


def create(
    conn: Connection, site: str, code: str, config: dict[str, Any] | None = None, *, key: bytes | None = None
) -> tuple[Agent, bytes]:
    """An agent and its key, which is told this once. Raises NotFoundError (site), ConflictError."""
    key = secrets.token_bytes(_KEY_BYTES) if key is None else key
    values = {
        "site_id": sites.get(conn, site).id,
        "code": code,
        "key": key,
        "config": Jsonb(config or {}),
    }
    if conn.execute(_Q["create"], values).fetchone() is None:
        raise ConflictError(f"site {site!r} has an agent {code!r} already")
    downlink.notify(conn)
    return get(conn, site, code), key


def update(
    conn: Connection,
    site: str,
    code: str,
    *,
    config: dict[str, Any] | None = None,
    enabled: bool | None = None,
) -> Agent:
    """None leaves a thing as it is; the agent is told after the commit. Raises NotFoundError."""
    agent = get(conn, site, code)
    values = {"id": agent.id, "config": None if config is None else Jsonb(config), "enabled": enabled}
    conn.execute(_Q["update"], values)
    downlink.notify(conn)
    return get(conn, site, code)


def renew_key(conn: Connection, site: str, code: str) -> bytes:
    """A new key; whatever the agent signs with the old one is quarantined from now on."""
    agent = get(conn, site, code)
    key = secrets.token_bytes(_KEY_BYTES)
    conn.execute(_Q["set_key"], {"id": agent.id, "key": key})
    downlink.notify(conn)
    return key


def trusted(conn: Connection, wanted: Sequence[tuple[str, str]]) -> list[TrustedAgent]:
    """Those of the (site, agent) pairs that are known, with their keys."""
    values = {"sites": [site for site, _ in wanted], "codes": [code for _, code in wanted]}
    with conn.cursor(binary=True) as cursor:
        return [TrustedAgent(*row) for row in cursor.execute(_Q["trusted"], values)]


def lock_epochs(
    conn: Connection, wanted: Mapping[tuple[int, str], datetime | None]
) -> tuple[list[Epoch], set[tuple[int, str]]]:
    """Lock the epochs of (agent id, epoch) pairs in key order, making those that are new.

    ``wanted``: when each began, if it is new; None for one that is to supersede none. Gives the epochs, and
    which of them are new to an agent that had another one before.
    """
    pairs = sorted(wanted)
    values: dict[str, list[Any]] = {
        "agent_ids": [agent for agent, _ in pairs],
        "epochs": [epoch for _, epoch in pairs],
        "begun_at": [wanted[pair] for pair in pairs],
    }
    renewed: set[tuple[int, str]] = set()
    with conn.cursor(binary=True) as cursor:
        # missing rows first: who waits for another's new row must not hold an old one yet
        made = [(row[0], row[1]) for row in cursor.execute(_Q["make_epochs"], values)]
        if made:
            fresh = {"agent_ids": [agent for agent, _ in made], "epochs": [epoch for _, epoch in made]}
            had_another = {row[0] for row in cursor.execute(_Q["other_epochs"], fresh)}
            renewed = {pair for pair in made if pair[0] in had_another}
        locked = [Epoch(*row) for row in cursor.execute(_Q["lock_epochs"], values)]
    return locked, renewed


def update_epochs(conn: Connection, epochs: Sequence[Epoch], at: datetime) -> None:
    with conn.cursor() as cursor:
        cursor.executemany(
            _Q["update_epoch"],
            [{**e._asdict(), "at": at} for e in epochs],
        )


def applied_upto(conn: Connection, agent_id: int, epoch: str) -> int:
    """All batches of this outbox up to here are settled; 0 for one that is not known."""
    row = conn.execute(_Q["applied_upto"], {"agent_id": agent_id, "epoch": epoch}).fetchone()
    return 0 if row is None else int(row[0])


def accept_all_epochs(conn: Connection, site: str, code: str) -> None:
    """None that is known now supersedes another any more: somebody has seen to it that one agent is left."""
    conn.execute(_Q["accept_all_epochs"], {"site": site, "code": code})


def note_instance(conn: Connection, agent_id: int, instance: str, at: datetime) -> bool:
    """A start of the agent says that it is there, ``at`` by its clock. True when it had made room for another
    one before: then both of them live."""
    row = conn.execute(_Q["note_instance"], {"id": agent_id, "instance": instance, "at": at}).fetchone()
    return bool(row and row[0])


def save_state(
    conn: Connection, agent_id: int, state: dict[str, Any], *, online: bool, at: datetime, merge: bool = False
) -> None:
    """Note what the agent says of itself; ``merge`` keeps what was said before and is not said now."""
    values = {"id": agent_id, "state": Jsonb(state), "online": online, "at": at, "merge": merge}
    conn.execute(_Q["save_state"], values)
