from __future__ import annotations

from pathlib import Path

import pytest

from edge import steps as edge_steps
from gateway import steps as gateway_steps
from tallydock.drill.fault_points import VARIABLE, KillAt
from tallydock.settings_error import SettingsError

STEPS = ("before-commit", "after-commit")


def test_it_dies_at_the_step_that_was_named_and_at_the_time_that_was_named() -> None:
    died: list[str] = []
    kill = KillAt("after-commit", 3, die=lambda: died.append("now"))
    for _ in range(2):
        kill("after-commit")
        kill("before-commit")
    assert died == []
    kill("after-commit")
    assert died == ["now"]


def test_a_plan_holds_for_one_start_and_no_child_inherits_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for plan, expected in (
        ("after-commit:3", ("after-commit", 3)),
        ("after-commit:3", None),
        ("after-commit:3#again", ("after-commit", 3)),
        ("after-commit:3#again", None),
        ("before-commit", ("before-commit", 1)),
        ("after-commit:3", None),
    ):
        monkeypatch.setenv(VARIABLE, plan)
        kill = KillAt.from_environment(STEPS, tmp_path / "not-yet-made")
        assert (None if kill is None else (kill.step, kill.times)) == expected
        monkeypatch.delenv(VARIABLE, raising=False)
        assert KillAt.from_environment(STEPS, tmp_path) is None


@pytest.mark.parametrize("plan", ["after-lunch:1", "after-commit:0", "after-commit:", "after-commit:x", "3"])
def test_a_plan_that_nobody_can_follow_is_refused(
    plan: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, plan)
    with pytest.raises(SettingsError, match="write one of before-commit, after-commit"):
        KillAt.from_environment(STEPS, tmp_path)


def test_every_step_has_a_name_of_its_own_and_its_place_in_the_documentation() -> None:
    every = (*edge_steps.STEPS, *gateway_steps.STEPS)
    assert len(set(every)) == len(every)
    text = (Path(__file__).parents[3] / "docs/explanation/exactly-once.md").read_text(encoding="utf-8")
    assert [step for step in every if f"`{step}`" not in text] == []
