"""What a gateway with a wrong clock booked at its own time is dated by the device all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from tallydock.drill import hub_time
from tallydock.drill.books import BookedMovement, Books
from tallydock.drill.truth import Goods, Scan, Truth

AT = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
SLOW = AT - timedelta(hours=2)


def booked(occurred_at: datetime, device_time: datetime) -> tuple[Truth, Books]:
    truth = Truth()
    line = truth.begin_line("dock-1", "scanner-1")
    truth.scanned(line, Scan("A", Goods("MUG", Fraction(1), "receipt", "supplier", "DOCK-1"), AT))
    movement = BookedMovement(
        1, SLOW, occurred_at, "A", None, "MUG", Decimal(1), "receipt", "supplier", "DOCK-1", "dock-1",
        "EPOCH", 1, 0, "scanner-1", {"device_time": device_time.isoformat()},
    )  # fmt: skip
    return truth, Books([movement], {}, {}, {}, [], [], [])


def test_the_devices_time_is_kept_and_no_other_date_is_asked_for() -> None:
    truth, said = booked(SLOW, AT)
    assert list(hub_time.told(truth, said)) == []
    assert truth.well_dated() == set()


def test_a_devices_time_that_is_lost_is_seen() -> None:
    assert [one.check for one in hub_time.told(*booked(SLOW, SLOW))] == ["the device's time is kept"]


def test_a_time_that_is_neither_the_devices_nor_the_hubs_is_seen() -> None:
    found = [one.check for one in hub_time.told(*booked(SLOW - timedelta(hours=1), AT))]
    assert found == ["no time from the future"]
