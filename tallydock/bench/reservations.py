"""Reservations: whether they are exact when many want the last ones, and how many a second."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import httpx
from psycopg_pool import ConnectionPool

from hub.store import pool, reservations, sites
from hub.store.reservations import ShortageError
from tallydock.bench.figures import Figure
from tallydock.bench.workload import Workload
from tallydock.bench.workload_site import furnish, stock_up
from tallydock.services.errors import ServiceError
from tallydock.stack.core import Core

WRITERS_ON_TEN, WRITERS, CONNECTIONS, CLIENTS = 20, 200, 40, 8
PIECES: Final = 10


def run(core: Core, *, each: int = 50, items_count: int = 1_000) -> list[Figure]:
    """``each`` writer makes so many. Raises ServiceError when more is promised than there is."""
    site = furnish(core.dsn, Workload(items=items_count)).code
    site_id, ids = _stock_up(core, site, items_count)
    granted = _last_ten(core, site_id, ids[0])
    rate, made = _many(core, site_id, ids, each)
    _check(core, site_id)
    by_http = _by_http(core, site, each)
    _check(core, site_id)
    return [
        Figure(
            "of 20 who each want 1 of the last 10, granted",
            granted,
            "reservations",
            "exactly 10; Odoo gave 11",
        ),
        Figure(
            "reservations, 200 writers on 1,000 items",
            rate,
            "reservations/s",
            f"{made} made, exact; {CONNECTIONS} connections, a transaction each",
        ),
        Figure(f"reservations by HTTP, {CLIENTS} clients", by_http, "reservations/s", "one hub process"),
    ]


def _stock_up(core: Core, site: str, items_count: int) -> tuple[int, list[int]]:
    """10 pieces of the first item, plenty of the others."""
    skus = Workload(items=items_count).skus
    qtys = dict.fromkeys(skus, Decimal(10**6)) | {skus[0]: Decimal(PIECES)}
    ids = stock_up(core.dsn, site, qtys, "W-00")
    with pool.connect(core.dsn) as conn:
        return sites.get(conn, site).id, list(ids.values())


def _last_ten(core: Core, site_id: int, item: int) -> int:
    granted: list[int] = []

    def want(number: int) -> None:
        with pool.connect(core.dsn) as conn:
            line = (item, Decimal(1))
            try:
                granted.extend(
                    reservations.reserve(conn, site_id, f"R-{number}", [line], at=datetime.now(UTC))
                )
            except ShortageError:
                return

    _at_once(WRITERS_ON_TEN, want)
    if len(granted) != PIECES:
        raise ServiceError(
            f"{len(granted)} of {PIECES} pieces were promised", where="reservations", do="report this fault"
        )
    return len(granted)


def _many(core: Core, site_id: int, ids: list[int], each: int) -> tuple[float, int]:
    with ConnectionPool(core.dsn, min_size=CONNECTIONS, max_size=CONNECTIONS, timeout=120) as connections:
        connections.wait()

        def write(number: int) -> None:
            chance = random.Random(number)
            for _ in range(each):
                line = (chance.choice(ids[1:]), Decimal(chance.randint(1, 5)))
                with connections.connection() as conn:
                    reservations.reserve(conn, site_id, f"R-{number}", [line], at=datetime.now(UTC))

        started = time.perf_counter()
        _at_once(WRITERS, write)
        return WRITERS * each / (time.perf_counter() - started), WRITERS * each


def _by_http(core: Core, site: str, each: int) -> float:
    skus = Workload(items=10).skus[1:]

    def write(number: int) -> None:
        with httpx.Client(base_url=core.hub_url, headers=core.hub.http.headers, timeout=30.0) as client:
            for turn in range(each):
                line = {"sku": skus[(number + turn) % len(skus)], "qty": "1"}
                body = {"site": site, "document": f"H-{number}", "lines": [line]}
                key = {"Idempotency-Key": str(uuid.uuid4())}
                client.post("/api/v1/reservations", json=body, headers=key).raise_for_status()

    started = time.perf_counter()
    _at_once(CLIENTS, write)
    return CLIENTS * each / (time.perf_counter() - started)


def _check(core: Core, site_id: int) -> None:
    """What is reserved must be there, and be what the reservations add up to."""
    with pool.connect(core.dsn) as conn:
        wrong = conn.execute(
            "select count(*) from item_cost c where c.site_id = %(site)s and (c.reserved > c.qty or "
            "c.reserved <> coalesce((select sum(r.open_qty) from reservation r "
            "where r.site_id = c.site_id and r.item_id = c.item_id), 0))",
            {"site": site_id},
        ).fetchone()
    if wrong is None or wrong[0]:
        raise ServiceError("promises and stock disagree", where="reservations", do="report this fault")


def _at_once(count: int, work: Callable[[int], None]) -> None:
    failures: list[Exception] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except Exception as error:  # noqa: BLE001 - raised again below, in the thread that asked
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
