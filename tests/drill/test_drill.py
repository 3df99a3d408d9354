"""A site that is killed, cut and starved keeps its promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drill.drilling import drill

SEEDS_FILE = Path(__file__).with_name("seeds.txt")


def kept_seeds() -> list[tuple[str, str]]:
    lines = [line.split() for line in SEEDS_FILE.read_text(encoding="utf-8").splitlines()]
    return [(words[0], words[1]) for words in lines if words and words[0] != "#"]


def test_whatever_dies_every_movement_is_booked_once(short_dir: Path) -> None:
    drilled = drill(short_dir, "--short", "--seed", "1", "--runs", "3")
    assert drilled.status == 0, drilled.said
    for run in drilled.report["runs"]:
        assert run["violations"] == []
        assert run["movements"] > 100
        assert run["acks"] > 0
        assert run["steps"]


@pytest.mark.parametrize(("seed", "form"), kept_seeds())
def test_a_seed_that_failed_once_does_not_fail_again(short_dir: Path, seed: str, form: str) -> None:
    drilled = drill(short_dir, "--seed", seed, *(["--short"] if form == "short" else []))
    assert drilled.status == 0, drilled.said
