"""What a count's result does: judged beside the ledger at its own moment, and its variance posted, once.

The rule (ADR 17): a count says what stood at a place at a moment. Its variance is what it found less what
the ledger has for that moment, by all movements that happened up to then, whenever they were recorded; it is
posted as of that moment. So what moved after the count stays moved. What happened before it and is recorded
after it was in what was counted already: its effect at the place is taken back out of the variance.

Whoever calls has the count's row locked; the ledger's rows are locked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.rows import TupleRow, args_row

from hub.domain.counting import AbcClass, Line, Policy, Verdict, is_accurate, judge, value_at_stake
from hub.domain.counting import after as state_after
from hub.domain.ledger import Entry
from hub.store import count_planning, count_tasks, downlink, ledger, queries, stock
from hub.store.count_tasks import CountLine, CountTask
from hub.store.errors import InvalidError
from hub.store.inbound import units

_Q = queries.load("count_posting")
_TASKS = queries.load("count_tasks")
Connection = psycopg.Connection[TupleRow]
Place = tuple[int, int, str]
# agents keep what they could not send for weeks; what comes later than this is found by the next count
SETTLED_FOR: Final = timedelta(days=30)
WITHIN_LIMIT: Final = "within_limit"


@dataclass(frozen=True, slots=True)
class Looked:
    """A count's lines beside the ledger as it is known now."""

    lines: Sequence[CountLine]
    beside: Sequence[Line]

    @property
    def value(self) -> Decimal:
        return value_at_stake(self.beside)


class _Posted(NamedTuple):
    task_id: int
    number: str
    site_id: int
    item_id: int
    location_id: int
    lot: str
    abc: AbcClass
    counted_qty: Decimal
    counted_at: datetime
    variance_qty: Decimal


class _News(NamedTuple):
    task_id: int
    site_id: int
    item_id: int
    location_id: int
    lot: str
    newest_id: int
    late: bool


def look(conn: Connection, task: CountTask, policy: Policy, *, now: datetime) -> Looked:
    """Nothing of its items moves until the transaction ends. Raises InvalidError for a line not counted."""
    found = count_tasks.lines(conn, [task.id])
    missing = [line.sku for line in found if line.counted_qty is None]
    if missing:
        raise InvalidError(f"count {task.number} lacks {', '.join(missing[:5])}")
    worth = ledger.lock(conn, [(task.site_id, line.item_id) for line in found], recorded_at=now)
    stood = stock.at_moments(
        conn,
        [stock.Moment(line.item_id, task.location_id, line.lot, line.counted_at or now) for line in found],
    )
    beside = [
        Line(line.counted_qty or Decimal(0), qty, line.abc, worth[task.site_id, line.item_id])
        for line, qty in zip(found, stood, strict=True)
    ]
    values = {
        "task_id": task.id,
        "item_ids": [line.item_id for line in found],
        "lots": [line.lot for line in found],
        "ledger_qtys": [line.ledger_qty for line in beside],
        "unit_costs": [line.unit_cost for line in beside],
        "accurate": [is_accurate(line, policy) for line in beside],
    }
    conn.execute(_TASKS["look"], values)
    return Looked(found, beside)


def close(conn: Connection, task: CountTask, policy: Policy, *, by: str, now: datetime) -> Verdict:
    """Judge what was counted, and do what that comes to. Raises CountStateError, InvalidError."""
    looked = look(conn, task, policy, now=now)
    verdict = judge(looked.beside, task.round, policy)
    state = state_after(task.state, "close", task.round, verdict)
    at = max((line.counted_at for line in looked.lines if line.counted_at), default=now)
    conn.execute(
        _TASKS["counted"], {"id": task.id, "state": state, "at": at, "by": by, "value": looked.value}
    )
    if verdict == "recount":
        count_tasks.count_again(conn, task)
    elif verdict == "posted":
        _post(conn, task, looked, policy, reason=WITHIN_LIMIT, note="", user_id=None, now=now)
    downlink.notify(conn)
    return verdict


def approve(
    conn: Connection,
    task: CountTask,
    looked: Looked,
    policy: Policy,
    *,
    reason: str,
    note: str,
    user_id: int,
    now: datetime,
) -> None:
    """Post the variances that were looked at in this transaction. Raises CountStateError."""
    state = state_after(task.state, "approve", task.round)
    values = {
        "id": task.id, "state": state, "at": now, "user_id": user_id, "reason": reason, "note": note,
        "value": looked.value,
    }  # fmt: skip
    conn.execute(_TASKS["decide"], values)
    _post(conn, task, looked, policy, reason=reason, note=note, user_id=user_id, now=now)


def _post(
    conn: Connection,
    task: CountTask,
    looked: Looked,
    policy: Policy,
    *,
    reason: str,
    note: str,
    user_id: int | None,
    now: datetime,
) -> None:
    why = {"reason": reason} | ({"note": note} if note else {})
    lines = [
        _Posted(
            task.id, task.number, task.site_id, line.item_id, task.location_id, line.lot, line.abc,
            beside.counted_qty, line.counted_at or now, Decimal(0),
        )
        for line, beside in zip(looked.lines, looked.beside, strict=True)
    ]  # fmt: skip
    _bring_to(conn, lines, looked.beside, policy, why=why, user_id=user_id, now=now)
    # for counts that were made after this one and posted before it, it is a late movement
    places = [(line.item_id, line.location_id, line.lot) for line in lines]
    _settle(conn, task.site_id, places, policy, now=now)
    count_planning.clear_looked_at(conn, task.id, at=now)


def _bring_to(
    conn: Connection,
    lines: Sequence[_Posted],
    beside: Sequence[Line],
    policy: Policy,
    *,
    why: dict[str, Any],
    user_id: int | None,
    now: datetime,
) -> int:
    """Adjustments as of the counts' moments, so that the ledger has what was counted then; gives how many."""
    off = [(line, one) for line, one in zip(lines, beside, strict=True) if one.variance_qty]
    if off:
        outside = _loss_gain(conn, off[0][0].site_id)
        entries = [_entry(line, one, outside, why, user_id) for line, one in off]
        ledger.post(conn, entries, recorded_at=now)
        units.follow(conn, entries, now)  # a package of which less was found is whole no more
    # what the ledger had without this count and what was posted for it before
    whole = [
        one._replace(ledger_qty=one.ledger_qty - line.variance_qty)
        for line, one in zip(lines, beside, strict=True)
    ]
    values = {
        "at": now,
        "task_ids": [line.task_id for line in lines],
        "item_ids": [line.item_id for line in lines],
        "lots": [line.lot for line in lines],
        "variances": [one.variance_qty for one in whole],
        "ledger_qtys": [one.ledger_qty for one in whole],
        "accurate": [is_accurate(one, policy) for one in whole],
        "unit_costs": [one.unit_cost for one in whole],
    }
    conn.execute(_Q["posted"], values)
    return len(off)


def _entry(line: _Posted, beside: Line, outside: int, why: dict[str, Any], user_id: int | None) -> Entry:
    more = beside.variance_qty > 0
    return Entry(
        site_id=line.site_id,
        item_id=line.item_id,
        kind="adjustment",
        qty=abs(beside.variance_qty),
        source_id=outside if more else line.location_id,
        destination_id=line.location_id if more else outside,
        occurred_at=line.counted_at,
        lot=line.lot,
        document=line.number,
        user_id=user_id,
        evidence={
            "counted_qty": f"{beside.counted_qty.normalize():f}",
            "ledger_qty": f"{beside.ledger_qty.normalize():f}",
            **why,
        },
    )


def _loss_gain(conn: Connection, site_id: int) -> int:
    row = conn.execute(_Q["loss_gain"], {"site_id": site_id}).fetchone()
    assert row is not None  # noqa: S101 - every site has it from its beginning
    return int(row[0])


def settle(conn: Connection, policies: dict[int, Policy], *, now: datetime, limit: int = 500) -> int:
    """Posted counts behind which late movements have come, put right; gives how many adjustments that took.

    In the caller's transaction. Safe beside others: the ledger's locks are taken first, all at once.
    """
    with conn.cursor(binary=True, row_factory=args_row(_News)) as cursor:
        since = {"since": now - SETTLED_FOR, "limit": limit}
        news = cursor.execute(_Q["since_settled"], since).fetchall()
    late = [one for one in news if one.late]
    ledger.lock(conn, {(one.site_id, one.item_id) for one in news}, recorded_at=now)
    made = 0
    for site_id in sorted({one.site_id for one in late}):
        places = {(one.item_id, one.location_id, one.lot) for one in late if one.site_id == site_id}
        made += _settle(conn, site_id, sorted(places), policies.get(site_id, Policy()), now=now)
    if news:
        values = {
            "task_ids": [one.task_id for one in news],
            "item_ids": [one.item_id for one in news],
            "lots": [one.lot for one in news],
            "newest_ids": [one.newest_id for one in news],
        }
        conn.execute(_Q["looked_through"], values)
    return made


def _settle(conn: Connection, site_id: int, places: Iterable[Place], policy: Policy, *, now: datetime) -> int:
    """One count after the other as they were made: what puts an earlier one right is late for the next."""
    wanted = list(places)
    values = {
        "item_ids": [place[0] for place in wanted],
        "location_ids": [place[1] for place in wanted],
        "lots": [place[2] for place in wanted],
        "since": now - SETTLED_FOR,
    }
    with conn.cursor(binary=True, row_factory=args_row(_Posted)) as cursor:
        posted = cursor.execute(_Q["posted_at_places"], values).fetchall()
    if not posted:
        return 0
    worth = ledger.lock(conn, {(site_id, line.item_id) for line in posted}, recorded_at=now)
    made = 0
    for line in posted:
        moment = stock.Moment(line.item_id, line.location_id, line.lot, line.counted_at)
        (stood,) = stock.at_moments(conn, [moment])
        if stood == line.counted_qty:
            continue
        beside = Line(line.counted_qty, stood, line.abc, worth[site_id, line.item_id])
        made += _bring_to(
            conn, [line], [beside], policy, why={"reason": "late_movement"}, user_id=None, now=now
        )
    return made
