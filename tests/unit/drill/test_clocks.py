from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tallydock.drill.clocks import VARIABLE, ClockPlan
from tallydock.settings_error import SettingsError


def test_an_offset_holds_from_the_start_on() -> None:
    plan = ClockPlan.parse("-7200")
    assert [plan.offset_s(after) for after in (0, 1, 10_000)] == [-7200] * 3


def test_a_plan_changes_the_offset_at_its_times() -> None:
    plan = ClockPlan.parse("0:-7200,5:0,9:-30.5")
    offsets = {0: -7200, 4.9: -7200, 5: 0, 8.9: 0, 9: -30.5, 1000: -30.5}
    assert {after: plan.offset_s(after) for after in offsets} == offsets


@pytest.mark.parametrize(
    "text", ["", "soon", "5:0", "0:1,0", "0:1,9:2,5:3", "0:", "0:1:2", "nan", "0:inf", "0:1,,"]
)
def test_a_plan_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no plan for a clock"):
        ClockPlan.parse(text)


def test_the_environment_is_read_once_and_nothing_said_is_the_right_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, "3600")
    assert ClockPlan.from_environment() == ClockPlan(((0.0, 3600.0),))
    assert ClockPlan.from_environment() == ClockPlan()
    monkeypatch.setenv(VARIABLE, "yesterday")
    with pytest.raises(SettingsError, match=VARIABLE):
        ClockPlan.from_environment()


def test_a_clock_by_plan_shows_its_offset_from_the_right_time() -> None:
    now = ClockPlan.parse("-7200").now()()
    assert abs(datetime.now(UTC) - now - timedelta(hours=2)) < timedelta(minutes=1)
