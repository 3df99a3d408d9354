"""The demonstration site as it is seeded: what a person can try at once."""

from __future__ import annotations

from datetime import UTC, datetime

from hub.store import locations, pool
from hub.store.inbound import holds, notices, receipts
from tallydock.demo import floor, promised, seed


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


def test_a_site_that_an_older_version_has_seeded_gets_the_places_it_lacks(database: str) -> None:
    with pool.connect(database) as conn:
        seed.seed(conn, datetime.now(UTC))
        conn.execute("delete from location where code in ('HOLD', 'DAMAGED')")
        assert seed.seed(conn, datetime.now(UTC)) is None
        assert locations.find(conn, floor.SITE, "HOLD") is not None
