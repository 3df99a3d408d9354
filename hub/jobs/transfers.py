"""Who waits too long for goods from another place is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final

import psycopg

from hub.domain.alarms import TRANSFER_OVERDUE
from hub.domain.transfers.lateness import is_late
from hub.store import alarms, silence
from hub.store.transfers import on_the_way
from hub.store.transfers.on_the_way import OnTheWay

_LOCK: Final = 0x7464_7472_616E_7366  # any number that is ours: "tdtransf"
Transaction = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]


def remind(transaction: Transaction, now: datetime) -> None:
    """An alarm stands at each of its two sites for a transfer that is late, as long as it is.

    Safe to run in several hub processes at once: one of them does it.
    """
    with transaction() as conn:
        if not silence.try_lock(conn, _LOCK):
            return
        late = [
            alarm
            for one in on_the_way.list_all(conn)
            if is_late(one.due_on, one.sent_at, timezone=one.to_timezone, now=now)
            for alarm in _alarms(one)
        ]
        alarms.keep(conn, TRANSFER_OVERDUE, late, now)


def _alarms(late: OnTheWay) -> list[alarms.NewAlarm]:
    if late.due_on is None:
        detail = (
            f"sent from {late.from_site} to {late.to_site} on {late.sent_at:%Y-%m-%d}, "
            "and some of it is still on its way"
        )
    else:
        detail = (
            f"due from {late.from_site} at {late.to_site} on {late.due_on}, "
            "and some of it is still on its way"
        )
    at = {late.from_site: late.from_site_id, late.to_site: late.to_site_id}
    return [alarms.NewAlarm(f"{site}/{late.number}", detail, site_id) for site, site_id in at.items()]
