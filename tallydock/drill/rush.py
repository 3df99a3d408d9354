"""An agent is back after hours: what waited comes at the rate that was set, what happens now goes before it,
and the hub has time for others. How it went, and whether it may go so. No I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Final, NamedTuple

from tallydock.drill.truth import Scan
from tallydock.drill.verdict import Violation

DRAIN_EVENTS_PER_S: Final = 120
BURST_EVENTS: Final = 120
"""What may go at once: as much as is due in a second, and a full batch at least."""
RATE_SLACK: Final = 1.25
ENOUGH: Final = 10
"""So many fresh scans, and a backlog of more than one burst, or the share that overtook says nothing."""
AT_THE_END: Final = timedelta(seconds=1)
"""Who scans just before the end of the backlog cannot be expected to overtake much of it."""
LONGEST_ANSWER_S: Final = 10.0
"""A hub that a backlog keeps from answering is silent for as long as that drains; a slow machine is not."""


@dataclass(frozen=True, slots=True)
class Harm:
    """How often each has been started, killed or cut off so far: where two are equal nothing was between.
    ``broker``: its process."""

    agent: int
    house: int
    broker: int = 0


class Answer(NamedTuple):
    """The hub's to a clerk."""

    asked_at: datetime
    took_s: float


@dataclass(slots=True)
class Rush:
    """``backlog``: serials that waited in the agent's outbox when the network came back at ``began_at``.

    ``ended_at``: all of it shows in the books; ``harm_then`` tells what was done meanwhile.
    """

    agent: str
    backlog: frozenset[str]
    began_at: datetime
    harm: Harm
    ended_at: datetime | None = None
    harm_then: Harm | None = None


class Course(NamedTuple):
    """How it went: ages are seconds from a scan to its showing in the books, while the backlog drains."""

    agent: str
    backlog: int
    took_s: float
    peak_per_s: int
    set_per_s: int
    fresh: int
    overtook: int
    fresh_age_p50_s: float
    fresh_age_p95_s: float
    answers: int
    answer_p50_s: float
    answer_longest_s: float


def course(
    rush: Rush, scans: Sequence[Scan], shown: Mapping[str, datetime], answers: Sequence[Answer]
) -> Course | None:
    """``scans``: those of the agent's devices. None where it did not come to its end."""
    end = rush.ended_at
    if end is None:
        return None
    fresh = [
        scan
        for scan in scans
        if rush.began_at <= scan.made_at <= end - AT_THE_END
        and scan.serial in shown
        and scan.serial not in rush.backlog
    ]
    ages = [(shown[scan.serial] - scan.made_at).total_seconds() for scan in fresh]
    meanwhile = [
        answer.took_s
        for answer in answers
        if answer.asked_at <= end and answer.asked_at + timedelta(seconds=answer.took_s) >= rush.began_at
    ]
    return Course(
        rush.agent,
        len(rush.backlog),
        round((end - rush.began_at).total_seconds(), 2),
        _peak_per_s(_times(rush, shown)),
        DRAIN_EVENTS_PER_S,
        len(fresh),
        sum(shown[scan.serial] < end for scan in fresh),
        round(median(ages), 3) if ages else 0.0,
        round(quantiles(ages, n=20)[-1], 3) if len(ages) > 1 else 0.0,
        len(meanwhile),
        round(median(meanwhile), 3) if meanwhile else 0.0,
        round(max(meanwhile), 3) if meanwhile else 0.0,
    )


def judge(rush: Rush, went: Course, shown: Mapping[str, datetime]) -> Iterator[Violation]:
    """Rates and orders hold on any machine, and what a clerk waits for is far above what a slow one needs.

    Where something else was harmed, fewer hold.
    """
    if rush.harm_then is None:
        return
    starts = 1 + rush.harm_then.agent - rush.harm.agent
    for number, at in enumerate(_times(rush, shown), 1):
        since_s = (at - rush.began_at).total_seconds()
        due = RATE_SLACK * (BURST_EVENTS * starts + DRAIN_EVENTS_PER_S * since_s)
        if number > due:
            detail = f"{number} of {went.backlog} events within {since_s:.2f} s, where {due:.0f} may come"
            yield Violation("a backlog drains at its rate", rush.agent, detail)
            break
    long_enough = went.backlog > BURST_EVENTS and went.fresh >= ENOUGH
    # what nobody answers for waits for so long that it is backlog, too
    if rush.harm == rush.harm_then and long_enough and went.overtook * 2 < went.fresh:
        detail = f"{went.overtook} of {went.fresh} fresh scans came before the end of the backlog: {went}"
        yield Violation("fresh events overtake a backlog", rush.agent, detail)
    if rush.harm == rush.harm_then and went.answers and went.answer_p50_s > LONGEST_ANSWER_S:
        detail = f"half of {went.answers} answers took more than {went.answer_p50_s} s"
        yield Violation("the hub answers while a backlog drains", rush.agent, detail)


def _times(rush: Rush, shown: Mapping[str, datetime]) -> list[datetime]:
    return sorted(shown[serial] for serial in rush.backlog if serial in shown)


def _peak_per_s(times: Sequence[datetime]) -> int:
    """The most that showed within any second."""
    most = first = 0
    for last, at in enumerate(times):
        while at - times[first] > timedelta(seconds=1):
            first += 1
        most = max(most, last - first + 1)
    return most
