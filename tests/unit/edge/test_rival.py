from __future__ import annotations

import random

import pytest

from edge.rival import FIRST_WAIT_S, LONGEST_WAIT_S, LONGEST_WAIT_UNTOLD_S, QUIET_S, SHORT_S, Rival

AT_ONCE_S = 1.0
"""A connection that is lost like any other is made again after so long."""


def waits(rival: Rival, count: int, connected_for_s: float, *, told: bool) -> list[float | None]:
    return [rival.lost(connected_for_s, told=told) for _ in range(count)]


def test_whoever_is_thrown_out_again_and_again_stays_away_longer_each_time() -> None:
    rival = Rival(random.Random(1))
    found = [wait or 0 for wait in waits(rival, 12, 20.0, told=True)]
    assert rival.times == 12
    assert FIRST_WAIT_S * 0.75 <= found[0] <= FIRST_WAIT_S * 1.25
    assert found[3] > found[0] * 4
    assert LONGEST_WAIT_S * 0.75 <= found[-1] <= LONGEST_WAIT_S * 1.25


def test_after_a_long_quiet_connection_it_begins_anew() -> None:
    rival = Rival(random.Random(1))
    waits(rival, 6, 20.0, told=True)
    assert (rival.lost(QUIET_S + 1, told=True) or 0) <= FIRST_WAIT_S * 1.25


def test_two_do_not_come_back_at_the_same_moment() -> None:
    one, other = Rival(random.Random(1)), Rival(random.Random(2))
    assert one.lost(1.0, told=True) != other.lost(1.0, told=True)


def test_a_broker_that_does_not_say_why_is_understood_after_three_times() -> None:
    rival = Rival(random.Random(1))
    first, second, third, *_, last = waits(rival, 12, 1.0, told=False)
    assert (first, second) == (None, None)
    assert third is not None and FIRST_WAIT_S * 0.75 <= third <= FIRST_WAIT_S * 1.25
    assert last is not None and last <= LONGEST_WAIT_UNTOLD_S * 1.25


@pytest.mark.parametrize("seed", range(50))
@pytest.mark.parametrize("told", [True, False])
def test_two_that_live_get_turns_that_are_long_enough_to_tell_something(seed: int, told: bool) -> None:
    longest = longest_turns_s(seed, for_s=120.0, told=told)
    assert min(longest.values()) >= 10.0, longest


@pytest.mark.parametrize("seed", range(50))
def test_one_that_was_started_anew_and_has_not_seen_its_rival_learns_of_it_by_the_hub(seed: int) -> None:
    copy = Rival(random.Random(seed + 1000))
    waits(copy, 9, 1.0, told=False)
    longest = longest_turns_s(seed, for_s=240.0, told=False, copy=copy, copy_back_at_s=40.0)
    assert min(longest.values()) >= 10.0, longest


def longest_turns_s(
    seed: int, *, for_s: float, told: bool, copy: Rival | None = None, copy_back_at_s: float = 0.0
) -> dict[str, float]:
    """The original has been connected for long when its copy comes; whoever connects takes the place.

    From its second time on each hears from the hub that the other was there meanwhile.
    """
    rivals = {"original": Rival(random.Random(seed)), "copy": copy or Rival(random.Random(seed + 1000))}
    longest = dict.fromkeys(rivals, 0.0)
    back_at = {"original": float("inf"), "copy": copy_back_at_s}
    has_place, since = "original", 0.0 if copy else -1000.0
    while (now := min(back_at.values())) < for_s:
        comes = min(back_at, key=back_at.__getitem__)
        longest[has_place] = max(longest[has_place], now - max(since, 0.0))
        wait_s = rivals[has_place].lost(now - since, told=told)
        back_at |= {has_place: now + (wait_s or AT_ONCE_S), comes: float("inf")}
        has_place, since = comes, now
        if copy:
            rivals[comes].met()
    return longest


def test_a_network_that_fails_now_and_then_is_no_rival() -> None:
    rival = Rival(random.Random(1))
    assert waits(rival, 20, SHORT_S + 1, told=False) == [None] * 20
    assert (rival.times, rival.lost(1.0, told=False)) == (0, None)
