"""The hub's calls about counts. Knows nothing of Streamlit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dashboard.client import PAGE_ROWS, Hub, Query
from dashboard.counting.models import (
    Accuracy,
    Count,
    CountWithLines,
    Planned,
    Policy,
    Schedule,
    Schedules,
    ShelfWeight,
)
from dashboard.models import Page

TASKS = "/count-tasks"
MOST_COUNTS = 2000
MOST_WEIGHTS = 5000


class Counting:
    """Raises what dashboard.client.Hub raises."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def counts(self, site: str, states: list[str]) -> tuple[list[Count], bool]:
        """Newest first, and whether there are more than are given."""
        query: Query = {"site": site, "state": states, "limit": PAGE_ROWS}
        rows: list[Count] = []
        while len(rows) < MOST_COUNTS:
            page = self._hub.read(TASKS, Page[Count], query)
            rows.extend(page.items)
            if page.next is None:
                return rows, False
            query = {**query, "after": page.next}
        return rows, True

    def count(self, number: str) -> CountWithLines:
        return self._hub.read(f"{TASKS}/{number}", CountWithLines)

    def plan(self, site: str, kind: str) -> list[str]:
        """Their numbers."""
        return self._hub.change("POST", f"{TASKS}/plan", Planned, {"site": site, "kind": kind}).numbers

    def ask(self, body: dict[str, Any]) -> Planned:
        """A count of one place."""
        return Planned([self._hub.change("POST", TASKS, CountWithLines, body).number])

    def ask_of_item(self, body: dict[str, Any]) -> Planned:
        """A count of an item at each of its places."""
        return self._hub.change("POST", f"{TASKS}/by-item", Planned, body)

    def approve(self, number: str, reason: str, note: str) -> CountWithLines:
        body = {"reason": reason, "note": note}
        return self._hub.change("POST", f"{TASKS}/{number}/approve", CountWithLines, body)

    def again(self, number: str) -> CountWithLines:
        return self._hub.change("POST", f"{TASKS}/{number}/recount", CountWithLines)

    def cancel(self, number: str, reason: str) -> CountWithLines:
        return self._hub.change("POST", f"{TASKS}/{number}/cancel", CountWithLines, {"reason": reason})

    def schedule(self, site: str) -> list[Schedule]:
        return self._hub.read("/count-schedule", Schedules, {"site": site}).items

    def policy(self, site: str) -> Policy:
        return self._hub.read(f"/count-policies/{site}", Policy)

    def change_policy(self, site: str, changes: dict[str, Any]) -> Policy:
        return self._hub.change("PATCH", f"/count-policies/{site}", Policy, changes)

    def accuracy(
        self, site: str, *, since: dt.datetime | None = None, by: str = "week", location: str | None = None
    ) -> Accuracy:
        """Without `since`: of the last twelve weeks."""
        query: Query = {"site": site, "by": by, "location": location}
        return self._hub.read("/count-accuracy", Accuracy, query | {"from": _instant(since)})

    def shelves(self, site: str) -> list[ShelfWeight]:
        """The last comparison of each."""
        return self._hub.read("/shelves", Page[ShelfWeight], {"site": site}).items

    def shelf_weights(
        self, site: str, location: str, sku: str, *, since: dt.datetime, every_s: int
    ) -> list[ShelfWeight]:
        """Newest first; of each stretch of `every_s` seconds the last one."""
        query: Query = {"site": site, "location": location, "sku": sku, "limit": MOST_WEIGHTS}
        query |= {"from": _instant(since), "every_s": every_s}
        return self._hub.read("/shelf-weights", Page[ShelfWeight], query).items


def _instant(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
