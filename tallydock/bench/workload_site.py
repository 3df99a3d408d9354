"""Sites on which the common workload is run: each channel has one of its own, with nothing in it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from hub.domain.ledger import Entry
from hub.store import agents, items, ledger, locations, pool, sites
from tallydock.bench.workload import Workload

AGENT: Final = "w-1"


@dataclass(frozen=True, slots=True)
class WorkloadSite:
    """``key`` is that of its one agent."""

    code: str
    key: bytes


def furnish(dsn: str, workload: Workload) -> WorkloadSite:
    """A new site with the workload's places; its items too, where they are missing."""
    code = f"w-{secrets.token_hex(4)}"
    costs = workload.standard_costs()
    with pool.connect(dsn) as conn:
        sites.create(conn, code)
        for place in workload.locations:
            locations.create(conn, code, place, "storage")
        items.put_many(
            conn, [items.NewItem(sku=sku, name=sku, standard_cost=cost) for sku, cost in costs.items()]
        )
        _, key = agents.create(conn, code, AGENT)
    return WorkloadSite(code, key)


def stock_up(dsn: str, site: str, qtys: Mapping[str, Decimal], place: str) -> dict[str, int]:
    """Receive so much of each SKU at one place of the site; gives the items' ids."""
    now = datetime.now(UTC)
    with pool.connect(dsn) as conn:
        site_id = sites.get(conn, site).id
        source, destination = (locations.get(conn, site, code).id for code in ("supplier", place))
        ids = {sku: items.get(conn, sku).id for sku in qtys}
        ledger.post(
            conn,
            [Entry(site_id, ids[sku], "receipt", qty, source, destination, now) for sku, qty in qtys.items()],
            recorded_at=now,
        )
    return ids
