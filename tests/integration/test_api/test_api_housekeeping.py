"""What the hub does by itself every little while."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from hub.jobs.housekeeping import Done, run_due
from hub.store import agents, pool
from tests.integration.test_api.house import NOON, SITE, House, furnish, open_house


@pytest.fixture
def conn(database: str) -> Iterator[psycopg.Connection[Any]]:
    furnish(database)
    with pool.connect(database) as opened:
        yield opened


def says(conn: psycopg.Connection[Any], code: str, *, online: bool, after_s: float) -> None:
    agent = agents.get(conn, SITE, code)
    agents.save_state(conn, agent.id, {"online": online}, online=online, at=NOON + timedelta(seconds=after_s))


def open_alarms(conn: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    return conn.execute(
        "select kind, subject from alarm where cleared_at is null order by subject"
    ).fetchall()


def run(conn: psycopg.Connection[Any], after_s: float) -> Done:
    done = run_due(conn, NOON + timedelta(seconds=after_s))
    conn.commit()  # a round is a transaction; it ends the round's lock
    return done


def test_an_agent_that_falls_silent_is_missed_until_it_is_back(conn: psycopg.Connection[Any]) -> None:
    for code in ("dock-1", "dock-2", "never-seen"):
        agents.create(conn, SITE, code)
    says(conn, "dock-1", online=True, after_s=0)
    says(conn, "dock-2", online=True, after_s=60)
    assert run(conn, 90) == Done()
    assert run(conn, 91) == Done(agents_gone=1)
    assert not agents.get(conn, SITE, "dock-1").online
    assert agents.get(conn, SITE, "dock-2").online
    assert open_alarms(conn) == [("agent-offline", "main/dock-1")]
    assert run(conn, 100) == Done()

    says(conn, "dock-1", online=True, after_s=110)
    assert run(conn, 111) == Done(agents_back=1)
    assert open_alarms(conn) == []


def test_an_agent_whose_last_will_came_is_missed_at_once(conn: psycopg.Connection[Any]) -> None:
    agents.create(conn, SITE, "dock-1")
    says(conn, "dock-1", online=False, after_s=0)
    assert run(conn, 1) == Done(agents_gone=1)


def test_a_disabled_agent_is_not_missed(conn: psycopg.Connection[Any]) -> None:
    agents.create(conn, SITE, "dock-1")
    says(conn, "dock-1", online=False, after_s=0)
    run(conn, 1)
    agents.update(conn, SITE, "dock-1", enabled=False)
    assert run(conn, 2) == Done(agents_back=1)
    assert run(conn, 3) == Done()


def test_what_is_worth_nothing_any_more_is_forgotten(house: House) -> None:
    found = {"site": SITE, "sku": "TEA", "kind": "adjustment", "qty": "1", "source": "loss_gain"}
    body = found | {"destination": "STORE", "reason": "found"}
    answer = house.ask("operator", "POST", "/movements", json=body, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 201
    with pool.connect(house.dsn) as conn:
        assert run_due(conn, NOON + timedelta(days=7)) == Done()
        conn.commit()
        assert run_due(conn, NOON + timedelta(days=7, seconds=1)) == Done(answers_deleted=1)
        conn.commit()
        assert run_due(conn, NOON + timedelta(days=3651)) == Done(tokens_deleted=4)


def test_of_two_hubs_one_does_it(database: str) -> None:
    with pool.connect(database) as one, pool.connect(database) as other:
        furnish(database)
        agents.create(one, SITE, "dock-1")
        says(one, "dock-1", online=False, after_s=0)
        one.commit()
        assert run_due(one, NOON).agents_gone == 1
        assert run_due(other, NOON) == Done()


def test_a_running_hub_keeps_house_by_itself(database: str) -> None:
    furnish(database)
    with pool.connect(database) as conn:
        agents.create(conn, SITE, "dock-1")
        says(conn, "dock-1", online=True, after_s=-3600)
    with open_house(database, housekeeping_interval_s=0.05) as house:
        give_up_at = time.monotonic() + 120
        while not (found := house.get("/alarms", open="true")["items"]) and time.monotonic() < give_up_at:
            time.sleep(0.05)
    assert [alarm["subject"] for alarm in found] == ["main/dock-1"]


def test_a_running_hub_closes_months_that_are_over(database: str) -> None:
    """As after an upgrade: the figures are the same before and after."""
    furnish(database)
    with open_house(database, housekeeping_interval_s=0.05) as house:
        house.receive("TEA", "10", at=NOON - timedelta(days=40))
        span = {"from": "2025-12-01", "to": "2026-03-04", "by": "item"}
        with pool.connect(database, autocommit=True) as conn:
            conn.execute("truncate month_total")
            conn.execute("update item_cost set months_until = '0001-01-01'")
            before = house.get("/turnover", **span)
            deadline = time.monotonic() + 120
            while not conn.execute("select 1 from month_total").fetchone():
                assert time.monotonic() < deadline, "the month was not closed"
                time.sleep(0.02)
        assert house.get("/turnover", **span) == before
        assert before["rows"][0]["average_value"] != "0.00"
