"""Goods that a device counts at the dock on a purchase order: on its lines, once, at its price."""

from __future__ import annotations

from decimal import Decimal

from gateway.ingest import Ingest
from gateway.reception import Delivery
from hub.domain.purchasing.states import Kind
from hub.store import items, pool, sites, suppliers
from hub.store.purchasing import orders, work
from hub.store.purchasing.history import By
from hub.store.purchasing.work import NewOrder, WantedLine
from tests.integration.gateway_world import World, move, now


def sent_order(world: World, *lines: tuple[str, str, str]) -> str:
    """Of (SKU, quantity, price)."""
    with pool.connect(world.dsn) as conn:
        code = f"S-{world.site}"[:60]
        supplier = suppliers.create(conn, suppliers.NewSupplier(code=code, name="Acme", currency="EUR"))
        new = NewOrder(
            site_id=sites.get(conn, world.site).id,
            supplier_id=supplier.id,
            currency="EUR",
            kind=Kind.ORDER,
            number=f"PO-{world.site}",
        )
        wanted = [
            WantedLine(item_id=items.get(conn, sku).id, qty=Decimal(qty), unit_price=Decimal(price))
            for sku, qty, price in lines
        ]
        made = work.create(conn, new, wanted, at=now(), by=By())
        approved = work.approve(conn, made.number, made.version, None, at=now(), by=By())
        return work.send(conn, made.number, approved.version, at=now(), by=By()).number


def test_a_case_at_the_dock_counts_on_the_order_once_however_often_it_is_told(world: World) -> None:
    number = sent_order(world, ("BOLT", "24", "3"), ("WIRE", "5", "0.5"))
    case = move(item="04012345678901", qty="1", document=number)  # twelve of them
    first = Delivery(world.topic(), world.batch(1, [case, move(qty="1", document="LS-1")]))
    rest = [case, move(item="WIRE", qty="5.5", document=number)]
    ingest = Ingest()
    for _ in range(3):
        ingest.apply(world.conn, [first, first])
    with pool.connect(world.dsn) as conn:
        order = orders.get(conn, number)
        assert order.state == "partly_received"
        assert [line.received_qty for line in orders.lines(conn, [order.id])] == [12, 0]
    ingest.apply(world.conn, [first, Delivery(world.topic(), world.batch(2, rest))])
    with pool.connect(world.dsn) as conn:
        order = orders.get(conn, number)
        assert order.state == "received"
        assert [line.received_qty for line in orders.lines(conn, [order.id])] == [24, Decimal("5.5")]
    costs = world.query(
        "select i.sku, m.unit_cost from movement m join item i on i.id = m.item_id "
        "where m.document = %s order by m.id",
        number,
    )
    assert costs == [("BOLT", 3), ("BOLT", 3), ("WIRE", Decimal("0.5"))]
    assert world.query("select subject, detail from alarm where kind = 'over-receipt'") == [
        (f"{world.site}/{number}/WIRE", "0.5 WIRE more than was ordered")
    ]
