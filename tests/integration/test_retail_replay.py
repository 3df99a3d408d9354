"""Invoices as scans, the whole way from pseudo-terminals into the ledger; then file against ledger."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from hub.domain.ledger import Entry
from hub.store import items, ledger, orders, pool, sites
from tallydock.retail.errors import RetailError
from tallydock.retail.importer import ImportOptions, find_places, import_online_retail, silent
from tallydock.retail.replay import House, ReplayOptions, replay
from tallydock.retail.report import Report
from tallydock.stack.core import run_core
from tests.integration import retail_file

FIRST, LAST = date(2011, 6, 6), date(2011, 6, 8)


def test_replayed_invoices_are_in_the_ledger_once_and_equal_the_file(
    database: str, broker_url: str, site_code: str, tmp_path: Path
) -> None:
    path = retail_file.write(tmp_path / "small.parquet")
    options = ReplayOptions(FIRST, LAST, site=site_code, scanners=3, seed=11)
    with run_core(tmp_path / "var", dsn=database, broker_url=broker_url) as core:
        house = House(core.dsn, core.layout, core.parts, core.hub)

        def run() -> Report:
            return replay(house, path, options, silent, threading.Event())

        with pytest.raises(RetailError, match=r"not imported into site .* tallydock import online-retail"):
            run()
        with pytest.raises(RetailError, match="goes from 2011-06-06 to 2011-06-08"):
            never = ReplayOptions(date(2012, 1, 1), date(2012, 1, 2), site=site_code)
            replay(house, path, never, silent, threading.Event())
        with pool.connect(database) as conn:
            import_online_retail(conn, path, ImportOptions(site=site_code, until=date(2011, 6, 7)))

        first = run()
        assert first.differences == []
        assert (first.lines, sum(first.classes.values())) == (15, 15)
        assert first.units == {"shipped": (83, 83), "returned": (14, 14), "corrected": (37, 37)}
        # of 500001 to 500006 and C500002; 500009 and C500010 were not in the ledger yet
        assert (first.orders, first.taken_back, first.corrections) == (6, 7, 0)
        assert first.revenue_ledger == first.revenue_file == Decimal("378.901")
        assert (first.turnover["units_sold"], first.turnover["revenue"]) == ("69", "378.901")

        again = run()
        assert again.differences == []
        assert (again.scans, again.orders_made, again.taken_back, again.corrections) == (0, 0, 0, 0)

        with pool.connect(database) as conn:
            order = orders.get(conn, site_code, "500001")
            assert (order.status, order.customer) == ("shipped", "17850")
            assert orders.get(conn, site_code, "C500002").status == "cancelled"
            ship_one_too_many(conn, site_code)
        (difference,) = run().differences
        assert (difference["invoice"], difference["stock_code"]) == ("500009", "22423")
        assert (difference["units_file"], difference["units_ledger"]) == (1, 2)


def ship_one_too_many(conn: ledger.Connection, site: str) -> None:
    places = find_places(conn, sites.get(conn, site))
    entry = Entry(
        site_id=places.site_id,
        item_id=items.get(conn, "22423").id,
        kind="shipment",
        qty=Decimal(1),
        source_id=places.store,
        destination_id=places.customer,
        occurred_at=datetime.now(UTC),
        document="500009",
    )
    ledger.post(conn, [entry], recorded_at=datetime.now(UTC))


def test_days_and_scanners_that_cannot_be_are_told() -> None:
    with pytest.raises(RetailError, match="--from 2011-06-08 is after --to 2011-06-06"):
        ReplayOptions(LAST, FIRST)
    with pytest.raises(RetailError, match="from 1 to 16"):
        ReplayOptions(FIRST, LAST, scanners=0)
