"""The demonstration site as it is seeded: what a person can try at once."""

from __future__ import annotations

from datetime import UTC, datetime

from hub.store import locations, pool
from hub.store.inbound import holds, notices, receipts
from hub.store.production import boms, orders
from tallydock.demo import floor, making, promised, seed


def test_there_is_an_order_to_receive_a_package_to_scan_and_places_to_hold_goods(database: str) -> None:
    with pool.connect(database) as conn:
        assert seed.seed(conn, datetime.now(UTC)) is not None
        site = locations.get(conn, floor.SITE, "HOLD").site_id
        (due,) = receipts.due_orders(conn, site=floor.SITE, limit=10)
        assert (due.lines, due.packages_underway) == (3, 1)
        content = notices.content(conn, promised.package_number())
        assert (len(content), content[0].order) == (2, due.number)
        assert (holds.place_of(conn, site, "hold"), holds.place_of(conn, site, "damaged")) == (
            "HOLD",
            "DAMAGED",
        )


def test_there_is_a_set_to_make_whose_parts_are_there_and_promised(database: str) -> None:
    with pool.connect(database) as conn:
        seed.seed(conn, datetime.now(UTC))
        (order,) = orders.list_page(conn, site=floor.SITE)
        assert (order.state, order.sku, order.qty) == ("released", "BREAKFAST-SET", making.SETS)
        assert order.bom_version == 1
        parts = boms.components(conn, [order.bom_id])
        promised_qty = orders.reserved(conn, order)
        assert {part.sku: promised_qty[part.item_id] for part in parts} == {
            sku: qty * making.SETS for sku, qty in making.PARTS.items()
        }
        # and some are left for more
        free = boms.free(conn, order.site_id, [part.item_id for part in parts])
        assert min(free.values()) >= 1


def test_a_site_that_an_older_version_has_seeded_gets_the_places_it_lacks(database: str) -> None:
    with pool.connect(database) as conn:
        seed.seed(conn, datetime.now(UTC))
        conn.execute("delete from location where code in ('HOLD', 'DAMAGED')")
        assert seed.seed(conn, datetime.now(UTC)) is None
        assert locations.find(conn, floor.SITE, "HOLD") is not None
