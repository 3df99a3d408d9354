"""Goods in, from the supplier's notice to the shelf: received at a terminal offline, booked, put away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from edge.agent import Agent, AgentSettings
from edge.station.goods_in.looking_up import LookingUpState
from edge.station.goods_in.putting_away import PuttingAwayState
from edge.station.goods_in.receiving import ReceivingState
from gateway.applier import Applier
from gateway.reception import Delivery
from gateway.wire.messages import DeviceConfig, Receipt
from hub.store import agents, items, locations, sites, suppliers, users
from hub.store.inbound import exceptions, notices, receipts
from hub.store.inbound.notices import NewLine, NewPackage
from hub.store.purchasing import orders, work
from hub.store.purchasing.history import By
from hub.store.purchasing.work import NewOrder, WantedLine
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import World, gateway_on, move, now
from tests.integration.test_api.inbound_world import package

BENCH = DeviceConfig(
    id="scanner",
    role="bench_scanner",
    protocol="line-scanner",
    port="scanner",
    settings={"location": "DOCK-1"},
)


class Buyer:
    """Orders for a world's site: 12 bolts and 5 m of wire, a package of all of it under way."""

    def __init__(self, world: World) -> None:
        self.world, self.conn = world, world.conn
        site = sites.get(self.conn, world.site)
        locations.create(self.conn, world.site, "BROKEN", "damaged")
        user = users.create(
            self.conn, login=f"b-{world.site}", name="", role="admin", language="en", password_hash=None
        )
        assert user is not None
        code = f"acme-{world.site}"
        new = suppliers.NewSupplier(code=code, name="Acme", currency="EUR")
        self.supplier = suppliers.create(self.conn, new)
        by = By(user.id)
        wanted = [
            WantedLine(item_id=items.get(self.conn, sku).id, qty=Decimal(qty), unit_price=Decimal(3))
            for sku, qty in (("BOLT", 12), ("WIRE", 5))
        ]
        order = NewOrder(site_id=site.id, supplier_id=self.supplier.id, currency="EUR")
        made = work.create(self.conn, order, wanted, at=now(), by=by)
        approved = work.approve(self.conn, made.number, made.version, None, at=now(), by=by)
        self.order = work.send(self.conn, made.number, approved.version, at=now(), by=by)
        self.number = self.order.number
        lines = [NewLine(line.item_id, line.qty, "L1") for line in wanted]
        self.notice = notices.create(
            self.conn, site_id=site.id, supplier_id=self.supplier.id, order_id=self.order.id, number="DN-1",
            due_on=None, new=[NewPackage(package(1), lines)], at=now(), user_id=None,
        )  # fmt: skip

    def state(self) -> str:
        return orders.get(self.conn, self.number).state

    def is_unloaded(self) -> bool:
        """All of an unloading is booked, and its end was heard."""
        return [row.closed_at is None for row in receipts.list_page(self.conn, document=self.number)] == [
            False
        ]

    def undecided(self) -> list[tuple[str, str, Decimal]]:
        found = exceptions.list_page(self.conn, order=self.number, undecided_only=True)
        return sorted((one.sku, one.kind, one.qty) for one in found)


@pytest.fixture
def buyer(world: World) -> Buyer:
    return Buyer(world)


@contextmanager
def station(world: World, broker_url: str, folder: Path, bench: DeviceConfig = BENCH) -> Iterator[Agent]:
    agents.update(world.conn, world.site, "dock-1", config={"devices": [msgspec.to_builtins(bench)]})
    settings = AgentSettings(
        site=world.site, agent="dock-1", key=world.key, broker_url=broker_url,
        state_dir=folder / "state", device_dir=folder / "dev",
    )  # fmt: skip
    agent = Agent(settings)
    agent.start()
    try:
        yield agent
    finally:
        agent.stop()


def receiving(agent: Agent) -> ReceivingState:
    state = agent.station.errand("receive").state
    assert isinstance(state, ReceivingState)
    return state


def putting_away(agent: Agent) -> PuttingAwayState:
    state = agent.station.errand("putaway").state
    assert isinstance(state, PuttingAwayState)
    return state


def looked_up(agent: Agent, text: str) -> LookingUpState:
    errand = agent.station.errand("lookup")
    errand.submit_scan(text)
    agent.wait_idle()
    assert isinstance(errand.state, LookingUpState)
    return errand.state


def test_an_announced_package_is_received_offline_put_away_whole_and_opened(
    buyer: Buyer, world: World, broker_url: str, tmp_path: Path
) -> None:
    with station(world, broker_url, tmp_path) as agent:
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: len(receiving(agent).due) == 1, "the order to come down")
        # offline: the package's content was downloaded
        dock = agent.station.errand("receive")
        for text in (package(1), package(1), "BOLT"):
            dock.submit_scan(text)
        dock.act("damaged")
        dock.act("close")
        agent.wait_idle()
        assert receiving(agent).document is None
        assert buyer.state() == "sent"
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: buyer.state() == "received", "the goods to be booked")
            wait_until(buyer.is_unloaded, "the end of the unloading")
            assert world.on_hand("BOLT", "DOCK-1") == 12
            assert world.on_hand("BOLT", "BROKEN") == 1
            assert notices.get(buyer.conn, buyer.notice.id).state == "arrived"
            assert buyer.undecided() == [("BOLT", "damaged", 1), ("BOLT", "over", 1)]
            (row,) = receipts.list_page(buyer.conn, document=buyer.number)
            assert (row.agent, row.location) == ("dock-1", "DOCK-1")

            wait_until(lambda: len(putting_away(agent).tasks) == 1, "the put-away to come down")
            (task,) = putting_away(agent).tasks
            assert (task.sscc, task.location, task.to) == (package(1), "DOCK-1", "SHELF-1")
            shelf = agent.station.errand("putaway")
            for text in (package(1), "SHELF-1"):
                shelf.submit_scan(text)
            wait_until(lambda: world.on_hand("BOLT", "SHELF-1") == 12, "the package to be on the shelf")
            assert world.on_hand("WIRE", "SHELF-1") == 5
            (whole,) = {line.location for line in notices.content(buyer.conn, package(1))}
            assert whole == "SHELF-1"
            wait_until(lambda: looked_up(agent, package(1)).message.key == "found_unit", "where it stands")  # type: ignore[union-attr]
            # a part of it is taken: it is whole no more
            taken = move("BOLT", "2", source="SHELF-1", destination="PACK-1", kind="pick", lot="L1")
            applier = Applier(world.dsn)
            applier.apply([Delivery(world.topic(), world.batch(1, [taken], epoch="01JPICKER"))])
            applier.close()
            content = notices.content(buyer.conn, package(1))
            assert all(line.location is None and line.broken_at is not None for line in content)

            wait_until(lambda: looked_up(agent, "BOLT").stock_at is not None, "the stock to come down")
    assert world.query("select item_id from balance group by item_id having sum(qty) <> 0") == []


def test_an_unloading_in_hand_goes_on_after_the_agent_was_restarted(
    buyer: Buyer, world: World, broker_url: str, tmp_path: Path
) -> None:
    with station(world, broker_url, tmp_path) as agent:
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: len(receiving(agent).due) == 1, "the order to come down")
        for text in (buyer.number, "BOLT"):
            agent.station.errand("receive").submit_scan(text)
        agent.wait_idle()
    with station(world, broker_url, tmp_path) as agent:
        agent.wait_idle()
        assert receiving(agent).document == buyer.number
        dock = agent.station.errand("receive")
        dock.act("close")
        # and something else stands at the door, of which no order tells: it is offline, too
        for text in ("TD:UNANNOUNCED:ACME", "WIRE", "WIRE"):
            dock.submit_scan(text)
        dock.act("close")
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: buyer.state() == "partly_received", "the goods to be booked")
            wait_until(buyer.is_unloaded, "the end of the unloading")
            wait_until(lambda: world.on_hand("WIRE", "DOCK-1") == 2, "the delivery to be booked")
    asked = exceptions.list_page(buyer.conn, site=world.site, kind="unannounced")
    assert [(one.sku, one.qty, one.supplier, one.location) for one in asked] == [
        ("WIRE", 2, "ACME", "DOCK-1")
    ]
    assert world.on_hand("BOLT", "DOCK-1") == 1
    # once the unloading is over, what has not come is asked about
    assert buyer.undecided() == [("BOLT", "short", 11), ("WIRE", "short", 5)]


def test_the_benchs_scanner_speaks_to_the_errand_in_front(
    buyer: Buyer, world: World, broker_url: str, tmp_path: Path
) -> None:
    with station(world, broker_url, tmp_path) as agent:
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: len(receiving(agent).due) == 1, "the order to come down")
        dock = agent.station.errand("receive")
        dock.to_front()
        agent.station.submit_scan(buyer.number)  # as the bench's own scanner does
        agent.wait_idle()
        assert receiving(agent).document == buyer.number
        dock.to_back()
        agent.station.submit_scan("BOLT")
        agent.wait_idle()
        assert [line.got for line in receiving(agent).lines] == [0, 0]


def test_the_end_may_be_heard_before_the_goods_and_the_difference_is_right_all_the_same(
    buyer: Buyer, world: World
) -> None:
    applier = Applier(world.dsn)
    said = {"device": "scanner", "document": buyer.number, "location": "DOCK-1", "session": "S-1"}
    later = now()
    closed = Receipt(at=later, action="closed", **said)  # type: ignore[arg-type]
    applier.apply([Delivery(world.topic(), world.batch(2, [closed]))])
    assert buyer.undecided() == [("BOLT", "short", 12), ("WIRE", "short", 5)]
    opened = Receipt(at=later - timedelta(minutes=5), action="opened", **said)  # type: ignore[arg-type]
    came = [move("BOLT", "12", document=buyer.number), move("WIRE", "6", document=buyer.number)]
    applier.apply([Delivery(world.topic(), world.batch(1, [opened, *came]))])
    applier.close()
    assert buyer.undecided() == [("WIRE", "over", 1)]
    (row,) = receipts.list_page(buyer.conn, document=buyer.number)
    assert row.closed_at is not None
