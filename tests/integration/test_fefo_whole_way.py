"""First expired, first out: told by the hub, packed while it is away, booked, and traced to the customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec

from edge.agent import Agent
from gateway.applier import Applier
from gateway.reception import Delivery
from gateway.wire.messages import Movement
from gateway.wire.picking import PickFrom
from hub.store import items, locations, orders, users
from hub.store.orders import NewLine
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import World, gateway_on, move, now
from tests.integration.test_api.house import Clock, open_house
from tests.integration.test_inbound_whole_way import BENCH, looked_up, station

PACKING = msgspec.structs.replace(BENCH, settings={"location": "PACK-1"})
GTIN = "09506000134352"


def day(days: int) -> date:
    """Far enough from today that no midnight during the test matters."""
    return now().date() + timedelta(days=days)


def came(lot: str, qty: str, expiry: date, place: str) -> list[Movement]:
    receipt = move("SERUM", qty, lot=lot, expiry=expiry)
    return [receipt, move("SERUM", qty, "DOCK-1", place, "putaway", lot=lot)]


def stocked(world: World) -> None:
    """Serum: 2 of OLD, 5 of NEW, and some that has expired or is on hold."""
    serum = items.NewItem(sku="SERUM", name="Serum", tracking="lot", tracks_expiry=True)
    items.put_many(world.conn, [serum])
    items.add_code(world.conn, "SERUM", GTIN, "gtin", Decimal(1))
    locations.create(world.conn, world.site, "SHELF-2", "shelf")
    locations.create(world.conn, world.site, "HOLD", "hold")
    events = [
        *came("NEW", "5", day(60), "SHELF-1"),
        *came("OLD", "2", day(30), "SHELF-2"),
        *came("GONE", "4", day(-9), "SHELF-1"),
        *came("HELD", "4", day(20), "HOLD"),
    ]
    applier = Applier(world.dsn)
    applier.apply([Delivery(world.topic(), world.batch(1, events))])
    applier.close()


def released(world: World, number: str, customer: str, qty: int) -> None:
    orders.create(
        world.conn, world.site, number, [NewLine("SERUM", Decimal(qty), Decimal(9))],
        released_at=now(), customer=customer,
    )  # fmt: skip


def employed(world: World, **roles: str) -> None:
    for login, role in roles.items():
        user = users.create(
            world.conn, login=login, name=login.title(), role=role, language="en", password_hash=None
        )
        assert user is not None
        users.update(world.conn, replace(user, badge_hash="scrypt of a badge"))


def told(agent: Agent) -> dict[str, list[tuple[str, str | None, int]]]:
    def rows(picks: list[PickFrom]) -> list[tuple[str, str | None, int]]:
        return [(pick.place, pick.lot, int(pick.qty)) for pick in picks]

    return {order.number: rows(order.lines[0].picks) for order in agent.station.orders()}


def lots_at(world: World, place: str) -> dict[str, Decimal]:
    return dict(
        world.query(
            "select b.lot, b.qty from balance b join location l on l.id = b.location_id "
            "join site s on s.id = l.site_id where s.code = %s and l.code = %s and b.qty <> 0",
            world.site,
            place,
        )
    )


def test_the_oldest_lot_is_told_packed_offline_booked_and_traced_to_the_customer(
    world: World, broker_url: str, tmp_path: Path
) -> None:
    stocked(world)
    employed(world, ada="operator", boss="manager")
    released(world, "O-1", "Lin", 3)
    released(world, "O-2", "Okoro", 3)
    with station(world, broker_url, tmp_path, PACKING) as agent:
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: len(told(agent)) == 2, "the orders to come down")
            wait_until(lambda: bool(looked_up(agent, GTIN).facts), "the catalogue to come down")
            assert told(agent) == {
                "O-1": [("SHELF-2", "OLD", 2), ("SHELF-1", "NEW", 1)],
                "O-2": [("SHELF-1", "NEW", 3)],
            }
            wait_until(lambda: len(agent.station.operators()) == 2, "those who may work here")
            decides = {one.login: one.decides for one in agent.station.operators()}
            assert decides == {"ada": False, "boss": True}
        # offline from here; one code of the expired lot, one without a lot, the others with theirs
        bench = agent.station
        for text in ("TD:ORDER:O-1", f"01{GTIN}10GONE", "SERUM", f"01{GTIN}10OLD", f"01{GTIN}10NEW"):
            bench.submit_scan(text)
        bench.close()
        agent.wait_idle()
        assert bench.state.order is None
        assert lots_at(world, "SHELF-2") == {"OLD": 2}
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: lots_at(world, "SHELF-2") == {}, "the shipment to be booked")
            wait_until(lambda: set(told(agent)) == {"O-2"}, "the order to be done")
            assert told(agent) == {"O-2": [("SHELF-1", "NEW", 3)]}
    assert lots_at(world, "SHELF-1") == {"NEW": 4, "GONE": 4}
    assert lots_at(world, "PACK-1") == {}
    with open_house(world.dsn, clock=Clock(now())) as house:
        traced = house.get("/trace", item="SERUM", lot="OLD")
        assert [(one["partner"], one["document"], one["qty_out"]) for one in traced["customers"]] == [
            ("Lin", "O-1", "2")
        ]
        (carton,) = house.get("/cartons", site=world.site)["items"]
        lots = carton["lines"][0]["lots"]
        assert [(one["lot"], Decimal(one["qty"])) for one in lots] == [("OLD", 2), ("NEW", 1)]
