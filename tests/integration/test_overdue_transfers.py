"""Who waits too long for a transfer is told by an alarm, as long as he waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from hub.jobs import transfers
from hub.store import pool
from tests.integration.test_api.house import House, furnish, open_house
from tests.integration.test_api.purchase_world import good
from tests.integration.test_api.transfer_world import furnish_other, line, receive, sent, step, stock


@pytest.fixture(scope="module")
def house(module_database: str) -> Iterator[House]:
    furnish(module_database, ["TEA", "CUP", "POT"])
    with open_house(module_database) as opened:
        furnish_other(opened)
        for sku in ("TEA", "CUP", "POT"):
            stock(opened, sku, "10", cost="3.00")
        yield opened


def remind(house: House, now: datetime) -> None:
    @contextmanager
    def transaction() -> Iterator[psycopg.Connection[Any]]:
        with pool.connect(house.dsn) as conn:
            yield conn

    transfers.remind(transaction, now)


def told(house: House, number: str) -> dict[str, str]:
    """By site: what the open alarms of this transfer say."""
    rows = house.walk("/alarms", open="true")
    return {
        row["site"]: row["detail"]
        for row in rows
        if row["kind"] == "transfer-overdue" and row["subject"] == f"{row['site']}/{number}"
    }


def test_a_transfer_that_is_late_is_told_at_both_sites_until_the_rest_of_it_has_come(house: House) -> None:
    number = sent(house, line("TEA", "6"), due_on="2026-03-09")
    # its last day, which ends at eleven o'clock where it is waited for
    remind(house, datetime(2026, 3, 9, 22, 59, tzinfo=UTC))
    assert told(house, number) == {}
    remind(house, datetime(2026, 3, 9, 23, 0, tzinfo=UTC))
    said = "due from main at north on 2026-03-09, and some of it is still on its way"
    assert told(house, number) == {"main": said, "north": said}
    assert good(receive(house, number, {"item": "TEA", "qty": "4"}))["state"] == "partly_received"
    remind(house, datetime(2026, 3, 10, 9, 0, tzinfo=UTC))
    assert set(told(house, number)) == {"main", "north"}
    good(receive(house, number, {"item": "TEA", "qty": "2"}))
    remind(house, datetime(2026, 3, 10, 9, 1, tzinfo=UTC))
    assert told(house, number) == {}


def test_a_transfer_without_a_day_is_late_after_a_week_and_taken_back_no_more(house: House) -> None:
    number = sent(house, line("CUP", "3"))  # on the 5th, at noon
    remind(house, datetime(2026, 3, 12, 11, 0, tzinfo=UTC))
    assert told(house, number) == {}
    remind(house, datetime(2026, 3, 12, 13, 0, tzinfo=UTC))
    assert told(house, number)["north"].startswith("sent from main to north on 2026-03-05")
    assert step(house, number, "take-back").is_success
    remind(house, datetime(2026, 3, 12, 13, 1, tzinfo=UTC))
    assert told(house, number) == {}


def test_a_transfer_within_a_site_is_told_there_once(house: House) -> None:
    number = sent(house, line("POT", "1"), to="main", to_place="SHELF-1", due_on="2026-03-06")
    remind(house, datetime(2026, 3, 7, 9, 0, tzinfo=UTC))
    assert set(told(house, number)) == {"main"}
