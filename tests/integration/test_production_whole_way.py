"""Goods are made at a terminal whose hub is away; then the order's account has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from edge.agent import Agent
from edge.station.making.session import MakingState
from gateway.applier import Applier
from gateway.reception import Delivery
from hub.api.production import floor
from hub.domain.production.states import Action
from hub.store import items, locations, pool, sites
from hub.store.production import boms, orders
from hub.store.production.boms import WantedComponent
from hub.store.production.orders import Order, Plan
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import World, gateway_on, move, now
from tests.integration.test_inbound_whole_way import station


def making(agent: Agent) -> MakingState:
    state = agent.station.errand("make").state
    assert isinstance(state, MakingState)
    return state


def ordered(world: World) -> str:
    """The number of an order for three kits, each of four bolts and half a metre of wire."""
    with pool.connect(world.dsn) as conn:
        kit = items.create(conn, items.NewItem(sku="KIT", name="Kit"))
        bolt, wire = items.get(conn, "BOLT").id, items.get(conn, "WIRE").id
        parts = [WantedComponent(bolt, Decimal(4)), WantedComponent(wire, Decimal("0.5"))]
        bill = boms.create(
            conn, kit.id, kind="kit", output_qty=Decimal(1), note="", parts=parts, at=now(), user_id=None
        )
        bill = boms.activate(conn, bill)
        shelf = locations.get(conn, world.site, "SHELF-1").id
        plan = Plan(bom_id=bill.id, qty=Decimal(3), destination_id=shelf)
        site_id = sites.get(conn, world.site).id
        order = orders.create(conn, site_id, "assemble", plan, number=None, at=now(), user_id=None)
        return orders.step(conn, order, Action.RELEASE, at=now(), user_id=None).number


def test_what_is_made_offline_is_in_the_orders_account_when_the_hub_is_back(
    world: World, broker_url: str, tmp_path: Path
) -> None:
    applier = Applier(world.dsn)
    came = [move("BOLT", "20", destination="PACK-1"), move("WIRE", "2", destination="PACK-1")]
    applier.apply([Delivery(world.topic(), world.batch(1, came))])
    applier.close()
    number = ordered(world)

    @contextmanager
    def transaction() -> Iterator[psycopg.Connection[Any]]:
        with pool.connect(world.dsn) as conn:
            yield conn

    def seen() -> Order:
        floor.take_up(transaction, now())
        return orders.get(world.conn, number)

    with station(world, broker_url, tmp_path) as agent:
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: [one.number for one in making(agent).orders] == [number], "the order")
        errand = agent.station.errand("make")
        for text in (number, "PACK-1", "*9", "BOLT", "*2", "KIT"):
            errand.submit_scan(text)
        errand.act("close")
        agent.wait_idle()
        assert making(agent).number is None
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: seen().made_qty == 2, "the report")
            wait_until(lambda: [one.qty for one in making(agent).orders] == [1], "what is left to be told")
    order = seen()
    # nine bolts at 2.50 that were scanned, one metre of wire at 0.40 by the bill
    assert (order.state, order.consumed_value, order.produced_value) == (
        "partly_produced",
        Decimal("22.90"),
        Decimal("22.90"),
    )
    assert world.on_hand("KIT", "SHELF-1") == 2
    assert world.on_hand("BOLT", "PACK-1") == 11
