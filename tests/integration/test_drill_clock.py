"""Processes whose wall clock is wrong, or is set while they run."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.wire.messages import Ack, Fault
from tests.integration.edge_hub import PATIENCE_S, Hub, wait_until
from tests.integration.gateway_world import AgentEnd, World, move
from tests.integration.test_drill_kill import died, edge, process

SOON = timedelta(minutes=5)


@pytest.fixture
def hub(broker_url: str, site_code: str) -> Iterator[Hub]:
    made = Hub(broker_url, site_code)
    yield made
    made.close()


def test_an_agent_that_is_two_hours_slow_until_its_clock_is_set(
    hub: Hub, broker_url: str, tmp_path: Path
) -> None:
    # on a busy machine the agent may need longer than that to say its first word
    for set_after_s in (15, 60, 240):
        folder, heard = tmp_path / str(set_after_s), len(hub.states)
        folder.mkdir()
        settings = edge(broker_url, hub, folder, TALLYDOCK_DRILL_CLOCK_S=f"0:-7200,{set_after_s}:0")
        with process("tallydock.drill.edge_process", folder, **settings) as child:
            if was_slow(hub, heard):
                patience_s = set_after_s + PATIENCE_S
                hub.wait_for(lambda: bool(told(hub, "clock-set")), "that the clock was set", patience_s)
                fault = told(hub, "clock-set")[-1]
                assert abs(datetime.now(UTC) - fault.at) < SOON
                assert "set by 7200" in fault.detail or "set by 7199" in fault.detail
                child.send_signal(signal.SIGTERM)
                assert child.wait(PATIENCE_S) == 0
                return
    raise AssertionError("the agent never said that it was two hours ago")


def was_slow(hub: Hub, heard: int) -> bool:
    """Whether the first state after so many was said while the clock was wrong."""
    hub.wait_for(lambda: any(one.online for one in hub.states[heard:]), "its first state")
    first = next(one for one in hub.states[heard:] if one.online)
    assert first.at is not None
    return abs(datetime.now(UTC) - first.at - timedelta(hours=2)) < SOON


def told(hub: Hub, code: str) -> list[Fault]:
    return [event for event in hub.events if isinstance(event, Fault) and event.code == code]


def test_a_gateway_books_at_the_time_that_its_clock_shows(
    database: str, broker_url: str, site_code: str, tmp_path: Path
) -> None:
    world = World(database, site_code)
    end = AgentEnd(broker_url, world)
    settings = {
        "TALLYDOCK_DSN": database,
        "TALLYDOCK_BROKER_URL": broker_url,
        "TALLYDOCK_GATEWAY_NAME": f"gw-{site_code}",
        "TALLYDOCK_DRILL_CLOCK_S": "-86400",
    }
    ready = tmp_path / "ready"
    with process(
        "tallydock.drill.gateway_process", tmp_path, "--ready-file", str(ready), **settings
    ) as child:
        wait_until(lambda: ready.exists() or died(child, tmp_path), "the gateway")
        yesterday = datetime.now(UTC) - timedelta(days=1)
        end.publish(world.batch(1, [move(at=yesterday)]))
        ack: Ack = end.wait_for_ack(1)
        assert abs(ack.at - yesterday) < SOON
    ((recorded_at,),) = world.query("select recorded_at from movement")
    assert abs(recorded_at - yesterday) < SOON
    end.close()
    world.close()
