"""Counts on a clock: planned, asked for where something is wrong, remembered, judged, and put right."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import psycopg
import structlog

from hub.domain.alarms import COUNT_DUE, COUNT_OVERDUE, COUNT_TO_APPROVE
from hub.domain.counting import SCHEDULES, CountStateError, scheduled
from hub.domain.ledger import EntryError
from hub.store import (
    alarms,
    count_planning,
    count_policies,
    count_posting,
    count_results,
    count_scans,
    shelf_weights,
    sites,
)
from hub.store.alarms import NewAlarm
from hub.store.errors import StoreError
from hub.store.sites import Site

log = structlog.get_logger("hub.jobs")
Transaction = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]
REMINDED_BEFORE: Final = timedelta(days=1)
_BAD_RESULT: Final = (
    StoreError,
    EntryError,
    CountStateError,
    psycopg.DataError,
    psycopg.IntegrityError,
)


@dataclass(frozen=True, slots=True)
class Done:
    """What one round did."""

    planned: int = 0
    shelves_off: int = 0
    settled: int = 0

    def __bool__(self) -> bool:
        return self != Done()


def run_due(transaction: Transaction, now: datetime) -> Done:
    """One round. Safe to run in several hub processes at once: they take turns."""
    with transaction() as conn:
        count_planning.lock(conn)
        planned = sum(_plan_site(conn, site, now) for site in sites.list_all(conn))
        planned += count_planning.plan_exceptions(conn, now=now)
        off = shelf_weights.compare(conn, now=now)
        planned += off
        _remind(conn, now)
    with transaction() as conn:
        policies = {site.id: count_policies.get(conn, site.id) for site in sites.list_all(conn)}
        settled = count_posting.settle(conn, policies, now=now)
    return Done(planned, off, settled)


def _plan_site(conn: psycopg.Connection[Any], site: Site, now: datetime) -> int:
    """What the site's calendar asks for. A day on which no hub ran is made up for; a new site begins with
    the next such day, not with the last."""
    policy = count_policies.get(conn, site.id)
    today = now.astimezone(ZoneInfo(site.timezone)).date()
    planned = 0
    for kind in SCHEDULES:
        day = scheduled(kind, policy, today)
        last = count_planning.last_plan(conn, site.id, kind)
        if day is None or (last is not None and last.planned_for >= day):
            continue
        made: list[str] = []
        if last is not None:
            made = count_planning.plan(conn, site.id, kind, policy, today=today, now=now)
        count_planning.note_planned(conn, site.id, kind, day, len(made), now)
        planned += len(made)
    return planned


def _remind(conn: psycopg.Connection[Any], now: datetime) -> None:
    due: list[NewAlarm] = []
    overdue: list[NewAlarm] = []
    for day in count_planning.due_days(conn, now=now, until=now + REMINDED_BEFORE):
        subject = f"{day.site}/{day.day.isoformat()}"
        if day.overdue:
            overdue.append(NewAlarm(subject, f"counts overdue since {day.day}: {day.counts}", day.site_id))
        else:
            due.append(NewAlarm(subject, f"counts due on {day.day}: {day.counts}", day.site_id))
    waiting = [
        NewAlarm(
            f"{one.site}/{one.number}",
            f"the count of {one.location} is off by {one.value_at_stake or 0:.2f} {one.currency}"
            " and waits for an approval",
            one.site_id,
        )
        for one in count_planning.waiting(conn)
    ]
    alarms.keep(conn, COUNT_DUE, due, now)
    alarms.keep(conn, COUNT_OVERDUE, overdue, now)
    alarms.keep(conn, COUNT_TO_APPROVE, waiting, now)


def judge_results(
    transaction: Transaction, now: datetime, *, stop: Callable[[], bool] = lambda: False
) -> int:
    """What was counted since, one transaction each, so that one count never waits for another's goods.

    Safe to run in several hub processes at once. One that cannot be judged is told by an alarm, and does not
    stand in the way of the next.
    """
    with transaction() as conn:
        works = count_results.open_works(conn)
    done = 0
    for work in works:
        if stop():
            break
        try:
            with transaction() as conn:
                outcome = count_results.take_up(conn, work, now=now)
        except _BAD_RESULT as error:
            log.error("count not judged", document=work.document, agent=work.agent, error=str(error))
            with transaction() as conn:
                count_results.refuse(conn, work, str(error), now=now)
            outcome = "failed"
        done += outcome not in (None, "waiting")
    return done + _take_up_scans(transaction, now, stop)


def _take_up_scans(transaction: Transaction, now: datetime, stop: Callable[[], bool]) -> int:
    with transaction() as conn:
        scans = count_scans.open_scans(conn)
    done = 0
    for scanned in scans:
        if stop():
            break
        try:
            with transaction() as conn:
                done += bool(count_scans.take_up(conn, scanned, now=now))
        except _BAD_RESULT as error:
            log.error("scanned count not used", place=scanned.location, agent=scanned.agent, error=str(error))
            with transaction() as conn:
                count_scans.refuse(conn, scanned, str(error), now=now)
            done += 1
    return done
