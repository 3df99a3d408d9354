"""`python -m tests.integration.measure_sheets [ROWS]`: how long lists take to come in and go out.

Each beside the time that the database alone takes to save the same rows, in the same run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hub.api.catalogue.sheets import Items
from hub.domain.sheets import csv_text, plan, reading
from hub.store import items, pool
from tallydock.services.postgres import EmbeddedPostgres
from tests.integration.test_api.house import House, furnish, open_house
from tests.integration.test_api.sheets_world import send
from tests.services.databases import Databases

ROWS = 20_000
BATCH = 1000
HEAD = (
    "sku,name,category,unit,unit_weight_g,unit_weight_sd_g,length_mm,width_mm,height_mm,shelf_life_days,"
    "tracking,price,standard_cost\n"
)


def rows(count: int, name: str) -> str:
    return HEAD + "".join(
        f"S{n:06},{name} number {n},Category {n % 40},pcs,{100 + n % 900}.5,1.2,120,80,{n % 90 + 1},365,lot,"
        f"{n % 100}.99,{n % 50}.10\n"
        for n in range(count)
    )


def timed(what: str, work: Callable[[], Any]) -> Any:
    at = time.perf_counter()
    done = work()
    sys.stdout.write(f"{what:<44} {time.perf_counter() - at:6.1f} s\n")
    return done


def database_alone(dsn: str, content: bytes) -> None:
    """What no import can be faster than: the same rows, read beforehand, saved in the same batches."""
    sheet = reading.read(Items.columns, Items.key, csv_text.read(content).lines)
    records = [change.record for change in plan.plan(Items.columns, Items.key, sheet.rows, {}).changes]

    def save() -> None:
        with pool.connect(dsn) as conn:
            for start in range(0, len(records), BATCH):
                items.save_many(conn, records[start : start + BATCH])
            conn.rollback()

    timed("the database alone", save)


def measure(house: House, count: int) -> None:
    first, second = rows(count, "Article").encode(), rows(count, "Good").encode()
    database_alone(house.dsn, first)

    def taken(content: bytes, **options: Any) -> Callable[[], None]:
        def work() -> None:
            job = send(house, "items", content, **options)
            assert job["state"] in ("done", "refused"), job

        return work

    timed("CSV checked", taken(first, dry_run=True))
    timed("CSV taken in, all new", taken(first))
    timed("CSV taken in again, all as it was", taken(first))
    workbook = timed("XLSX out", lambda: house.ask("viewer", "GET", "/sheets/items/file").content)
    timed("CSV taken in, all changed", taken(second))
    timed("XLSX taken in, all changed", taken(workbook))
    wrong = first.replace(b",lot,", b",batch,")
    timed("CSV with a fault in every row", taken(wrong))


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="td-") as temporary:
        home = Path(temporary)
        server = EmbeddedPostgres(home / "pg", home / "run")
        server.start()
        try:
            dsn = Databases(server.dsn_for("postgres")).migrated()
            furnish(dsn)
            sys.stdout.write(f"{count} items with 13 columns\n")
            with open_house(dsn) as house:
                measure(house, count)
        finally:
            server.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
