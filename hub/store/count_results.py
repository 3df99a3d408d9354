"""What was found at a place, put on the lines of its count; and what terminals said they did with counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

import psycopg
from psycopg.rows import TupleRow, args_row, class_row

from hub.domain.alarms import COUNT_NOT_USED
from hub.domain.counting import TO_COUNT
from hub.store import alarms, count_planning, count_policies, count_posting, count_tasks, queries
from hub.store.count_tasks import Counted, CountTask, NewLine
from hub.store.errors import NotFoundError

_Q = queries.load("count_results")
Connection = psycopg.Connection[TupleRow]
# waiting: lines that the terminal counted are still to come; superseded: somebody else was first
Outcome = Literal["taken", "given_back", "judged", "waiting", "superseded", "unknown", "incomplete", "failed"]
_NOT_USED: Final[Mapping[Outcome, str]] = {
    "unknown": "this site has no such count",
    "superseded": "that round was over already",
    "incomplete": "some lines of the round were not counted",
}


@dataclass(frozen=True, slots=True)
class Work:
    """See the wire's CountWork."""

    id: int
    recorded_at: datetime
    occurred_at: datetime
    agent_id: int
    agent: str
    site_id: int
    site: str
    document: str
    round: int
    action: Literal["taken", "given_back", "closed"]
    lines: int
    operator: str | None


def complete(conn: Connection, task: CountTask, counted: Sequence[Counted], *, at: datetime) -> None:
    """All that was found, expected or not; and of a whole place's first round what was not found: none of it.

    ``task`` is locked.
    """
    missed: list[Counted] = []
    if task.whole and task.round == 1:
        found = {(one.item_id, one.lot) for one in counted}
        lines = {(line.item_id, line.lot) for line in count_tasks.lines(conn, [task.id])}
        there = lines | set(count_tasks.standing(conn, task.location_id, at))
        missed = [Counted(item_id, lot, Decimal(0), at, "unseen") for item_id, lot in sorted(there - found)]
    everything = [*counted, *missed]
    abc = count_planning.abc_at(conn, task.site_id, at)
    new = [NewLine(one.item_id, one.lot, abc.get(one.item_id, "C")) for one in everything]
    count_tasks.add_lines(conn, task.id, task.site_id, task.location_id, new, round_=task.round)
    count_tasks.put_counted(conn, task, everything)


def open_works(conn: Connection, *, limit: int = 100) -> list[Work]:
    """What terminals said and nobody has looked at, in the order in which it came."""
    with conn.cursor(row_factory=class_row(Work)) as cursor:
        return cursor.execute(_Q["open_works"], {"limit": limit}).fetchall()


def take_up(conn: Connection, work: Work, *, now: datetime) -> Outcome | None:
    """Do what a terminal said, in the caller's transaction; None where another process has done it.

    Outcomes but ``waiting`` are for good.
    """
    if conn.execute(_Q["claim"], {"id": work.id}).fetchone() is None:
        return None
    try:
        task = count_tasks.get_locked(conn, work.document)
    except NotFoundError:
        task = None
    if task is None or task.site_id != work.site_id:
        outcome: Outcome = "unknown"
    elif task.state not in TO_COUNT or task.round != work.round:
        outcome = "superseded"
    else:
        outcome = _DO[work.action](conn, task, work, now)
    if outcome in _NOT_USED and work.action == "closed":
        _say_not_used(conn, work, _NOT_USED[outcome], now)
    if outcome != "waiting":
        conn.execute(_Q["done"], {"id": work.id, "outcome": outcome})
    return outcome


def refuse(conn: Connection, work: Work, why: str, *, now: datetime) -> None:
    """What it says cannot be judged: told by an alarm, and out of the way."""
    _say_not_used(conn, work, why, now)
    conn.execute(_Q["done"], {"id": work.id, "outcome": "failed"})


def _say_not_used(conn: Connection, work: Work, why: str, now: datetime) -> None:
    who = work.operator or "somebody"
    detail = f"{work.document}, round {work.round}, as {who} counted it, is not used: {why}"
    subject = f"{work.site}/{work.agent}/{work.document}"
    alarms.raise_(conn, COUNT_NOT_USED, subject, at=now, detail=detail, site_id=work.site_id)


def _take(conn: Connection, task: CountTask, work: Work, _: datetime) -> Outcome:
    if task.state == "counting":
        return "superseded"
    by = work.operator or work.agent
    count_tasks.take(conn, task, by=by, at=work.occurred_at, agent_id=work.agent_id)
    return "taken"


def _give_back(conn: Connection, task: CountTask, work: Work, _: datetime) -> Outcome:
    if task.state != "counting" or task.taken_by != (work.operator or work.agent):
        return "superseded"
    count_tasks.give_back(conn, task)
    return "given_back"


def _close(conn: Connection, task: CountTask, work: Work, now: datetime) -> Outcome:
    values = {
        "document": work.document,
        "round": work.round,
        "agent_id": work.agent_id,
        "location_id": task.location_id,
    }
    with conn.cursor(binary=True, row_factory=args_row(Counted)) as cursor:
        found = cursor.execute(_Q["found"], values).fetchall()
    if len(found) < work.lines:
        return "waiting"
    if not (task.whole and task.round == 1) and _lacks(conn, task, found):
        return "incomplete"
    complete(conn, task, found, at=work.occurred_at)
    policy = count_policies.get(conn, task.site_id)
    count_posting.close(conn, task, policy, by=work.operator or work.agent, now=now)
    return "judged"


def _lacks(conn: Connection, task: CountTask, found: Sequence[Counted]) -> bool:
    counted = {(one.item_id, one.lot) for one in found}
    lines = count_tasks.lines(conn, [task.id])
    return any(line.round == task.round and (line.item_id, line.lot) not in counted for line in lines)


_DO: Final[Mapping[str, Callable[[Connection, CountTask, Work, datetime], Outcome]]] = {
    "taken": _take,
    "given_back": _give_back,
    "closed": _close,
}
