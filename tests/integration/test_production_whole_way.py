"""Goods are made at a terminal whose hub is away; then the order's account has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from edge.agent import Agent
from edge.station.dismantling.session import DismantlingState
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


def dismantling(agent: Agent) -> DismantlingState:
    state = agent.station.errand("apart").state
    assert isinstance(state, DismantlingState)
    return state


def released(conn: psycopg.Connection[Any], world: World, bom_id: int, kind: str, qty: str) -> str:
    """The number of an order whose goods are put on the shelf."""
    shelf = locations.get(conn, world.site, "SHELF-1").id
    plan = Plan(bom_id=bom_id, qty=Decimal(qty), destination_id=shelf)
    site_id = sites.get(conn, world.site).id
    order = orders.create(conn, site_id, kind, plan, number=None, at=now(), user_id=None)
    return orders.step(conn, order, Action.RELEASE, at=now(), user_id=None).number


def ordered(world: World, kind: str = "assemble") -> str:
    """The number of an order for three kits, each of four bolts and half a metre of wire."""
    with pool.connect(world.dsn) as conn:
        kit = items.create(conn, items.NewItem(sku="KIT", name="Kit"))
        bolt, wire = items.get(conn, "BOLT").id, items.get(conn, "WIRE").id
        parts = [WantedComponent(bolt, Decimal(4)), WantedComponent(wire, Decimal("0.5"))]
        bill = boms.create(
            conn, kit.id, kind="kit", output_qty=Decimal(1), note="", parts=parts, at=now(), user_id=None
        )
        bill = boms.activate(conn, bill)
        return released(conn, world, bill.id, kind, "3")


def booked(world: World, number: str) -> Order:
    @contextmanager
    def transaction() -> Iterator[psycopg.Connection[Any]]:
        with pool.connect(world.dsn) as conn:
            yield conn

    floor.take_up(transaction, now())
    return orders.get(world.conn, number)


def test_what_is_made_offline_is_in_the_orders_account_when_the_hub_is_back(
    world: World, broker_url: str, tmp_path: Path
) -> None:
    applier = Applier(world.dsn)
    came = [move("BOLT", "20", destination="PACK-1"), move("WIRE", "2", destination="PACK-1")]
    applier.apply([Delivery(world.topic(), world.batch(1, came))])
    applier.close()
    number = ordered(world)

    def seen() -> Order:
        return booked(world, number)

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


def test_kits_that_are_taken_apart_offline_are_parts_in_the_stock_when_the_hub_is_back(
    world: World, broker_url: str, tmp_path: Path
) -> None:
    number = ordered(world, "disassemble")
    applier = Applier(world.dsn)
    applier.apply([Delivery(world.topic(), world.batch(1, [move("KIT", "3", destination="PACK-1")]))])
    applier.close()
    with station(world, broker_url, tmp_path) as agent:
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: [one.number for one in dismantling(agent).orders] == [number], "the order")
            assert dismantling(agent).in_all == 1
        errand = agent.station.errand("apart")
        for text in ("KIT", "PACK-1", "*2", "KIT", "TD:SPOILT", "BOLT"):
            errand.submit_scan(text)
        errand.act("close")
        agent.wait_idle()
        assert dismantling(agent).number is None
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: booked(world, number).made_qty == 2, "the report")
            wait_until(lambda: [one.qty for one in dismantling(agent).orders] == [1], "what is left")
    assert world.on_hand("KIT", "PACK-1") == 1
    assert (world.on_hand("BOLT", "SHELF-1"), world.on_hand("WIRE", "SHELF-1")) == (7, 1)
