"""One unloading counted by a portal and by hands: shown live, and every piece in the books once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from devices.codes.epc import encode_sgtin96
from devices.simulators.rfid import RfidSimulator
from edge.agent import Agent
from gateway.applier import Applier
from gateway.reception import Delivery
from gateway.wire import codec, topics
from gateway.wire.messages import AnyEvent, Batch, DeviceConfig, Movement, Receipt, UnplacedScan
from hub.store import agents, items
from hub.store.inbound import receipts, sightings
from hub.store.purchasing import orders
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import EPOCH, World, gateway_on, move, now
from tests.integration.test_inbound_whole_way import BENCH, Buyer, receiving, station

PORTAL = DeviceConfig(
    id="portal", role="portal", protocol="r2000-a0", port="portal", baud=115200,
    settings={"location": "DOCK-1"},
)  # fmt: skip
GTIN = "09506000134352"


@pytest.fixture
def buyer(world: World) -> Buyer:
    return Buyer(world)


@dataclass
class Door:
    """A terminal and, as another agent, a portal at one door; what they say comes when the test says so."""

    buyer: Buyer
    applier: Applier
    key: bytes
    seqs: dict[str, int] = field(default_factory=dict)

    def say(self, *events: AnyEvent, agent: str = "dock-1") -> None:
        world = self.buyer.world
        seq = self.seqs[agent] = self.seqs.get(agent, 0) + 1
        key = world.key if agent == "dock-1" else self.key
        topic = topics.events(world.site, agent)
        batch = Batch(v=1, agent=agent, epoch=EPOCH, seq=seq, sent=now(), events=list(events))
        applied = self.applier.apply([Delivery(topic, codec.encode(batch, topic, key))])
        assert not applied.quarantined

    def word(self, action: str) -> Receipt:
        return Receipt(
            at=now(), device="scanner", document=self.buyer.number, action=action, location="DOCK-1",  # type: ignore[arg-type]
            session="S-1",
        )  # fmt: skip

    def hand(self, qty: str, **more: Any) -> Movement:
        evidence = {"receipt": "S-1", "first_read": now().isoformat()}
        return move("BOLT", qty, document=self.buyer.number, evidence=evidence, **more)

    def tags(self, *serials: str) -> None:
        self.say(
            *(move("BOLT", "1", serial=one, evidence={"epc": f"E-{one}"}) for one in serials), agent="door-1"
        )

    @property
    def received(self) -> Decimal:
        order = orders.get(self.buyer.conn, self.buyer.number)
        return sum((line.received_qty for line in orders.lines(self.buyer.conn, [order.id])), Decimal(0))

    def is_begun(self) -> bool:
        return bool(receipts.list_page(self.buyer.conn, document=self.buyer.number))

    @property
    def books(self) -> tuple[int, int]:
        """Bolts that stand at the dock, and that count as received on the order."""
        return int(self.buyer.world.on_hand("BOLT", "DOCK-1")), int(self.received)


@pytest.fixture
def door(buyer: Buyer) -> Iterator[Door]:
    _, key = agents.create(buyer.conn, buyer.world.site, "door-1")
    applier = Applier(buyer.world.dsn)
    yield Door(buyer, applier, key)
    applier.close()


def test_a_piece_that_the_portal_and_a_scanner_read_is_in_the_books_once(door: Door) -> None:
    door.say(door.word("opened"))
    door.tags("T-1", "T-2", "T-3")
    assert door.books == (3, 3)
    door.say(door.hand("1", serial="T-1"), door.hand("1", serial="T-9"), door.word("closed"))
    assert door.books == (4, 4)
    (row,) = receipts.list_page(door.buyer.conn, document=door.buyer.number)
    (counted,) = sightings.of_receipt(door.buyer.conn, row.id)
    assert (counted.seen, counted.scanned, int(counted.plain), int(counted.total)) == (3, 2, 0, 4)


@pytest.mark.parametrize("portal_first", [True, False])
def test_a_plain_count_is_first_what_the_portal_saw_whoever_is_heard_first(
    door: Door, portal_first: bool
) -> None:
    """The portal's agent may have been offline: its reads are of the time of the unloading all the same."""
    door.say(door.word("opened"))
    if portal_first:
        door.tags("T-1", "T-2", "T-3")
    at = now()
    door.say(door.hand("5"), door.word("closed"))
    if not portal_first:
        late = [move("BOLT", "1", serial=one, at=at, evidence={"epc": one}) for one in ("T-1", "T-2", "T-3")]
        door.say(*late, agent="door-1")
    assert door.books == (5, 5)


def test_a_scan_that_is_taken_back_leaves_what_the_portal_saw(door: Door) -> None:
    """By a hand scanner that is bound to the dock, which books each scan at once."""
    number = door.buyer.number
    door.say(door.word("opened"), *(move("BOLT", "1", document=number) for _ in range(2)))
    door.tags("T-1")
    assert door.books == (2, 2)
    back = move(
        "BOLT", "1", "DOCK-1", "supplier", "supplier_return", document=number, evidence={"undo_of": "then"}
    )
    door.say(back)
    assert door.books == (1, 1)
    door.say(back)
    assert door.books == (1, 1), "the portal has seen one"


def test_goods_may_come_before_the_word_that_their_unloading_has_begun(door: Door) -> None:
    opened = door.word("opened")
    door.say(door.hand("2"))
    door.tags("T-1")
    door.say(opened, door.word("closed"))
    assert door.books == (2, 2)


def test_what_comes_when_nobody_unloads_belongs_to_no_order(door: Door) -> None:
    door.say(door.word("opened"), door.hand("1"), door.word("closed"))
    after = now() + timedelta(seconds=1)
    late = move("BOLT", "1", serial="T-1", evidence={"epc": "T-1"}, at=after - timedelta(hours=3))
    door.say(late, agent="door-1")
    assert door.books == (2, 1)


def test_a_lot_or_damage_that_a_hand_has_found_replaces_what_the_portal_booked(door: Door) -> None:
    door.say(door.word("opened"))
    door.tags("T-1", "T-2", "T-3")
    broken = door.hand("1", destination="BROKEN")
    broken.evidence["issue"] = "damaged"
    door.say(door.hand("2", lot="L7"), broken, door.word("closed"))
    world = door.buyer.world
    lots = world.query(
        "select b.lot, l.code, b.qty from balance b join location l on l.id = b.location_id "
        "join site s on s.id = l.site_id where s.code = %s and not l.outside and b.qty <> 0 order by 1, 2",
        world.site,
    )
    assert lots == [("", "BROKEN", 1), ("L7", "DOCK-1", 2)]
    assert door.received == 3
    assert door.buyer.undecided()[0] == ("BOLT", "damaged", Decimal(1))
    assert world.query("select item_id from balance group by item_id having sum(qty) <> 0") == []


def test_the_terminal_sees_what_another_agents_portal_reads(
    door: Door, world: World, broker_url: str, tmp_path: Path
) -> None:
    with station(world, broker_url, tmp_path) as agent, gateway_on(world.dsn, broker_url, world.site):
        wait_until(lambda: len(receiving(agent).due) == 1, "the order to come down")
        dock = agent.station.errand("receive")
        dock.submit_scan(door.buyer.number)
        wait_until(
            lambda: bool(receipts.list_page(door.buyer.conn, document=door.buyer.number)), "its beginning"
        )
        door.tags("T-1", "T-2")
        door.say(
            UnplacedScan(at=now(), device="portal", data="E2FF", why="no item", location="DOCK-1"),
            agent="door-1",
        )
        wait_until(lambda: [line.seen for line in receiving(agent).lines] == [2, 0], "the tags to be shown")
        wait_until(lambda: receiving(agent).unplaced == ("E2FF",), "the unknown tag to be shown")
        dock.submit_scan("*3")
        dock.submit_scan("BOLT")
        dock.act("close")
        wait_until(door.buyer.is_unloaded, "the end of the unloading")
    assert door.books == (3, 3)


def test_a_real_portal_at_the_terminals_own_door_is_shown_at_once_and_booked_once(
    buyer: Buyer, world: World, broker_url: str, tmp_path: Path
) -> None:
    if items.find_code(world.conn, GTIN) is None:
        items.add_code(world.conn, "BOLT", GTIN, "gtin", Decimal(1))
    with station(world, broker_url, tmp_path) as agent, gateway_on(world.dsn, broker_url, world.site):
        reader = RfidSimulator(tmp_path / "dev/portal", "r2000-a0", random.Random(4))
        reader.start()
        devices = [msgspec.to_builtins(BENCH), msgspec.to_builtins(PORTAL)]
        agents.update(world.conn, world.site, "dock-1", config={"devices": devices})
        wait_until(lambda: _reads(agent), "the portal to be connected")
        wait_until(lambda: len(receiving(agent).due) == 1, "the order to come down")
        dock = agent.station.errand("receive")
        dock.submit_scan(buyer.number)
        agent.wait_idle()
        # of what passes while this machine stands still nobody can tell which way it went
        for serial in range(1, 60):
            reader.pass_through([encode_sgtin96(GTIN, serial, 7)], "in", duration_s=1.6)
            wait_until(lambda: _seen(agent) + len(receiving(agent).unplaced) == serial, "its word")  # noqa: B023
            if _seen(agent):
                break
        scanned = f"\x1d01{GTIN}21{serial}"
        dock.submit_scan(scanned)
        agent.wait_idle()
        assert [line.got for line in receiving(agent).lines] == [1, 0]
        dock.act("close")
        wait_until(buyer.is_unloaded, "the end of the unloading")
        reader.close()
    assert world.on_hand("BOLT", "DOCK-1") == 1


def _reads(agent: Agent) -> bool:
    return any(device.id == "portal" and device.connected for device in agent.fleet.states())


def _seen(agent: Agent) -> int:
    return sum(line.seen for line in receiving(agent).lines)
