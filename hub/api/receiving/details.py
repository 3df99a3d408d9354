"""Lots, serial numbers and days of expiry that items demand when they come in: whatever is wrong, at once."""

from __future__ import annotations

from collections.abc import Sequence

from hub.api.database import Connection
from hub.api.problems import WrongFields
from hub.domain.inbound.tracked import faults
from hub.domain.ledger import Entry
from hub.domain.pieces import comes_twice
from hub.store.inbound import tracked

Named = tuple[str, Entry]
"""Where in the request it stands, and what follows from it."""


def check(conn: Connection, named: Sequence[Named], wrong: WrongFields) -> None:
    """Nobody else receives these serial numbers before this transaction ends."""
    items = tracked.of_items(conn, {entry.item_id for _, entry in named})
    pieces = [(entry.item_id, entry.serial) for _, entry in named if entry.serial]
    tracked.lock(conn, pieces)
    last = tracked.whereabouts(conn, pieces)
    seen: set[tuple[int, str]] = set()
    for where, entry in named:
        item = items.get(entry.item_id)
        wants = item.wants if item else ()
        for detail, what in faults(wants, entry.qty, entry.lot, entry.serial, entry.expiry):
            if where.startswith("body.packages"):
                sku = item.sku if item else ""
                wrong.add(where, f"does not say the {detail} of {sku}: open it and receive what is in it")
            else:
                wrong.add(f"{where}.{detail}", what)
        piece = (entry.item_id, entry.serial or "")
        found = last.get(piece)
        fault = None if found is not None and found.is_on_the_way_on(entry.document) else comes_twice(found)
        if fault:
            wrong.add(f"{where}.serial", f"{entry.serial} {fault}")
        elif piece in seen:
            wrong.add(f"{where}.serial", f"{entry.serial} stands twice in this receipt")
        if entry.serial:
            seen.add(piece)
