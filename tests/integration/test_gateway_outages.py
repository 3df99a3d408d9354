"""Nothing is lost and nothing doubled when the database, the broker or the gateway itself goes away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hub.store import pool
from hub.store.migrate import migrate
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import PATIENCE_S, AgentEnd, World, gateway_on, move

if TYPE_CHECKING:
    from tallydock.services.broker import Broker
    from tallydock.services.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from pathlib import Path
from gateway.service import Gateway, serve
serve(Gateway(sys.argv[1], sys.argv[2], name=sys.argv[3], on_ready=Path(sys.argv[4]).touch))
"""


def test_the_database_goes_away_and_comes_back(
    own_postgres: EmbeddedPostgres, broker_url: str, site_code: str
) -> None:
    migrate(own_postgres.dsn)
    world = World(own_postgres.dsn, site_code)
    with gateway_on(world.dsn, broker_url, f"gw-{site_code}"):
        end = AgentEnd(broker_url, world)
        end.publish(world.batch(1, [move()]))
        end.wait_for_ack(1)
        world.close()
        own_postgres.stop()
        for seq in (2, 3, 4):
            end.publish(world.batch(seq, [move()]))
        time.sleep(0.5)
        assert end.wait_for_ack(1).upto == 1
        own_postgres.start()
        end.wait_for_ack(4)
        end.close()
    world.conn = pool.connect(world.dsn, autocommit=True)
    assert world.on_hand("BOLT", "DOCK-1") == 4
    world.close()


def test_what_comes_while_a_transaction_hangs_is_booked_after_it(world: World, broker_url: str) -> None:
    waits = (
        "select pid from pg_stat_activity where datname = current_database()"
        " and application_name = 'tallydock-gateway' and wait_event_type = 'Lock'"
    )
    with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
        end = AgentEnd(broker_url, world)
        end.publish(world.batch(1, [move(qty="10")]))
        end.wait_for_ack(1)
        with pool.connect(world.dsn) as holder:
            holder.execute("select from item_cost for update")
            end.publish(world.batch(2, [move()]))
            end.wait_for(lambda: bool(world.query(waits)))
            for seq in (3, 4):
                end.publish(world.batch(seq, [move()]))
            # the server gives up: nothing is booked, and what came since must not overtake it
            for (pid,) in world.query(waits):
                world.query("select pg_terminate_backend(%s)", pid)
            assert end.wait_for_ack(1).upto == 1
        end.wait_for_ack(4)
        end.close()
    assert world.on_hand("BOLT", "DOCK-1") == 13
    in_order = world.query(
        "select m.seq from movement m join site s on s.id = m.site_id where s.code = %s order by m.id",
        world.site,
    )
    assert in_order == [(1,), (2,), (3,), (4,)]


def test_the_broker_goes_away_and_comes_back(world: World, own_broker: Broker) -> None:
    with gateway_on(world.dsn, own_broker.url, f"gw-{world.site}"):
        end = AgentEnd(own_broker.url, world)
        first, second = world.batch(1, [move()]), world.batch(2, [move()])
        end.publish(first)
        end.wait_for_ack(1)
        own_broker.restart()
        # the agent sends again what was not acknowledged, and what was too: it cannot know
        end.wait_for(end.is_connected)
        for payload in (first, second):
            end.publish(payload)
        deadline = time.monotonic() + PATIENCE_S
        while world.on_hand("BOLT", "DOCK-1") < 2 and time.monotonic() < deadline:
            end.publish(second)
            time.sleep(0.2)
        end.close()
    assert world.on_hand("BOLT", "DOCK-1") == 2


def start(world: World, broker_url: str, log: Path) -> subprocess.Popen[bytes]:
    # to a file: nobody reads on, and a full pipe would stop the gateway. Nor is what it says when it is ready
    # looked for there: two threads' words may come in one line
    ready = log.with_suffix(".ready")
    with log.open("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, world.dsn, broker_url, f"gw-{world.site}", str(ready)],
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )

    wait_until(lambda: ready.exists() or process.poll() is not None, "the gateway")
    assert process.poll() is None, log.read_text(encoding="utf-8")
    return process


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_gateway_that_is_ended_in_the_middle_goes_on_where_it_was(
    world: World, broker_url: str, tmp_path: Path, number: signal.Signals
) -> None:
    first = start(world, broker_url, tmp_path / "first.log")
    end = AgentEnd(broker_url, world)
    batches = {seq: world.batch(seq, [move() for _ in range(20)]) for seq in range(1, 61)}
    for seq, payload in batches.items():
        end.publish(payload)
        if seq == 30:
            first.send_signal(number)
    code = first.wait(PATIENCE_S)
    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    second = start(world, broker_url, tmp_path / "second.log")
    deadline = time.monotonic() + PATIENCE_S
    while world.on_hand("BOLT", "DOCK-1") < 1200 and time.monotonic() < deadline:
        # what was not acknowledged is sent again
        for payload in batches.values():
            end.publish(payload)
        time.sleep(0.5)
    end.wait_for_ack(60)
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE_S) == 0
    end.close()
    assert world.on_hand("BOLT", "DOCK-1") == 1200


def test_two_gateways_apply_each_batch_once(world: World, broker_url: str) -> None:
    with (
        gateway_on(world.dsn, broker_url, f"gw-a-{world.site}", with_downlink=False),
        gateway_on(world.dsn, broker_url, f"gw-b-{world.site}", with_downlink=False),
    ):
        end = AgentEnd(broker_url, world)
        for seq in range(1, 41):
            end.publish(
                world.batch(seq, [move(), move(source="DOCK-1", destination="SHELF-1", kind="putaway")])
            )
        end.wait_for_ack(40)
        end.close()
    assert world.on_hand("BOLT", "SHELF-1") == 40
    assert world.on_hand("BOLT", "supplier") == -40
