"""Many report on the same orders and the same goods: nobody waits in a circle, and the books hold."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from decimal import Decimal

from psycopg_pool import ConnectionPool

from hub.api.auth.roles import Principal, Role
from hub.api.problems import Problem
from hub.api.production import reporting, service
from hub.api.production.schemas import NewOrder, ReportRequest, ScrapRequest
from hub.domain.ledger import Entry
from hub.domain.production.states import Action
from hub.store import items, ledger, locations, pool, sites, users
from hub.store.errors import ConflictError
from hub.store.production import boms, orders, reports
from hub.store.production.boms import WantedComponent
from tests.integration.writers import at_once

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
WRITERS, ROUNDS = 20, 2
# each order's item, and whether it is taken apart: they share parts, and one takes apart what another makes
WORK = (("LAMP", False), ("LAMP", False), ("DESK", False), ("LAMP", True))


def furnish(dsn: str) -> tuple[Principal, list[str]]:
    with pool.connect(dsn) as conn:
        site = sites.create(conn, "main")
        for code, kind in (("STORE", "storage"), ("SHELF", "shelf")):
            locations.create(conn, "main", code, kind)
        place = {one.code: one.id for one in locations.list_page(conn, site="main")}
        made = items.put_many(conn, [items.NewItem(sku=sku) for sku in ("BULB", "WIRE", "LAMP", "DESK")])
        user = users.create(conn, login="maker", name="", role="manager", language="en", password_hash=None)
        assert user is not None
        who = Principal(user.id, "maker", "", Role.MANAGER, "en", NOW, b"")
        for sku, parts in (("LAMP", {"BULB": 2, "WIRE": 1}), ("DESK", {"WIRE": 3, "LAMP": 1})):
            row = boms.create(
                conn, made[sku], kind="kit", output_qty=Decimal(1), note="", at=NOW, user_id=None,
                parts=[WantedComponent(made[part], Decimal(qty)) for part, qty in parts.items()],
            )  # fmt: skip
            boms.activate(conn, row)
        stock = {"BULB": ("300", "1.37"), "WIRE": ("300", "0.11"), "LAMP": ("20", "2.9")}
        entries = [
            Entry(site.id, made[sku], "receipt", Decimal(qty), place["supplier"], place["STORE"], NOW,
                  unit_cost=Decimal(cost))
            for sku, (qty, cost) in stock.items()
        ]  # fmt: skip
        ledger.post(conn, entries, recorded_at=NOW)
        numbers = []
        for sku, apart in WORK:
            wanted = NewOrder(
                site="main", sku=sku, kind="disassemble" if apart else "assemble", qty=Decimal(15),
                destination="SHELF" if apart else "STORE",
            )  # fmt: skip
            order = service.create(conn, wanted, who=who, now=NOW)
            service.release(conn, order.number, order.version, allow_short=True, who=who, now=NOW)
            numbers.append(order.number)
    return who, numbers


def test_many_reports_at_once_are_exact_and_nobody_waits_in_a_circle(database: str) -> None:
    who, numbers = furnish(database)
    done: list[str] = []

    with ConnectionPool(database, min_size=4, max_size=WRITERS, timeout=120) as connections:

        def work(number: int) -> None:
            chance = random.Random(number)
            for _ in range(ROUNDS):
                order = chance.choice(numbers)
                what = chance.choice(["make", "make", "make", "spoil", "scrap", "undo"])
                try:
                    with connections.connection() as conn:
                        _one(conn, what, order, who, chance)
                except (Problem, ConflictError) as refused:
                    assert isinstance(refused, ConflictError) or refused.kind == "insufficient-stock"
                else:
                    done.append(what)

        at_once(WRITERS, work)
    assert {"make", "spoil", "scrap"} <= set(done)
    check(database, numbers)
    with pool.connect(database) as conn:
        for number in numbers:
            order = orders.get(conn, number)
            action = Action.CLOSE if order.reported else Action.CANCEL
            service.end(conn, number, order.version, action, reason="all done", who=who, now=NOW)
    check(database, numbers, over=True)


def _one(conn, what: str, number: str, who: Principal, chance: random.Random) -> None:  # type: ignore[no-untyped-def]
    if what == "undo":
        found = [
            one.id for one in reports.list_page(conn, orders.get(conn, number).id) if one.undone_at is None
        ]
        if found:
            reporting.undo(conn, number, chance.choice(found), reason="by chance", who=who, now=NOW)
    elif what == "scrap":
        wanted = ScrapRequest(item="WIRE", qty=Decimal(1), source="STORE", reason="by chance")
        reporting.scrap(conn, number, wanted, who=who, now=NOW)
    else:
        spoilt = Decimal(1) if what == "spoil" else Decimal(0)
        report = ReportRequest(
            produced_qty=Decimal(chance.randint(0 if spoilt else 1, 3)), scrapped_qty=spoilt, reason="chance"
        )
        reporting.report(conn, number, report, who=who, now=NOW)


def check(dsn: str, numbers: list[str], *, over: bool = False) -> None:
    """What is only added up here, from movements and reports, is what the books say."""
    with pool.connect(dsn) as conn:
        assert conn.execute("select 1 from balance group by item_id having sum(qty) <> 0").fetchall() == []
        assert (
            conn.execute(
                "select l.code, b.qty from balance b join location l on l.id = b.location_id "
                "where not l.outside and b.qty < 0"
            ).fetchall()
            == []
        )
        unequal = conn.execute(
            "select c.item_id from item_cost c "
            "left join reservation r on r.site_id = c.site_id and r.item_id = c.item_id "
            "group by c.site_id, c.item_id having c.reserved <> coalesce(sum(r.open_qty), 0)"
        ).fetchall()
        assert unequal == []
        lost = Decimal(0)
        for number in numbers:
            order = orders.get(conn, number)
            rows = conn.execute(
                "select coalesce(sum(r.consumed_value), 0), coalesce(sum(r.produced_value), 0), "
                "coalesce(sum(r.scrapped_value), 0), coalesce(sum(r.made_qty), 0) "
                "from production_report r where r.order_id = %s and r.undone_at is null",
                [order.id],
            ).fetchone()
            assert rows is not None
            assert (order.consumed_value, order.produced_value, order.made_qty) == (rows[0], rows[1], rows[3])
            assert order.scrapped_value == rows[2] + (rows[0] - rows[1] - rows[2] if over else 0)
            assert not (over and order.in_work_value)
            lost += order.consumed_value - order.produced_value
        value, bought, reopened = (
            conn.execute(sql).fetchone()[0]  # type: ignore[index]
            for sql in (
                "select sum(value) from item_cost",
                "select sum(value) from movement where kind = 'receipt'",
                "select coalesce(sum(-m.value - l.value), 0) from movement m "
                "join production_report_line l on l.movement_id = m.reverses where l.role = 'produced'",
            )
        )
        # what is undone leaves at what it cost while there is as much value: a difference stays in the rest
        assert value == bought - lost - reopened
