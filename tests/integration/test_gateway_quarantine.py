"""What cannot be applied waits for a person, and does not drown the house meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from gateway.applier import Applier
from gateway.reception import Delivery
from gateway.wire import messages, topics
from hub.store import agents, quarantine
from tests.integration.gateway_world import AgentEnd, World, gateway_on, move, now
from tests.integration.test_api.house import open_house


@pytest.fixture
def end(world: World, broker_url: str) -> Iterator[AgentEnd]:
    with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
        made = AgentEnd(broker_url, world)
        yield made
        made.close()


@pytest.fixture
def applier(world: World) -> Iterator[Applier]:
    made = Applier(world.dsn)
    yield made
    made.close()


def open_alarms(world: World, kind: str) -> list[str]:
    found = world.query(
        "select subject from alarm where kind = %s and cleared_at is null order by subject", kind
    )
    return [row[0] for row in found]


def test_a_held_event_is_in_the_books_once_after_the_item_is_known_and_replay_is_asked_for(
    world: World, end: AgentEnd
) -> None:
    payload = world.batch(1, [move(item="04099999999996", qty="2"), move(qty="1")])
    end.publish(payload)
    end.wait_for_ack(1)
    with open_house(world.dsn) as house:
        (held,) = house.get("/quarantine", role="operator", status="held", site=world.site)["items"]
        assert (held["reason"], held["idx"], held["times"]) == ("unknown-item", 0, 1)
        still = house.ask("manager", "POST", f"/quarantine/{held['id']}/replay").json()
        assert (still["status"], still["reason"]) == ("held", "unknown-item")

        code = {"code": "04099999999996", "kind": "gtin", "qty": "6"}
        assert house.ask("manager", "POST", "/items/BOLT/codes", json=code).status_code == 201
        answers: list[int] = []

        def ask() -> None:
            answers.append(house.ask("manager", "POST", f"/quarantine/{held['id']}/replay").status_code)

        together = [threading.Thread(target=ask) for _ in range(4)]
        for one in together:
            one.start()
        for one in together:
            one.join()
        assert set(answers) <= {200, 409} and 200 in answers

        assert house.get(f"/quarantine/{held['id']}", role="operator")["status"] == "replayed"
        booked = house.get("/movements", site=world.site)["items"]
        assert sorted(row["qty"] for row in booked) == ["1", "12"]
        assert world.on_hand("BOLT", "DOCK-1") == 13
        # the agent sends the batch again, and somebody asks again: nothing more is counted
        end.publish(payload)
        end.publish(world.batch(2, []))
        end.wait_for_ack(2)
        assert house.ask("manager", "POST", f"/quarantine/{held['id']}/replay").status_code == 409
        assert world.on_hand("BOLT", "DOCK-1") == 13
        # the broker may hold what other tests left; of this site nothing is open
        alarms = house.get("/alarms", open="true")["items"]
        assert [alarm for alarm in alarms if world.site in f"{alarm['site']} {alarm['subject']}"] == []


def test_invented_topics_raise_one_alarm_and_it_ends_with_the_last_of_them(
    world: World, applier: Applier
) -> None:
    for number in range(5):
        applier.apply([Delivery(topics.events(world.site, f"stranger-{number}"), b"noise %d" % number)])
    applier.apply([Delivery("elsewhere", b"noise")])
    assert open_alarms(world, "quarantine") == ["topic", "unknown-agent"]
    strangers = [row.id for row in quarantine.list_page(world.conn, reason="unknown-agent")]
    for one in strangers[:-1]:
        quarantine.discard(world.conn, one, "tester", now())
    assert open_alarms(world, "quarantine") == ["topic", "unknown-agent"]
    quarantine.discard(world.conn, strangers[-1], "tester", now())
    assert open_alarms(world, "quarantine") == ["topic"]


def test_a_message_that_comes_again_once_its_agent_is_known_is_told_of_that_agent(
    world: World, applier: Applier
) -> None:
    delivery = Delivery(topics.events(world.site, "new"), b"unsigned")
    applier.apply([delivery])
    agents.create(world.conn, world.site, "new")
    applier.apply([delivery])
    (row,) = quarantine.list_page(world.conn)
    assert (row.agent, row.reason, row.times) == ("new", "signature", 2)
    assert delivery.topic in open_alarms(world, "quarantine")


@pytest.mark.parametrize("limit", [{"max_messages": 3}, {"max_bytes": 3 * 100}])
def test_what_anybody_can_send_makes_room_for_what_is_newer_and_what_is_acknowledged_stays(
    world: World, limit: dict[str, Any]
) -> None:
    agent = agents.get(world.conn, world.site, "dock-1").id
    start = now()
    kept = [
        quarantine.Held(world.topic(), "unknown-item", "?", b"{%d}" % n, agent, "E", 1, n) for n in range(9)
    ]
    quarantine.hold(world.conn, kept, start, **limit)
    for number in range(7):
        payload = (b"noise %d" % number).ljust(100)
        forged = quarantine.Held(f"invented/{number}", "topic", "", payload)
        for _ in range(2):
            quarantine.hold(world.conn, [forged], start + timedelta(seconds=number), **limit)
    rows = quarantine.list_page(world.conn)
    assert sorted(row.topic for row in rows if row.reason == "topic") == [
        "invented/4",
        "invented/5",
        "invented/6",
    ]
    assert len([row for row in rows if row.reason == "unknown-item"]) == 9
    # each of the four that had to go came twice
    assert quarantine.dropped(world.conn) == 8
    assert open_alarms(world, "quarantine-full") == ["unacknowledged"]
    with open_house(world.dsn) as house:
        seen = house.get("/overview", site=world.site)
        assert (seen["quarantine_dropped"], seen["quarantined"]) == (8, 12)
        listed = house.get("/quarantine", role="operator", reason="topic")["items"]
        assert [row["size_bytes"] for row in listed] == [100, 100, 100]


def fault(code: str, *, cleared: bool = False, device: str = "scanner-1") -> messages.Fault:
    return messages.Fault(at=now(), device=device, code=code, detail="no answer", cleared=cleared)


def test_a_device_fault_is_an_alarm_until_the_device_is_well(world: World, applier: Applier) -> None:
    of = f"{world.site}/dock-1/scanner-1"
    applier.apply([Delivery(world.topic(), world.batch(1, [fault("noise"), fault("no-answer")]))])
    assert open_alarms(world, "fault") == [f"{of}/no-answer", f"{of}/noise"]
    applier.apply([Delivery(world.topic(), world.batch(2, [fault("noise", cleared=True)]))])
    assert open_alarms(world, "fault") == [f"{of}/no-answer"]
    within = [fault("no-answer", cleared=True), fault("no-answer"), fault("no-answer", cleared=True)]
    applier.apply([Delivery(world.topic(), world.batch(3, within))])
    assert open_alarms(world, "fault") == []
    again = [fault("noise"), fault("noise", cleared=True), fault("noise", device="scale-1")]
    applier.apply([Delivery(world.topic(), world.batch(4, again))])
    assert open_alarms(world, "fault") == [f"{world.site}/dock-1/scale-1/noise"]


def test_the_overview_of_a_site_counts_what_belongs_to_no_known_site(world: World, applier: Applier) -> None:
    applier.apply([Delivery("elsewhere", b"noise")])
    with open_house(world.dsn) as house:
        for site in (world.site, None):
            seen = house.get("/overview", site=site)
            assert (seen["quarantined"], seen["open_alarms"]) == (1, 1)
