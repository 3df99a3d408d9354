"""How agents come back after hours: what is allowed, and what is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from tallydock.drill import rush
from tallydock.drill.rush import BURST_EVENTS, DRAIN_EVENTS_PER_S, Answer, Harm, Rush
from tallydock.drill.truth import Goods, Scan

BEGAN = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
GOODS = Goods("MUG", Fraction(1), "receipt", "supplier", "DOCK-1")
WAITED = [f"OLD{number}" for number in range(600)]


def at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def drained(events_per_s: float, burst: int = BURST_EVENTS) -> dict[str, datetime]:
    """When each of those that waited showed."""
    return {serial: at(max(0.1, (number + 1 - burst) / events_per_s)) for number, serial in enumerate(WAITED)}


def told(
    shown: dict[str, datetime],
    *,
    fresh_s: float = 0.2,
    answer_s: float = 0.05,
    restarts: int = 0,
    other_broker: bool = False,
) -> set[str]:
    """Promises that are broken when fresh scans, ten a second, show so late, and answers take so long.

    Somebody waits for one when the backlog begins to drain.
    """
    ended = max(shown.values())
    span_s = (ended - BEGAN).total_seconds()
    scans = [Scan(f"NEW{number}", GOODS, at(number / 10)) for number in range(int(span_s * 10))]
    everything = shown | {scan.serial: scan.made_at + timedelta(seconds=fresh_s) for scan in scans}
    harm_then = Harm(1 + restarts, 5, int(other_broker))
    one = Rush("dock-1", frozenset(WAITED), BEGAN, Harm(1, 5), ended, harm_then)
    went = rush.course(one, scans, everything, [Answer(at(-0.02), answer_s)])
    assert went is not None
    return {found.check for found in rush.judge(one, went, everything)}


def test_a_backlog_at_its_rate_behind_fresh_scans_is_right() -> None:
    assert told(drained(DRAIN_EVENTS_PER_S)) == set()


def test_a_backlog_that_comes_at_once_is_told() -> None:
    assert told(drained(5000)) == {"a backlog drains at its rate"}


def test_each_start_of_an_agent_lets_a_burst_through() -> None:
    shown = drained(DRAIN_EVENTS_PER_S, burst=2 * BURST_EVENTS)
    assert told(shown) == {"a backlog drains at its rate"}
    assert told(shown, restarts=1) == set()


def test_fresh_scans_that_wait_for_the_backlog_are_told() -> None:
    assert told(drained(DRAIN_EVENTS_PER_S), fresh_s=30) == {"fresh events overtake a backlog"}


def test_fresh_scans_that_nobody_answered_for_since_the_broker_died_may_wait() -> None:
    """Drill, seed 200044."""
    assert told(drained(DRAIN_EVENTS_PER_S), fresh_s=30, other_broker=True) == set()


def test_slow_answers_are_told_where_nothing_was_done_to_the_hub() -> None:
    assert told(drained(DRAIN_EVENTS_PER_S), answer_s=30) == {"the hub answers while a backlog drains"}


def test_a_slow_machine_is_no_broken_promise() -> None:
    assert told(drained(DRAIN_EVENTS_PER_S), answer_s=5) == set()


def test_the_figures_say_how_it_went() -> None:
    shown = drained(DRAIN_EVENTS_PER_S) | {"NEW": at(1.5)}
    one = Rush("dock-1", frozenset(WAITED), BEGAN, Harm(1, 5), at(4), Harm(1, 5))
    went = rush.course(
        one,
        [Scan("NEW", GOODS, at(1))],
        shown,
        [Answer(at(-9), 8.0), Answer(at(1), 0.25), Answer(at(9), 8.0)],
    )
    assert went is not None
    assert (went.backlog, went.took_s, went.fresh, went.overtook) == (600, 4.0, 1, 1)
    assert (went.fresh_age_p50_s, went.answers, went.answer_longest_s) == (0.5, 1, 0.25)
    assert went.peak_per_s == sum(when <= at(1.1) for when in drained(DRAIN_EVENTS_PER_S).values())
