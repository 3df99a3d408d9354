from __future__ import annotations

import random

from edge.rival import FIRST_WAIT_S, LONGEST_WAIT_S, LONGEST_WAIT_UNTOLD_S, QUIET_S, SHORT_S, Rival


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


def test_a_network_that_fails_now_and_then_is_no_rival() -> None:
    rival = Rival(random.Random(1))
    assert waits(rival, 20, SHORT_S + 1, told=False) == [None] * 20
    assert (rival.times, rival.lost(1.0, told=False)) == (0, None)
