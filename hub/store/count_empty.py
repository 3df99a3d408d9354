"""A place that somebody found empty: what that says of its open counts, and of all that should stand there.

It is spelt out as counts of none, which are judged as any other; see `count_results` and `count_scans`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import TupleRow

from hub.domain.alarms import COUNT_NOT_USED
from hub.store import alarms, count_tasks, queries
from hub.store.readings import NewCount, NewCountWork

_Q = queries.load("count_scans")
Connection = psycopg.Connection[TupleRow]
_NONE: Final = Decimal(0)
_EMPTY: Final = {"empty": "the whole place"}


class FoundEmpty(NamedTuple):
    """``number``: the count that was chosen; None: whichever is open for the place."""

    occurred_at: datetime
    agent_id: int
    agent: str
    device: str
    site_id: int
    site: str
    location_id: int
    location: str
    number: str | None


class _Open(NamedTuple):
    id: int
    number: str
    round: int
    whole: bool


def spelt_out(
    conn: Connection, found: Sequence[FoundEmpty], now: datetime
) -> tuple[list[NewCount], list[NewCountWork]]:
    """Counts of none, their ``ledger_qty`` still to be filled in, and the rounds that they close.

    A chosen count that is not open for the place is told by an alarm.
    """
    counts: list[NewCount] = []
    works: list[NewCountWork] = []
    for one in found:
        values = {"location_id": one.location_id, "at": one.occurred_at, "number": one.number}
        tasks = [_Open(*row) for row in conn.execute(_Q["open_of_place"], values)]
        if one.number is not None and not tasks:
            _say_not_open(conn, one, now)
            continue
        left = set(count_tasks.standing(conn, one.location_id, one.occurred_at))
        lines = count_tasks.lines(conn, [task.id for task in tasks])
        for task in tasks:
            # of a whole place's first round whatever is not told was not seen
            all_of_it = task.whole and task.round == 1
            asked = {
                (line.item_id, line.lot)
                for line in lines
                if not all_of_it and line.task_id == task.id and line.round == task.round
            }
            counts += [_none(one, key, task) for key in sorted(asked)]
            works.append(_closed(one, task, len(asked)))
            left -= left if all_of_it else asked
        counts += [_none(one, key, None) for key in sorted(left)]
    return counts, works


def _none(one: FoundEmpty, key: tuple[int, str], task: _Open | None) -> NewCount:
    item_id, lot = key
    return NewCount(
        one.occurred_at, one.agent_id, one.device, item_id, one.location_id, lot, _NONE, _NONE, "unseen",
        _EMPTY, task.number if task else None, task.round if task else None,
    )  # fmt: skip


def _closed(one: FoundEmpty, task: _Open, lines: int) -> NewCountWork:
    return NewCountWork(
        one.occurred_at, one.agent_id, one.device, task.number, task.round, "closed", lines, None
    )


def _say_not_open(conn: Connection, one: FoundEmpty, now: datetime) -> None:
    why = f"{one.number} is not open there"
    detail = f"what {one.device} counted at {one.location} is not used: {why}"
    subject = f"{one.site}/{one.agent}/{one.number}"
    alarms.raise_(conn, COUNT_NOT_USED, subject, at=now, detail=detail, site_id=one.site_id)
