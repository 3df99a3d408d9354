"""Counts: what is to be counted, by whom, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal, NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.counting import AbcClass, State, after
from hub.store import downlink, queries, stock
from hub.store.errors import NotFoundError

_Q = queries.load("count_tasks")
Connection = psycopg.Connection[TupleRow]
# a terminal's list is for the next days, not for the whole month
TOLD_AT_ONCE: Final = 100
Origin = Literal["weekly", "monthly", "exception", "shelf", "asked", "scanned"]


@dataclass(frozen=True, slots=True)
class CountTask:
    """``whole``: all that stands at the place; ``value_at_stake``: the variances' values, never netted."""

    id: int
    number: str
    site_id: int
    site: str
    location_id: int
    location: str
    whole: bool
    origin: Origin
    cause: str
    state: State
    round: int
    agent: str | None
    created_at: datetime
    due_at: datetime
    taken_at: datetime | None
    taken_by: str | None
    counted_at: datetime | None
    counted_by: str | None
    value_at_stake: Decimal | None
    currency: str
    decided_at: datetime | None
    decided_by: str | None
    reason: str
    note: str
    line_count: int


@dataclass(frozen=True, slots=True)
class CountLine:
    """``round``: that in which it is, or was last, counted. ``counted_qty`` None: not yet in that round."""

    task_id: int
    item_id: int
    sku: str
    name: str
    unit: str
    qty_decimals: int
    lot: str
    abc: AbcClass
    round: int
    counted_qty: Decimal | None
    counted_at: datetime | None
    method: str | None
    first_qty: Decimal | None
    ledger_qty: Decimal | None
    unit_cost: Decimal | None
    accurate: bool | None
    variance_qty: Decimal
    posted_at: datetime | None


class NewLine(NamedTuple):
    item_id: int
    lot: str
    abc: AbcClass


class Counted(NamedTuple):
    item_id: int
    lot: str
    qty: Decimal
    at: datetime
    method: str


@dataclass(frozen=True, slots=True)
class CountToTell:
    """A line of a count that a terminal may take; one without lines has a row without ``sku``."""

    number: str
    location: str
    round: int
    whole: bool
    due_at: datetime
    cause: str
    sku: str | None
    name: str
    lot: str


@dataclass(frozen=True, slots=True)
class NewTask:
    site_id: int
    location_id: int
    whole: bool
    origin: Origin
    due_at: datetime
    lines: Sequence[NewLine]
    cause: str = ""
    alarm_id: int | None = None
    agent_id: int | None = None


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    states: Sequence[State] | None = None,
    location: str | None = None,
    after_id: int | None = None,
    limit: int = 100,
) -> list[CountTask]:
    """Newest first, those behind the one with id ``after_id``."""
    values = {
        "site": site,
        "states": None if states is None else list(states),
        "location": location,
        "after": after_id,
        "limit": limit,
    }
    with conn.cursor(row_factory=class_row(CountTask)) as cursor:
        return cursor.execute(_Q["page"], values).fetchall()


def find(conn: Connection, number: str) -> CountTask | None:
    with conn.cursor(row_factory=class_row(CountTask)) as cursor:
        return cursor.execute(_Q["by_number"], {"number": number}).fetchone()


def get(conn: Connection, number: str) -> CountTask:
    """Raises NotFoundError."""
    task = find(conn, number)
    if task is None:
        raise NotFoundError("count", number)
    return task


def get_locked(conn: Connection, number: str) -> CountTask:
    """It stays as it is until this transaction ends. Raises NotFoundError.

    A count is locked before anything of the ledger, by everybody: so nobody waits in a circle.
    """
    if conn.execute(_Q["lock"], {"number": number}).fetchone() is None:
        raise NotFoundError("count", number)
    return get(conn, number)


def lines(conn: Connection, task_ids: Sequence[int]) -> list[CountLine]:
    with conn.cursor(row_factory=class_row(CountLine)) as cursor:
        return cursor.execute(_Q["lines"], {"ids": list(task_ids)}).fetchall()


def create(conn: Connection, new: NewTask, *, at: datetime) -> str | None:
    """Its number; None where its alarm has a count already. Agents are told after the commit."""
    values = {
        "site_id": new.site_id,
        "location_id": new.location_id,
        "whole": new.whole,
        "origin": new.origin,
        "cause": new.cause,
        "alarm_id": new.alarm_id,
        "agent_id": new.agent_id,
        "created_at": at,
        "due_at": new.due_at,
    }
    row = conn.execute(_Q["create"], values).fetchone()
    if row is None:
        return None
    add_lines(conn, row[0], new.site_id, new.location_id, new.lines, round_=1)
    downlink.notify(conn)
    return str(row[1])


def add_lines(
    conn: Connection, task_id: int, site_id: int, location_id: int, new: Sequence[NewLine], *, round_: int
) -> None:
    """Those that the count has already stay as they are."""
    values = {
        "task_id": task_id,
        "site_id": site_id,
        "location_id": location_id,
        "round": round_,
        "item_ids": [line.item_id for line in new],
        "lots": [line.lot for line in new],
        "abc": [line.abc for line in new],
    }
    conn.execute(_Q["add_lines"], values)


def standing(conn: Connection, location_id: int, at: datetime) -> list[tuple[int, str]]:
    """(item id, lot) of what the ledger has at a place, and had at the time."""
    with conn.cursor(binary=True) as cursor:
        now_there = [(row[0], row[1]) for row in cursor.execute(_Q["standing"], {"location_id": location_id})]
    moments = [stock.Moment(item_id, location_id, lot, at) for item_id, lot in now_there]
    stood = stock.at_moments(conn, moments) if moments else []
    return [key for key, qty in zip(now_there, stood, strict=True) if qty]


def is_open_at(conn: Connection, location_id: int, item_id: int | None = None) -> bool:
    """Whether an open count has the place's item, or without an item: anything there."""
    row = conn.execute(_Q["open_at"], {"location_id": location_id, "item_id": item_id}).fetchone()
    return bool(row and row[0])


def take(conn: Connection, task: CountTask, *, by: str, at: datetime, agent_id: int | None = None) -> None:
    """``task`` is locked. Raises CountStateError."""
    after(task.state, "take", task.round)
    conn.execute(_Q["take"], {"id": task.id, "at": at, "by": by, "agent_id": agent_id})
    downlink.notify(conn)


def give_back(conn: Connection, task: CountTask) -> None:
    """``task`` is locked. Raises CountStateError."""
    conn.execute(_Q["give_back"], {"id": task.id, "state": after(task.state, "give_back", task.round)})
    downlink.notify(conn)


def put_counted(conn: Connection, task: CountTask, counted: Sequence[Counted]) -> None:
    """What was found in the task's round. Lines that it does not have yet must be added first."""
    values = {
        "task_id": task.id,
        "round": task.round,
        "item_ids": [one.item_id for one in counted],
        "lots": [one.lot for one in counted],
        "qtys": [one.qty for one in counted],
        "times": [one.at for one in counted],
        "methods": [one.method for one in counted],
    }
    conn.execute(_Q["count_lines"], values)


def count_again(conn: Connection, task: CountTask, *, all_lines: bool = False) -> None:
    """A further round for what was off, or for all. ``task`` is locked."""
    conn.execute(_Q["count_again"], {"id": task.id})
    conn.execute(_Q["lines_again"], {"task_id": task.id, "round": task.round + 1, "all": all_lines})
    downlink.notify(conn)


def cancel(conn: Connection, task: CountTask, *, user_id: int | None, note: str, at: datetime) -> None:
    """``task`` is locked. Nothing is posted. Raises CountStateError."""
    values = {
        "id": task.id,
        "state": after(task.state, "cancel", task.round),
        "at": at,
        "user_id": user_id,
        "reason": "",
        "note": note,
        "value": None,
    }
    conn.execute(_Q["decide"], values)
    downlink.notify(conn)


def open_for_agent(conn: Connection, site_id: int, agent_id: int) -> list[CountToTell]:
    """The counts that are due next at its site: nobody's, or its own; those lines that are to be counted."""
    with conn.cursor(row_factory=class_row(CountToTell)) as cursor:
        values = {"site_id": site_id, "agent_id": agent_id, "limit": TOLD_AT_ONCE}
        return cursor.execute(_Q["open_for_agent"], values).fetchall()
