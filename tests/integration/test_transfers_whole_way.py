"""Goods are moved, and received from another site, at a terminal whose hub is away; then it is booked."""

from __future__ import annotations

from pathlib import Path

from edge.agent import Agent
from edge.station.moving.session import MovingState
from edge.station.sending.session import SendingState
from gateway.applier import Applier
from gateway.reception import Delivery
from hub.store.transfers import documents
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import World, gateway_on, move
from tests.integration.test_gateway_transfers import planned, sent, under_way
from tests.integration.test_inbound_whole_way import receiving, station


def moving(agent: Agent) -> MovingState:
    state = agent.station.errand("move").state
    assert isinstance(state, MovingState)
    return state


def test_what_is_moved_and_received_offline_is_booked_when_the_hub_is_back(
    world: World, broker_url: str, tmp_path: Path
) -> None:
    applier = Applier(world.dsn)
    applier.apply([Delivery(world.topic(), world.batch(1, [move("WIRE", "5", destination="DOCK-1")]))])
    applier.close()
    number = under_way(world, "BOLT", "12", "3")
    with station(world, broker_url, tmp_path) as agent:
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: [due.number for due in receiving(agent).due] == [number], "the transfer")
            wait_until(lambda: moving(agent).stock_at is not None, "the stock to come down")
        # offline from here: by what was downloaded
        hand = agent.station.errand("move")
        hand.submit_scan("DOCK-1")
        hand.act("everything")
        hand.submit_scan("SHELF-1")
        for text in (number, "04012345678901"):  # a case of twelve
            agent.station.errand("receive").submit_scan(text)
        agent.station.errand("receive").act("close")
        agent.wait_idle()
        assert moving(agent).message is not None
        assert (receiving(agent).document, world.on_hand("WIRE", "SHELF-1")) == (None, 0)
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: world.on_hand("WIRE", "SHELF-1") == 5, "the move to be booked")
            wait_until(lambda: world.on_hand("BOLT", "DOCK-1") == 12, "the bolts at the dock")
            wait_until(lambda: documents.get(world.conn, number).state == "closed", "the transfer's end")
            hand.act("undo")
            wait_until(lambda: world.on_hand("WIRE", "DOCK-1") == 5, "the way back")
    assert world.query("select item_id from balance group by item_id having sum(qty) <> 0") == []


def sending(agent: Agent) -> SendingState:
    state = agent.station.errand("send").state
    assert isinstance(state, SendingState)
    return state


def test_a_transfer_that_is_loaded_offline_has_left_when_the_hub_is_back(
    world: World, broker_url: str, tmp_path: Path
) -> None:
    applier = Applier(world.dsn)
    applier.apply([Delivery(world.topic(), world.batch(1, [move("BOLT", "14", destination="DOCK-1")]))])
    applier.close()
    number = planned(world, ("BOLT", "13"))
    with station(world, broker_url, tmp_path) as agent:
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: [one.number for one in sending(agent).waiting] == [number], "the transfer")
        errand = agent.station.errand("send")
        for text in (number, "04012345678901"):  # a case of twelve
            errand.submit_scan(text)
        errand.act("close")
        errand.act("close")  # one is short
        agent.wait_idle()
        assert (sending(agent).number, sending(agent).waiting) == (None, ())
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: world.on_hand("BOLT", "in_transit") == 12, "the bolts in transit")
            wait_until(lambda: len(receiving(agent).due) == 1, "them to be due")
    assert sent(world, number) == [("BOLT", 13, 12)]
    assert world.on_hand("BOLT", "DOCK-1") == 2
