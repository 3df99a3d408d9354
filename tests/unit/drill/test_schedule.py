"""The same seed draws the same faults."""

from __future__ import annotations

import itertools
import random

from tallydock.drill.schedule import LONG, SHORT, Kind, draw

KINDS = [Kind("kill", ("gateway-1", "broker", "database")), Kind("stall", ("network",))]


def test_a_seed_replays_to_the_same_faults() -> None:
    assert draw(random.Random(5), KINDS, LONG) == draw(random.Random(5), KINDS, LONG)
    assert draw(random.Random(5), KINDS, LONG) != draw(random.Random(6), KINDS, LONG)


def test_pairs_begin_together_and_hit_two() -> None:
    pairs = 0
    for seed in range(50):
        steps = draw(random.Random(seed), KINDS, SHORT)
        for one, other in itertools.pairwise(steps):
            if one.at_s == other.at_s:
                pairs += 1
                assert one.target != other.target
    assert pairs > 0


def test_every_kind_and_target_is_drawn_by_some_seed() -> None:
    drawn = {
        (step.fault, step.target) for seed in range(50) for step in draw(random.Random(seed), KINDS, SHORT)
    }
    assert drawn == {(kind.fault, target) for kind in KINDS for target in kind.targets}


def test_what_takes_long_to_get_over_is_left_out_of_the_short_form() -> None:
    kinds = [*KINDS, Kind("clone", ("dock-1",), long_only=True)]
    drawn = {
        length: {step.fault for seed in range(50) for step in draw(random.Random(seed), kinds, length)}
        for length in (SHORT, LONG)
    }
    assert "clone" in drawn[LONG] and "clone" not in drawn[SHORT]
