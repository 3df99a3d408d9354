"""Closes months that are over, so that figures of long spans need not read every day."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final

import psycopg

from hub.domain.months import closed_until
from hub.store import months

Transaction = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]
# so many items' cost rows are locked at once: devices' counts of those wait as long, some ten milliseconds
ITEMS_AT_ONCE: Final = 50


def close_months(transaction: Transaction, now: datetime, *, stop: Callable[[], bool] = lambda: False) -> int:
    """Close what is over for every item, some items a transaction; gives how many items had something open.

    Safe to run in several hub processes at once, and to be cut off: it goes on where it was.
    """
    until, closed = closed_until(now.date()), 0
    while not stop():
        with transaction() as conn:
            taken = months.close(conn, until, limit=ITEMS_AT_ONCE)
        closed += taken
        if taken < ITEMS_AT_ONCE:
            break
    return closed
