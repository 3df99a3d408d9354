"""An agent that was offline for hours comes back: its hub sees at once what happens now, and in time all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from edge.outbox import Outbox
from gateway.wire.messages import AgentState, Movement
from tests.integration.edge_hub import Hub, make_agent
from tests.unit.edge.samples import movement

WAITED = 700


@pytest.fixture
def hub(broker_url: str, site_code: str) -> Iterator[Hub]:
    hub = Hub(broker_url, site_code)
    yield hub
    hub.close()


def offline_for_hours(hub: Hub, folder: Path) -> None:
    """An outbox that was filled and left."""
    path = folder / "state" / "outbox.db"
    outbox = Outbox(path, hub.site, hub.agent, lambda: datetime.now(UTC))
    then = datetime.now(UTC) - timedelta(hours=5)
    events = [msgspec.structs.replace(movement(n), at=then + timedelta(seconds=n)) for n in range(WAITED)]
    outbox.put(events).result()
    outbox.close()


def hours_unsent(said: AgentState) -> float:
    if said.at is None or said.oldest_unsent_at is None:
        return 0.0
    return (said.at - said.oldest_unsent_at).total_seconds() / 3600


def test_what_happens_now_is_at_the_hub_before_what_has_waited(
    hub: Hub, broker_url: str, tmp_path: Path
) -> None:
    offline_for_hours(hub, tmp_path)
    # so slowly that the backlog is not through before, however busy the machine is
    agent = make_agent(hub, broker_url, tmp_path, drain_events_per_s=1.0)
    agent.start()
    hub.wait_for(lambda: len(hub.movements) >= 100, "the first of the backlog")
    agent.outbox.put([movement(9_000)]).result()
    hub.wait_for(lambda: "D9000" in [one.document for one in hub.movements], "what happened now")
    hub.wait_for(lambda: any(hours_unsent(said) > 4 for said in hub.states), "the age of what waits")
    agent.stop()
    assert len(hub.movements) < WAITED
    agent = make_agent(hub, broker_url, tmp_path, drain_events_per_s=10_000.0)
    agent.start()
    hub.wait_for(lambda: len(hub.movements) == WAITED + 1, "all of it")
    hub.wait_for(lambda: agent.outbox.totals.waiting == 0, "its acknowledgement")
    agent.stop()
    documents = [event.document for event in hub.events if isinstance(event, Movement)]
    assert sorted(documents, key=str) == sorted([f"D{n}" for n in [*range(WAITED), 9_000]])
