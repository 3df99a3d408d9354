"""What hand scanners counted: on the lines of the place's open counts, or a count of its own.

A scanner without a screen knows of no round, and names a count only if somebody chose it. What it found
answers that one, or else the count that is open for the item at that place; where there is none, one is made,
as of the moment of counting. Only what was scanned is counted: that nothing is there must be said (see
`count_empty`).
A count is judged as soon as its round has no line left, whoever counted which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import TupleRow, args_row, class_row

from hub.domain.alarms import COUNT_NOT_USED
from hub.store import alarms, count_planning, count_policies, count_posting, count_tasks, ledger, queries
from hub.store.count_tasks import Counted, CountTask, NewLine, NewTask
from hub.store.errors import ConflictError

_Q = queries.load("count_scans")
Connection = psycopg.Connection[TupleRow]
# for what has to be counted again
DUE_IN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one device told of one place when it closed a count; ``number``: the one that it chose."""

    agent_id: int
    agent: str
    site_id: int
    site: str
    device: str
    location_id: int
    location: str
    occurred_at: datetime
    number: str | None


class _Found(NamedTuple):
    id: int
    item_id: int
    lot: str
    qty: Decimal
    method: str


def open_scans(conn: Connection, *, limit: int = 100) -> list[Scanned]:
    """What nobody has taken up yet, in the order in which it came."""
    with conn.cursor(row_factory=class_row(Scanned)) as cursor:
        return cursor.execute(_Q["open"], {"limit": limit}).fetchall()


def take_up(conn: Connection, scanned: Scanned, *, now: datetime) -> list[str]:
    """Numbers of the counts that it went to; none where another process has done it.

    In the caller's transaction. Raises CountStateError, StoreError (the chosen count is not open there),
    EntryError.
    """
    count_planning.lock(conn)  # nothing else is planned for the place meanwhile
    found = _claim(conn, scanned)
    if not found:
        return []
    of = _lock_answers(conn, scanned, found)
    if scanned.number is not None and not of:
        raise ConflictError(f"{scanned.number} is not open there")
    unasked = [one for one in found if one.item_id not in of]
    if unasked:
        number = _create(conn, scanned, unasked)
        of |= {one.item_id: number for one in unasked}
    numbers = sorted(set(of.values()))
    tasks = [count_tasks.get_locked(conn, number) for number in numbers]
    # of all counts at once: each locks its own when it is posted
    asked = {line.item_id for line in count_tasks.lines(conn, [task.id for task in tasks])}
    items = asked | {one.item_id for one in found}
    ledger.lock(conn, {(scanned.site_id, item_id) for item_id in items}, recorded_at=now)
    for number, task in zip(numbers, tasks, strict=True):
        lines = [one for one in found if of[one.item_id] == number]
        _put(conn, task, scanned, lines, now)
        conn.execute(_Q["used"], {"number": number, "ids": [one.id for one in lines]})
    return numbers


def refuse(conn: Connection, scanned: Scanned, why: str, *, now: datetime) -> None:
    """It cannot be used: told by an alarm, and out of the way."""
    detail = f"what {scanned.device} counted at {scanned.location} is not used: {why}"
    subject = f"{scanned.site}/{scanned.agent}/{scanned.location}/{scanned.occurred_at:%Y-%m-%d %H:%M:%S}"
    alarms.raise_(conn, COUNT_NOT_USED, subject, at=now, detail=detail, site_id=scanned.site_id)
    conn.execute(_Q["failed"], {"ids": [one.id for one in _claim(conn, scanned)]})


def _claim(conn: Connection, scanned: Scanned) -> list[_Found]:
    values = {
        "agent_id": scanned.agent_id,
        "device": scanned.device,
        "location_id": scanned.location_id,
        "occurred_at": scanned.occurred_at,
        "number": scanned.number,
    }
    with conn.cursor(binary=True, row_factory=args_row(_Found)) as cursor:
        return cursor.execute(_Q["claim"], values).fetchall()


def _lock_answers(conn: Connection, scanned: Scanned, found: Sequence[_Found]) -> dict[int, str]:
    """By item id the number of the open count that it belongs to; all of them are locked."""
    locked: set[str] = set()
    while True:
        of = _answers(conn, scanned, found)
        # one that was closed while it was waited for is an answer no more
        missing = sorted(set(of.values()) - locked)
        if not missing:
            return of
        for number in missing:
            count_tasks.get_locked(conn, number)
        locked.update(missing)


def _answers(conn: Connection, scanned: Scanned, found: Sequence[_Found]) -> dict[int, str]:
    values = {
        "item_ids": sorted({one.item_id for one in found}),
        "location_id": scanned.location_id,
        "at": scanned.occurred_at,
        "number": scanned.number,
    }
    return dict(conn.execute(_Q["answers"], values).fetchall())


def _create(conn: Connection, scanned: Scanned, found: Sequence[_Found]) -> str:
    new = NewTask(
        scanned.site_id,
        scanned.location_id,
        False,
        "scanned",
        scanned.occurred_at + DUE_IN,
        _new_lines(conn, scanned, found),
        f"{scanned.agent}/{scanned.device}",
    )
    number = count_tasks.create(conn, new, at=scanned.occurred_at)
    assert number is not None  # noqa: S101 - only an alarm's count can be there already
    return number


def _new_lines(conn: Connection, scanned: Scanned, found: Sequence[_Found]) -> list[NewLine]:
    abc = count_planning.abc_at(conn, scanned.site_id, scanned.occurred_at)
    return [NewLine(one.item_id, one.lot, abc.get(one.item_id, "C")) for one in found]


def _put(conn: Connection, task: CountTask, scanned: Scanned, found: Sequence[_Found], now: datetime) -> None:
    at = scanned.occurred_at
    new = _new_lines(conn, scanned, found)
    count_tasks.add_lines(conn, task.id, task.site_id, task.location_id, new, round_=task.round)
    counted = [Counted(one.item_id, one.lot, one.qty, at, one.method) for one in found]
    count_tasks.put_counted(conn, task, counted)
    if _is_whole(conn, task, at):
        policy = count_policies.get(conn, task.site_id)
        count_posting.close(conn, task, policy, by=f"{scanned.agent}/{scanned.device}", now=now)


def _is_whole(conn: Connection, task: CountTask, at: datetime) -> bool:
    """Whether each line of the round is counted, and of a whole place all that the ledger has there."""
    lines = count_tasks.lines(conn, [task.id])
    if any(line.counted_qty is None for line in lines):
        return False
    there = count_tasks.standing(conn, task.location_id, at) if task.whole and task.round == 1 else []
    return set(there) <= {(line.item_id, line.lot) for line in lines}
