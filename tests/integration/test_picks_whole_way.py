"""Goods without lots: told by the hub, fetched with a scan or without, packed offline, booked once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from edge.agent import Agent, AgentSettings
from gateway.applier import Applier
from gateway.reception import Delivery
from gateway.wire.messages import DeviceConfig
from hub.store import agents, locations, orders
from hub.store.orders import NewLine
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import World, gateway_on, move, now
from tests.integration.real_gun import Gun
from tests.integration.test_fefo_whole_way import PACKING, told

PICKER = DeviceConfig(
    id="picker", role="scanner", protocol="line-scanner", port="picker",
    settings={"location": "SHELF-1", "mode": "MOVE"},
)  # fmt: skip


class Bench:
    """A bench and a picker's hand scanner on a pseudo-terminal, of one agent."""

    def __init__(self, world: World, broker_url: str, folder: Path) -> None:
        self.gun = Gun(folder / "dev" / "picker")
        settings = AgentSettings(
            site=world.site, agent="dock-1", key=world.key, broker_url=broker_url,
            state_dir=folder / "state", device_dir=folder / "dev",
        )  # fmt: skip
        self.agent = Agent(settings, [self])

    def on_feedback(self, device_id: str, ok: bool, text: str) -> None:
        if device_id == PICKER.id:
            self.gun.heard.put((ok, text))

    def pack(self, number: str, *codes: str) -> None:
        station = self.agent.station
        for text in (f"TD:ORDER:{number}", *codes):
            station.submit_scan(text)
        station.close()
        self.agent.wait_idle()
        assert station.state.order is None, station.state.message


@contextmanager
def bench(world: World, broker_url: str, folder: Path) -> Iterator[Bench]:
    devices = [msgspec.to_builtins(device) for device in (PACKING, PICKER)]
    agents.update(world.conn, world.site, "dock-1", config={"devices": devices})
    made = Bench(world, broker_url, folder)
    made.agent.start()
    try:
        yield made
    finally:
        made.agent.stop()
        made.gun.close()


@pytest.fixture
def stocked(world: World) -> World:
    """Ten bolts on SHELF-1, and none elsewhere."""
    came = [move(qty="10"), move(qty="10", source="DOCK-1", destination="SHELF-1", kind="putaway")]
    applier = Applier(world.dsn)
    applier.apply([Delivery(world.topic(), world.batch(1, came))])
    applier.close()
    return world


def released(world: World, number: str, qty: int) -> None:
    lines = [NewLine("BOLT", Decimal(qty), Decimal(9))]
    orders.create(world.conn, world.site, number, lines, released_at=now())


def books(world: World) -> dict[str, Decimal]:
    """All of the bolts of the site, by place."""
    rows = world.query(
        "select l.code, sum(b.qty) from balance b join item i on i.id = b.item_id "
        "join location l on l.id = b.location_id join site s on s.id = l.site_id "
        "where s.code = %s and i.sku = 'BOLT' group by l.code having sum(b.qty) <> 0",
        world.site,
    )
    return dict(rows)


def test_goods_leave_their_shelf_once_whether_they_were_scanned_to_the_bench_first_or_not(
    stocked: World, broker_url: str, tmp_path: Path
) -> None:
    for number, qty in (("O-1", 3), ("O-2", 2)):
        released(stocked, number, qty)
    with bench(stocked, broker_url, tmp_path) as packer:
        with gateway_on(stocked.dsn, broker_url, f"gw-{stocked.site}"):
            wait_until(lambda: len(told(packer.agent)) == 2, "the orders to come down")
            wait_until(lambda: packer.agent.state().catalog_version > 0, "the catalogue to come down")
            assert told(packer.agent) == {"O-1": [("SHELF-1", None, 3)], "O-2": [("SHELF-1", None, 2)]}
        # offline, so that nothing is told anew in between: the first is fetched without a scan
        packer.pack("O-1", "TD:QTY:3", "BOLT")
        for text in ("TD:FROM:SHELF-1", "TD:TO:PACK-1", "TD:QTY:2", "BOLT"):
            packer.gun.scan(text)
        packer.pack("O-2", "TD:QTY:2", "BOLT")
        assert books(stocked) == {"SHELF-1": 10, "supplier": -10}
        with gateway_on(stocked.dsn, broker_url, f"gw-{stocked.site}"):
            both = {"SHELF-1": 5, "supplier": -10, "customer": 5}
            wait_until(lambda: books(stocked) == both, "both to be booked")
            # what is fetched for an order is told to it, and waits on the bench until it is packed
            released(stocked, "O-3", 4)
            wait_until(lambda: "O-3" in told(packer.agent), "the next order to come down")
            packer.gun.scan("BOLT")
            wait_until(lambda: books(stocked).get("PACK-1") == 1, "the pick to be booked")
            released(stocked, "O-4", 1)
            wait_until(lambda: "O-4" in told(packer.agent), "what has moved to be told")
            assert told(packer.agent) == {
                "O-3": [("PACK-1", None, 1), ("SHELF-1", None, 3)],
                "O-4": [("SHELF-1", None, 1)],
            }
            # the third has what was fetched for it, and the fourth was fetched without a scan
            packer.pack("O-4", "BOLT")
            packer.pack("O-3", "TD:QTY:4", "BOLT")
            all_of_it = {"supplier": -10, "customer": 10}
            wait_until(lambda: books(stocked) == all_of_it, "the third to be booked")


def test_goods_that_lie_on_another_bench_are_left_there(
    stocked: World, broker_url: str, tmp_path: Path
) -> None:
    locations.create(stocked.conn, stocked.site, "PACK-2", "bench")
    applier = Applier(stocked.dsn)
    brought = move(qty="4", source="SHELF-1", destination="PACK-2", kind="pick")
    applier.apply([Delivery(stocked.topic(), stocked.batch(2, [brought]))])
    applier.close()
    released(stocked, "O-1", 6)
    released(stocked, "O-2", 1)
    with (
        bench(stocked, broker_url, tmp_path) as packer,
        gateway_on(stocked.dsn, broker_url, f"gw-{stocked.site}"),
    ):
        wait_until(lambda: len(told(packer.agent)) == 2, "the orders to come down")
        assert told(packer.agent) == {"O-1": [("SHELF-1", None, 6)], "O-2": [("PACK-2", None, 1)]}
        wait_until(lambda: packer.agent.state().catalog_version > 0, "the catalogue to come down")
        packer.pack("O-1", "TD:QTY:6", "BOLT")
        packer.pack("O-2", "BOLT")
        left = {"PACK-2": 3, "supplier": -10, "customer": 7}
        wait_until(lambda: books(stocked) == left, "both to be booked")
