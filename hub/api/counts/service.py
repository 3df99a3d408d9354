"""Counts as people work with them over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from hub.api.amounts import has_decimals
from hub.api.auth.roles import Principal, Role
from hub.api.counts.schemas import (
    ApproveRequest,
    CountLineAnswer,
    CountTaskAnswer,
    CountTaskSummary,
    ItemCountAnswer,
    ItemCountRequest,
    NewCountRequest,
    PolicyChanges,
    ResultRequest,
    ScheduleAnswer,
)
from hub.api.database import Connection
from hub.api.problems import Problem, WrongFields
from hub.domain import counting
from hub.domain.counting import Policy, Schedule
from hub.domain.valuation import times
from hub.store import (
    agents,
    count_planning,
    count_policies,
    count_posting,
    count_results,
    count_tasks,
    items,
    locations,
    sites,
)
from hub.store.count_tasks import Counted, CountLine, CountTask, NewLine, NewTask
from hub.store.items import Item

# clocks of desks differ from the hub's by seconds
CLOCK_TOLERANCE: Final = timedelta(minutes=2)
DUE_IN: Final = timedelta(days=1)
_BLIND: Final = frozenset(counting.TO_COUNT)
_HIDDEN: Final = ("counted_qty", "first_qty", "ledger_qty", "variance_qty", "accurate")


def summary(task: CountTask) -> CountTaskSummary:
    return CountTaskSummary.model_validate(_members(task))


def _members(task: CountTask) -> dict[str, Any]:
    members = {name: getattr(task, name) for name in CountTaskSummary.model_fields}
    if task.state in _BLIND:
        members["value_at_stake"] = None
    return members


def one(conn: Connection, task: CountTask) -> CountTaskAnswer:
    """Quantities only once nobody counts any more: whoever counts must not see what should be there."""
    shown = [_line(line, blind=task.state in _BLIND) for line in count_tasks.lines(conn, [task.id])]
    return CountTaskAnswer.model_validate(_members(task) | {"lines": shown})


def _line(line: CountLine, *, blind: bool) -> CountLineAnswer:
    names = CountLineAnswer.model_fields.keys() - {"variance_value"}
    members: dict[str, Any] = {name: getattr(line, name) for name in names}
    if not line.posted_at and line.counted_qty is not None and line.ledger_qty is not None:
        members["variance_qty"] = line.counted_qty - line.ledger_qty
    variance = members["variance_qty"]
    members["variance_value"] = None if line.unit_cost is None else times(variance, line.unit_cost)
    if blind:
        members |= dict.fromkeys((*_HIDDEN, "variance_value"))
    return CountLineAnswer.model_validate(members)


def create(conn: Connection, wanted: NewCountRequest, *, now: datetime) -> CountTaskAnswer:
    """Raises Problem (`validation` with everything that is wrong, `conflict` where it is counted already)."""
    wrong = WrongFields()
    site = sites.find(conn, wanted.site)
    place = agent = None
    if site is None:
        wrong.add("body.site", f"there is no site {wanted.site!r}")
    else:
        place = locations.find(conn, wanted.site, wanted.location)
        if place is None:
            wrong.add("body.location", f"site {wanted.site} has no location {wanted.location!r}")
        elif place.outside or place.kind == "in_transit":
            wrong.add("body.location", f"nothing can be counted at {wanted.location}")
        agent = agents.find(conn, wanted.site, wanted.agent) if wanted.agent else None
        if wanted.agent and agent is None:
            wrong.add("body.agent", f"site {wanted.site} has no agent {wanted.agent!r}")
    found = _items(conn, wrong, "body.items", [asked.sku for asked in wanted.items or ()])
    wrong.raise_if_any()
    assert site and place  # noqa: S101 - else something would be wrong
    count_planning.lock(conn)
    asked_ids = [found[asked.sku].id for asked in wanted.items] if wanted.items else [None]
    if any(count_tasks.is_open_at(conn, place.id, item_id) for item_id in asked_ids):
        raise Problem("conflict", f"An open count has {place.code} already; finish or cancel it first.")
    abc = count_planning.abc_of_site(conn, site.id, now.astimezone(ZoneInfo(site.timezone)).date())
    if wanted.items is None:
        keys = count_tasks.standing(conn, place.id, now)
    else:
        keys = sorted({(found[asked.sku].id, asked.lot) for asked in wanted.items})
    new = NewTask(
        site.id,
        place.id,
        wanted.items is None,
        "asked",
        wanted.due_at or now + DUE_IN,
        [NewLine(item_id, lot, abc.get(item_id, "C")) for item_id, lot in keys],
        wanted.cause,
        agent_id=agent.id if agent else None,
    )
    number = count_tasks.create(conn, new, at=now)
    assert number is not None  # noqa: S101 - only an alarm's count can be there already
    return one(conn, count_tasks.get(conn, number))


def create_of_item(conn: Connection, wanted: ItemCountRequest, *, now: datetime) -> ItemCountAnswer:
    """Raises Problem (`validation`; `conflict` where it stands nowhere that is not counted already)."""
    wrong = WrongFields()
    site = sites.find(conn, wanted.site)
    if site is None:
        wrong.add("body.site", f"there is no site {wanted.site!r}")
    agent = agents.find(conn, wanted.site, wanted.agent) if wanted.agent else None
    if wanted.agent and agent is None:
        wrong.add("body.agent", f"site {wanted.site} has no agent {wanted.agent!r}")
    item = items.find(conn, wanted.sku)
    if item is None:
        wrong.add("body.sku", f"there is no item {wanted.sku!r}")
    wrong.raise_if_any()
    assert site and item  # noqa: S101 - else something would be wrong
    count_planning.lock(conn)
    standing = count_planning.standing_of(conn, site.id, item.id, wanted.lot)
    already = sorted({one.location for one in standing if one.is_open})
    lines: dict[int, list[NewLine]] = {}
    abc = count_planning.abc_at(conn, site.id, now).get(item.id, "C")
    for one in standing:
        if not one.is_open:
            lines.setdefault(one.location_id, []).append(NewLine(item.id, one.lot, abc))
    if not lines:
        where = f"is being counted already at {', '.join(already)}" if already else "stands nowhere"
        raise Problem("conflict", f"{item.sku} {where}; to count it at a place, ask for that place.")
    due_at = wanted.due_at or now + DUE_IN
    agent_id = agent.id if agent else None
    numbers = [
        count_tasks.create(
            conn,
            NewTask(site.id, place, False, "asked", due_at, of, wanted.cause, agent_id=agent_id),
            at=now,
        )
        for place, of in lines.items()
    ]
    return ItemCountAnswer(numbers=[number for number in numbers if number], already=already)


def _items(conn: Connection, wrong: WrongFields, where: str, skus: Sequence[str]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for place, sku in enumerate(skus):
        item = items.find(conn, sku)
        if item is None:
            wrong.add(f"{where}.{place}.sku", f"there is no item {sku!r}")
        else:
            found[sku] = item
    return found


def plan(conn: Connection, site_code: str, kind: Schedule, *, now: datetime) -> list[str]:
    """Now, whatever the calendar says. Raises NotFoundError."""
    site = sites.get(conn, site_code)
    policy = count_policies.get(conn, site.id)
    today = now.astimezone(ZoneInfo(site.timezone)).date()
    count_planning.lock(conn)
    made = count_planning.plan(conn, site.id, kind, policy, today=today, now=now)
    count_planning.note_planned(conn, site.id, kind, today, len(made), now)
    return made


def schedules(conn: Connection, site_code: str, *, now: datetime) -> list[ScheduleAnswer]:
    """Raises NotFoundError."""
    site = sites.get(conn, site_code)
    policy = count_policies.get(conn, site.id)
    today = now.astimezone(ZoneInfo(site.timezone)).date()
    answers = []
    for kind in counting.SCHEDULES:
        last = count_planning.last_plan(conn, site.id, kind)
        answers.append(
            ScheduleAnswer(
                kind=kind,
                last_on=last.planned_for if last else None,
                last_counts=last.counts if last else None,
                next_on=counting.upcoming(kind, policy, today),
            )
        )
    return answers


def take(conn: Connection, number: str, *, who: Principal, now: datetime) -> CountTaskAnswer:
    task = count_tasks.get_locked(conn, number)
    if task.state == "counting" and task.taken_by != who.login and who.role < Role.MANAGER:
        raise Problem("conflict", f"{task.taken_by} is counting {number}; let them give it back first.")
    count_tasks.take(conn, task, by=who.login, at=now)
    return one(conn, count_tasks.get(conn, number))


def give_back(conn: Connection, number: str) -> CountTaskAnswer:
    task = count_tasks.get_locked(conn, number)
    count_tasks.give_back(conn, task)
    return one(conn, count_tasks.get(conn, number))


def result(
    conn: Connection, number: str, wanted: ResultRequest, *, who: Principal, now: datetime
) -> CountTaskAnswer:
    """Judge what was found. Raises NotFoundError, CountStateError, Problem (`validation`, `conflict`)."""
    task = count_tasks.get_locked(conn, number)
    counting.check(task.state, "close")
    if wanted.round != task.round:
        raise Problem("conflict", f"{number} is in round {task.round}, and this is of round {wanted.round}.")
    at = wanted.counted_at or now
    counted = _counted(conn, task, wanted, at=at, now=now)
    count_results.complete(conn, task, counted, at=at)
    policy = count_policies.get(conn, task.site_id)
    count_posting.close(conn, task, policy, by=who.login, now=now)
    return one(conn, count_tasks.get(conn, number))


def _counted(
    conn: Connection, task: CountTask, wanted: ResultRequest, *, at: datetime, now: datetime
) -> list[Counted]:
    wrong = WrongFields()
    found = _items(conn, wrong, "body.lines", [line.sku for line in wanted.lines])
    counted: dict[tuple[int, str], Counted] = {}
    for place, line in enumerate(wanted.lines):
        item = found.get(line.sku)
        when = line.counted_at or at
        if when > now + CLOCK_TOLERANCE or when < now - count_posting.SETTLED_FOR:
            wrong.add(f"body.lines.{place}.counted_at", "lies in the future, or more than 30 days back")
        if item is None:
            continue
        if not has_decimals(line.qty, item.qty_decimals):
            wrong.add(
                f"body.lines.{place}.qty", f"item {item.sku} is counted with {item.qty_decimals} decimals"
            )
        if (item.id, line.lot) in counted:
            wrong.add(f"body.lines.{place}", f"{line.sku} stands here twice: add it up")
        counted[item.id, line.lot] = Counted(item.id, line.lot, line.qty, when, "typed")
    if not task.whole or task.round > 1:
        missing = [
            line.sku
            for line in count_tasks.lines(conn, [task.id])
            if line.round == task.round and (line.item_id, line.lot) not in counted
        ]
        if missing:
            wrong.add("body.lines", f"not counted: {', '.join(missing[:10])}; say 0 where there is none")
    wrong.raise_if_any()
    return list(counted.values())


def approve(
    conn: Connection, number: str, wanted: ApproveRequest, *, who: Principal, now: datetime
) -> CountTaskAnswer:
    """Post the variance as it is now. Raises NotFoundError, CountStateError, Problem (`forbidden`)."""
    task = count_tasks.get_locked(conn, number)
    counting.check(task.state, "approve")
    if task.counted_by == who.login and who.role < Role.ADMIN:
        raise Problem("forbidden", f"{who.login} has counted {number}: somebody else must approve it.")
    policy = count_policies.get(conn, task.site_id)
    looked = count_posting.look(conn, task, policy, now=now)
    if not counting.may_approve(who.role.text, looked.value, policy):
        limit = counting.approval_limit(who.role.text, policy)
        raise Problem(
            "forbidden",
            f"The variance is worth {looked.value.normalize():f} {task.currency}; "
            f"a {who.role.text} may approve up to {limit:f}.",
        )
    count_posting.approve(
        conn, task, looked, policy, reason=wanted.reason, note=wanted.note, user_id=who.user_id, now=now
    )
    return one(conn, count_tasks.get(conn, number))


def recount(conn: Connection, number: str) -> CountTaskAnswer:
    """Another round for all of it. Raises NotFoundError, CountStateError."""
    task = count_tasks.get_locked(conn, number)
    counting.check(task.state, "recount")
    count_tasks.count_again(conn, task, all_lines=True)
    return one(conn, count_tasks.get(conn, number))


def cancel(conn: Connection, number: str, reason: str, *, who: Principal, now: datetime) -> CountTaskAnswer:
    task = count_tasks.get_locked(conn, number)
    count_tasks.cancel(conn, task, user_id=who.user_id, note=reason, at=now)
    return one(conn, count_tasks.get(conn, number))


def change_policy(conn: Connection, site_code: str, wanted: PolicyChanges) -> Policy:
    """Raises NotFoundError."""
    site = sites.get(conn, site_code)
    policy = replace(count_policies.get(conn, site.id), **wanted.model_dump(exclude_none=True))
    count_policies.put(conn, site.id, policy)
    return policy
