"""What is to be counted next: by class and age, on the clock, and where something is not as it should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.alarms import FAULT, NEGATIVE_STOCK
from hub.domain.counting import (
    ALL_CLASSES,
    AbcClass,
    Candidate,
    Policy,
    Schedule,
    classes,
    due,
    of_large_count,
)
from hub.store import count_tasks, queries
from hub.store.count_tasks import NewLine, NewTask, Origin

_Q = queries.load("count_planning")
Connection = psycopg.Connection[TupleRow]
_LOCK: Final = 0x7464_636F_756E_7473  # any number that is ours: "tdcounts"
_TRAILING: Final = timedelta(days=365)
EXCEPTION_DUE: Final = timedelta(days=1)
# faults of a shelf scale after which only a person can say what is there; codes of edge.shelf and edge.roles
WEIGHT_FAULTS: Final = ("unexplained-weight", "scale-restarted", "weight-jumped", "older-memory")


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A place of an item (lot) that an open alarm speaks of."""

    alarm_id: int
    detail: str
    site_id: int
    location_id: int
    item_id: int
    lot: str


@dataclass(frozen=True, slots=True)
class DueDay:
    """How many counts of a site are due on a day of its calendar, and whether that moment has gone by."""

    site_id: int
    site: str
    day: date
    counts: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """What the clock planned for a day of the site's calendar."""

    planned_for: date
    counts: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A place where the ledger has an item (lot); ``is_open``: it is in an open count there."""

    location_id: int
    location: str
    lot: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    site_id: int
    site: str
    number: str
    location: str
    value_at_stake: Decimal | None
    currency: str


def lock(conn: Connection) -> None:
    """Others who plan wait until this transaction ends."""
    conn.execute(_Q["lock"], {"lock": _LOCK})


def abc_of_site(conn: Connection, site_id: int, today: date) -> dict[int, AbcClass]:
    """By item id, from its cost of goods sold in the trailing 12 months; one that is missing sold nothing."""
    values = {"site_id": site_id, "since": today - _TRAILING, "today": today}
    with conn.cursor(binary=True) as cursor:
        return classes({row[0]: row[1] for row in cursor.execute(_Q["cogs"], values)})


def abc_at(conn: Connection, site_id: int, now: datetime) -> dict[int, AbcClass]:
    """As ``abc_of_site``, for the day that it is there."""
    row = conn.execute(_Q["local_day"], {"site_id": site_id, "at": now}).fetchone()
    assert row is not None  # noqa: S101 - a place is of a site
    return abc_of_site(conn, site_id, row[0])


def last_plan(conn: Connection, site_id: int, kind: Schedule) -> Planned | None:
    with conn.cursor(row_factory=class_row(Planned)) as cursor:
        return cursor.execute(_Q["last_plan"], {"site_id": site_id, "kind": kind}).fetchone()


def note_planned(
    conn: Connection, site_id: int, kind: Schedule, planned_for: date, counts: int, at: datetime
) -> None:
    values = {"site_id": site_id, "kind": kind, "planned_for": planned_for, "counts": counts, "at": at}
    conn.execute(_Q["note_planned"], values)


def plan(
    conn: Connection, site_id: int, kind: Schedule, policy: Policy, *, today: date, now: datetime
) -> list[str]:
    """Make the counts of a schedule; gives their numbers. ``lock`` first.

    Weekly: the lines whose class's interval is over, place by place. Monthly: every place, all that is there
    of the policy's classes. Only a count of all classes is of the whole place, whatever may be found there.
    """
    abc = abc_of_site(conn, site_id, today)
    with conn.cursor(row_factory=class_row(Candidate)) as cursor:
        candidates = cursor.execute(_Q["candidates"], {"site_id": site_id}).fetchall()
    if kind == "weekly":
        chosen = [one.candidate for one in due(candidates, abc, policy, now)]
        due_at = now + timedelta(days=policy.small_due_days)
    else:
        chosen = of_large_count(candidates, abc, policy)
        due_at = now + timedelta(days=policy.large_due_days)
    whole = kind == "monthly" and policy.large_classes == ALL_CLASSES
    return _by_place(conn, site_id, chosen, abc, kind, due_at, now, whole=whole)


def _by_place(
    conn: Connection,
    site_id: int,
    chosen: Sequence[Candidate],
    abc: dict[int, AbcClass],
    origin: Origin,
    due_at: datetime,
    now: datetime,
    *,
    whole: bool,
) -> list[str]:
    places: dict[int, list[NewLine]] = {}
    for one in chosen:
        line = NewLine(one.item_id, one.lot, abc.get(one.item_id, "C"))
        places.setdefault(one.location_id, []).append(line)
    made = [
        count_tasks.create(conn, NewTask(site_id, location_id, whole, origin, due_at, lines), at=now)
        for location_id, lines in places.items()
    ]
    return [number for number in made if number is not None]


def doubtful(conn: Connection) -> list[Doubtful]:
    """Places that an open alarm speaks of, and for which no count was made yet."""
    with conn.cursor(row_factory=class_row(Doubtful)) as cursor:
        negative = cursor.execute(_Q["negative_places"], {"kind": NEGATIVE_STOCK}).fetchall()
        weights = cursor.execute(
            _Q["doubtful_shelves"], {"kind": FAULT, "codes": list(WEIGHT_FAULTS)}
        ).fetchall()
    return [*negative, *weights]


def plan_exceptions(conn: Connection, *, now: datetime) -> int:
    """A count for each doubtful place that is not in an open count already. ``lock`` first."""
    made = 0
    abc: dict[int, dict[int, AbcClass]] = {}
    for one in doubtful(conn):
        if count_tasks.is_open_at(conn, one.location_id, one.item_id):
            continue
        if one.site_id not in abc:
            abc[one.site_id] = abc_at(conn, one.site_id, now)
        line = NewLine(one.item_id, one.lot, abc[one.site_id].get(one.item_id, "C"))
        new = NewTask(
            one.site_id, one.location_id, False, "exception", now + EXCEPTION_DUE, [line], one.detail,
            one.alarm_id,
        )  # fmt: skip
        made += count_tasks.create(conn, new, at=now) is not None
    return made


def standing_of(conn: Connection, site_id: int, item_id: int, lot: str | None) -> list[Standing]:
    """Where an item is to be found inside a site; without a lot: all of them."""
    with conn.cursor(row_factory=class_row(Standing)) as cursor:
        values = {"site_id": site_id, "item_id": item_id, "lot": lot}
        return cursor.execute(_Q["standing_of"], values).fetchall()


def clear_looked_at(conn: Connection, task_id: int, *, at: datetime) -> None:
    """Somebody has counted what shelf scales could not explain: what they say from now on is news again."""
    values = {"task_id": task_id, "kind": FAULT, "codes": list(WEIGHT_FAULTS), "at": at}
    conn.execute(_Q["looked_at"], values)


def due_days(conn: Connection, *, now: datetime, until: datetime) -> list[DueDay]:
    """Days up to ``until`` on which counts are due that nobody has finished."""
    with conn.cursor(row_factory=class_row(DueDay)) as cursor:
        return cursor.execute(_Q["due_days"], {"now": now, "until": until}).fetchall()


def waiting(conn: Connection) -> list[Waiting]:
    """Counts whose variance waits for somebody's word."""
    with conn.cursor(row_factory=class_row(Waiting)) as cursor:
        return cursor.execute(_Q["to_approve"]).fetchall()
