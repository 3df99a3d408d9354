from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edge.clock import Clock, StepDetector, read_boot_id, restamped

SECOND = 1_000_000_000
TWO_THOUSAND = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()) * SECOND


def test_a_clock_that_is_set_is_noticed_once_and_slewing_is_not() -> None:
    clock = StepDetector("boot")
    assert clock.observe(TWO_THOUSAND, 10 * SECOND) is None
    assert clock.observe(TWO_THOUSAND + 5 * SECOND + 100_000_000, 15 * SECOND) is None
    year = 365 * 86400 * SECOND
    step = clock.observe(TWO_THOUSAND + year + 10 * SECOND, 20 * SECOND)
    assert step is not None
    assert abs(step.step_ms - year // 1_000_000) < 1000
    assert step.zero == datetime(2000, 12, 30, 23, 59, 50, tzinfo=UTC)
    assert clock.observe(TWO_THOUSAND + year + 11 * SECOND, 21 * SECOND) is None


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_restamped_events_keep_their_distance(one_ns: int, other_ns: int) -> None:
    zero = datetime(2026, 1, 1, tzinfo=UTC)
    between = restamped(zero, one_ns) - restamped(zero, other_ns)
    assert abs(between - timedelta(microseconds=(one_ns - other_ns) / 1000)) <= timedelta(microseconds=1)


def test_this_machine_tells_its_boot_and_time() -> None:
    clock = Clock()
    first, second = clock.now(), clock.now()
    assert first.boot == second.boot
    assert second.since_s(first) >= 0
    assert abs(first.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_machine_without_boot_ids_is_another_boot_each_time(tmp_path: Path) -> None:
    assert read_boot_id(tmp_path / "none") != read_boot_id(tmp_path / "none")
