"""Two gateways share the work on Mosquitto, and one of them dies for good."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.outbox import Outbox
from edge.uplink import WINDOW_BATCHES
from tallydock.services.broker import Broker, choose_broker, find_mosquitto
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import World, move
from tests.integration.test_drill_kill import process, waiting


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Broker]:
    if find_mosquitto() is None:
        pytest.skip("mosquitto is not installed, and the embedded broker has no shared subscriptions")
    started = choose_broker(tmp_path / "broker", prefer="mosquitto")
    started.start()
    yield started
    started.stop()


def test_what_was_meant_for_a_replica_that_never_comes_back_is_booked_by_the_other(
    world: World, mosquitto: Broker, tmp_path: Path
) -> None:
    state = tmp_path / "agents" / "dock-1"
    outbox = Outbox(state / "outbox.db", world.site, "dock-1", lambda: datetime.now(UTC))
    for _ in range(2 * WINDOW_BATCHES):
        outbox.put([move()]).result()
        outbox.seal()
    outbox.close()
    with ExitStack() as house:
        replicas = []
        for name in ("one", "two"):
            ready = tmp_path / f"{name}.ready"
            settings = {
                "TALLYDOCK_DSN": world.dsn,
                "TALLYDOCK_BROKER_URL": mosquitto.url,
                "TALLYDOCK_GATEWAY_NAME": name,
                "TALLYDOCK_GATEWAY_GROUP": "replicas",
            }
            arguments = ("--ready-file", str(ready))
            made = process("tallydock.drill.gateway_process", tmp_path, *arguments, **settings)
            replicas.append(house.enter_context(made))
            wait_until(ready.exists, f"gateway {name}")
        replicas[0].kill()
        replicas[0].wait()
        house.enter_context(
            process(
                "tallydock.drill.edge_process",
                tmp_path,
                TALLYDOCK_SITE=world.site,
                TALLYDOCK_AGENT="dock-1",
                TALLYDOCK_AGENT_KEY=world.key.hex(),
                TALLYDOCK_BROKER_URL=mosquitto.url,
                TALLYDOCK_DEVICE_DIR=os.fspath(tmp_path),
            )
        )
        wait_until(lambda: waiting(state / "outbox.db") == 0, "an empty outbox", 240)
    assert world.on_hand("BOLT", "DOCK-1") == 2 * WINDOW_BATCHES
