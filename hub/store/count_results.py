"""What was found at a place, put on the lines of its count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import TupleRow

from hub.store import count_planning, count_tasks, sites
from hub.store.count_tasks import Counted, CountTask, NewLine

Connection = psycopg.Connection[TupleRow]


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
    zone = ZoneInfo(sites.get(conn, task.site).timezone)
    abc = count_planning.abc_of_site(conn, task.site_id, at.astimezone(zone).date())
    new = [NewLine(one.item_id, one.lot, abc.get(one.item_id, "C")) for one in everything]
    count_tasks.add_lines(conn, task.id, task.site_id, task.location_id, new, round_=task.round)
    count_tasks.put_counted(conn, task, everything)
