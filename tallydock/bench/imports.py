"""Lists of items in and out through the hub: checked, taken in, as CSV and XLSX."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from hub.api.catalogue.sheets import Items
from hub.domain.sheets import csv_text, plan, reading
from hub.store import items, pool
from tallydock.bench.figures import Figure
from tallydock.services.errors import ServiceError
from tallydock.stack.core import Core

GOAL_S: Final = 30
TIMEOUT_S: Final = 600.0
_BATCH: Final = 1000
_HEAD: Final = (
    "sku,name,category,unit,unit_weight_g,unit_weight_sd_g,length_mm,width_mm,height_mm,shelf_life_days,"
    "tracking,price,standard_cost\n"
)


def run(core: Core, *, rows: int) -> list[Figure]:
    """Raises ServiceError when a list is not taken as it should be."""
    first, second = _list(rows, "Article"), _list(rows, "Good")
    wrong = first.replace(b",lot,", b",batch,")
    alone_s = _database_alone(core.dsn, first)
    figures = [Figure(f"{rows} items: the database alone", alone_s, "s", "the same rows, read beforehand")]

    def note(name: str, content: bytes, beside: str = f"goal < {GOAL_S}", **query: str) -> None:
        state = "refused" if content is wrong else "done"
        spent_s = _seconds(lambda: _send(core, content, state, rows, **query))
        figures.append(Figure(f"{rows} items: {name}", spent_s, "s", beside))

    note("CSV checked (dry run)", first, dry_run="true")
    note("CSV taken in, all new", first)
    note("CSV taken in, all as it was", first)
    note("CSV with a fault in every row", wrong, "each told by row and column")
    note("CSV taken in, all changed", second)
    workbook: list[bytes] = []
    out_s = _seconds(lambda: workbook.append(_workbook(core)))
    figures.append(Figure(f"{rows} items: XLSX out", out_s, "s", f"{len(workbook[0]) / 1e6:.1f} MB"))
    _send(core, first, "done", rows)
    note("XLSX taken in, all changed", workbook[0])
    return figures


def _list(rows: int, name: str) -> bytes:
    return (
        _HEAD
        + "".join(
            f"S{n:06},{name} number {n},Category {n % 40},pcs,{100 + n % 900}.5,1.2,120,80,{n % 90 + 1},"
            f"365,lot,{n % 100}.99,{n % 50}.10\n"
            for n in range(rows)
        )
    ).encode()


def _database_alone(dsn: str, content: bytes) -> float:
    """What no import can be faster than: the rows saved in the same batches, and taken back."""
    sheet = reading.read(Items.columns, Items.key, csv_text.read(content).lines)
    records = [change.record for change in plan.plan(Items.columns, Items.key, sheet.rows, {}).changes]

    def save() -> None:
        with pool.connect(dsn) as conn:
            for start in range(0, len(records), _BATCH):
                items.save_many(conn, records[start : start + _BATCH])
            conn.rollback()

    return _seconds(save)


def _send(core: Core, content: bytes, state: str, rows: int, **query: str) -> None:
    answer = core.hub.http.post("/api/v1/sheets/items/imports", content=content, params=query)
    answer.raise_for_status()
    job = answer.json()
    until = time.monotonic() + TIMEOUT_S
    while job["state"] in ("waiting", "running") and time.monotonic() < until:
        time.sleep(0.01)
        job = core.hub.get(f"/imports/{job['id']}")
    if job["state"] != state:
        raise ServiceError(
            f"a list of {rows} items is {job['state']}, and should be {state}",
            where=f"import {job['id']}",
            do="look into the hub's log",
        )


def _workbook(core: Core) -> bytes:
    answer = core.hub.http.get("/api/v1/sheets/items/file", timeout=TIMEOUT_S)
    answer.raise_for_status()
    return answer.content


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
