"""What goes first, and how fast, when there is more than may be sent."""

from __future__ import annotations

from edge.drain import FRESH_S, Drain


def test_what_has_just_happened_is_no_backlog_and_what_has_waited_is() -> None:
    drain = Drain(100)
    drain.look(10, 0.0)
    drain.look(20, 3.0)
    assert drain.backlog_upto == 0
    drain.look(20, FRESH_S)
    assert drain.backlog_upto == 10
    drain.look(30, 3.0 + FRESH_S)
    assert drain.backlog_upto == 20
    drain.look(30, 3600.0)
    assert drain.backlog_upto == 30


def test_an_event_an_hour_after_the_last_one_is_as_fresh_as_any() -> None:
    drain = Drain(100)
    drain.look(1, 0.0)
    drain.look(2, 3600.0)
    assert drain.backlog_upto == 1
    drain.look(2, 3600.0 + FRESH_S)
    assert drain.backlog_upto == 2


def test_what_comes_every_moment_becomes_backlog_in_time() -> None:
    drain = Drain(100)
    for number in range(1, 1001):
        drain.look(number, number / 100)
        assert number - drain.backlog_upto <= 100 * (FRESH_S + 0.5)
    assert 450 <= drain.backlog_upto <= 550


def test_a_second_worth_may_go_at_once_and_then_at_the_rate() -> None:
    drain = Drain(200, backlog_upto=10_000)
    drain.look(10_000, 0.0)
    for _ in range(2):
        assert drain.may_go(100)
        drain.gone(100)
    assert not drain.may_go(100)
    assert drain.wait_s(100) == 0.5
    drain.look(10_000, 0.5)
    assert drain.may_go(100)
    drain.look(10_000, 3600.0)
    drain.gone(200)
    assert not drain.may_go(1), "an hour's rest does not let an hour's events go at once"


def test_the_slowest_rate_still_lets_a_batch_go_in_the_end() -> None:
    drain = Drain(1, backlog_upto=10_000)
    drain.look(10_000, 0.0)
    drain.gone(100)
    assert drain.wait_s(100) == 100.0
    drain.look(10_000, 100.0)
    assert drain.may_go(100)
