"""A process is killed at each named step of a batch's way, started again, and the books are right."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge import steps as edge_steps
from edge.outbox import Outbox
from gateway import steps as gateway_steps
from tests.integration.edge_hub import KEY, PATIENCE_S, Hub, wait_until
from tests.integration.gateway_world import AgentEnd, World, move
from tests.unit.edge.samples import movement

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def process(module: str, folder: Path, *arguments: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    with (folder / "process.log").open("a", encoding="utf-8") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            env={**os.environ, "TALLYDOCK_VAR_DIR": str(folder), **settings},
        )
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def died(child: subprocess.Popen[str], folder: Path) -> bool:
    code = child.poll()
    said = (folder / "process.log").read_text(encoding="utf-8")
    assert code in (None, -signal.SIGKILL), said
    return code is not None


def edge(broker_url: str, hub: Hub, folder: Path, **more: str) -> dict[str, str]:
    return {
        "TALLYDOCK_SITE": hub.site,
        "TALLYDOCK_AGENT": hub.agent,
        "TALLYDOCK_AGENT_KEY": KEY.hex(),
        "TALLYDOCK_BROKER_URL": broker_url,
        "TALLYDOCK_DEVICE_DIR": str(folder),
        **more,
    }


@pytest.fixture
def hub(broker_url: str, site_code: str) -> Iterator[Hub]:
    made = Hub(broker_url, site_code)
    yield made
    made.close()


def waiting(outbox: Path) -> int:
    with closing(sqlite3.connect(f"file:{outbox}?mode=ro", uri=True)) as file:
        counts = file.execute("select (select count(*) from event) + (select count(*) from batch)")
        return int(counts.fetchone()[0])


@pytest.mark.parametrize("step", edge_steps.STEPS)
def test_an_agent_that_dies_there_has_counted_everything_once(
    step: str, hub: Hub, broker_url: str, tmp_path: Path
) -> None:
    state = tmp_path / "agents" / hub.agent
    outbox = Outbox(state / "outbox.db", hub.site, hub.agent, lambda: datetime.now(UTC))
    for number in range(3):
        outbox.put([movement(number)]).result()
        outbox.seal()
    outbox.put([movement(3)]).result()
    outbox.close()
    settings = edge(broker_url, hub, tmp_path, TALLYDOCK_DRILL_KILL=step)
    with process("tallydock.drill.edge_process", tmp_path, **settings) as child:
        wait_until(lambda: died(child, tmp_path), f"its death at {step}")
    said = len(hub.states)
    with process("tallydock.drill.edge_process", tmp_path, **settings) as child:
        wait_until(lambda: any(one.online for one in hub.states[said:]), "that it lives")
        wait_until(lambda: len(hub.movements) == 4, "all movements")
        wait_until(lambda: waiting(state / "outbox.db") == 0, "an empty outbox")
        child.send_signal(signal.SIGTERM)
        assert child.wait(PATIENCE_S) == 0
    assert sorted(str(one.document) for one in hub.movements) == ["D0", "D1", "D2", "D3"]


@pytest.mark.parametrize("step", gateway_steps.STEPS)
def test_a_gateway_that_dies_there_has_booked_everything_once(
    step: str, world: World, broker_url: str, tmp_path: Path
) -> None:
    settings = {
        "TALLYDOCK_DSN": world.dsn,
        "TALLYDOCK_BROKER_URL": broker_url,
        "TALLYDOCK_GATEWAY_NAME": f"gw-{world.site}",
        "TALLYDOCK_DRILL_KILL": f"{step}:2",
    }
    ready = tmp_path / "ready"
    arguments = ("--ready-file", str(ready))
    end = AgentEnd(broker_url, world)
    with process("tallydock.drill.gateway_process", tmp_path, *arguments, **settings) as child:
        wait_until(lambda: ready.exists() or died(child, tmp_path), "the gateway")
        end.publish(world.batch(1, [move()]))
        end.wait_for_ack(1)
        end.publish(world.batch(2, [move() for _ in range(5)]))
        wait_until(lambda: died(child, tmp_path), f"its death at {step}:2")
    ready.unlink()
    with process("tallydock.drill.gateway_process", tmp_path, *arguments, **settings) as child:
        wait_until(lambda: ready.exists() or died(child, tmp_path), "the gateway")
        end.publish(world.batch(2, [move() for _ in range(5)]))
        end.publish(world.batch(3, [move()]))
        end.wait_for_ack(3)
        child.send_signal(signal.SIGTERM)
        assert child.wait(PATIENCE_S) == 0
    end.close()
    assert world.on_hand("BOLT", "DOCK-1") == 7
