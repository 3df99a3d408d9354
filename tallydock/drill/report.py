"""What a drill tells: a line a seed, a table at the end, or one JSON document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from tallydock.drill.one_run import Result
from tallydock.drill.rush import Course
from tallydock.drill.schedule import Step


def progress(result: Result, number: int, runs: int, *, options: str) -> str:
    """One line when it went well; else what was broken, and how to see it again."""
    verdict = "[green]ok[/]" if not result.violations else f"[red]{len(result.violations)} violations[/]"
    line = (
        f"{number}/{runs}  seed {result.seed}  {verdict}  {result.movements} movements, "
        f"{result.in_doubt} in doubt, {result.took_s:.0f} s  "
        f"{escape(', '.join(_step(step) for step in result.steps))}"
    )
    broken = [
        f"  [red]{escape(found.check)}[/]: {escape(found.what)}: {escape(found.detail[:300])}"
        for found in result.violations[:12]
    ]
    if result.violations:
        again = f"tallydock drill {options}--seed {result.seed}"
        broken.append(f"  logs: {result.folder}; again: {again}")
    return "\n".join([line, *broken])


def _step(step: Step) -> str:
    return f"{step.fault} {step.target} at {step.at_s:.1f} for {step.lasts_s:.1f} s"


def table(results: Sequence[Result]) -> Table:
    """What was done to the site how often, and what came of it."""
    shown = Table(title="tallydock drill", title_justify="left")
    for heading in ("fault", "on", "times", "seeds", "seeds with violations"):
        shown.add_column(heading, justify="left" if heading in ("fault", "on") else "right")
    done = Counter((step.fault, step.target) for result in results for step in result.steps)
    for (fault, target), times in sorted(done.items()):
        having = [r for r in results if any((s.fault, s.target) == (fault, target) for s in r.steps)]
        broken = sum(bool(result.violations) for result in having)
        shown.add_row(fault, target, str(times), str(len(having)), str(broken))
    shown.caption = "\n".join([summary(results), *map(escape, notes(results))])
    return shown


def notes(results: Sequence[Result]) -> list[str]:
    """What could not be done here, or was done besides: each once, and for how many seeds."""
    times = Counter(note for result in results for note in dict.fromkeys(result.notes))
    return [f"{count} of {len(results)} seeds: {note}" for note, count in times.items()]


def summary(results: Sequence[Result]) -> str:
    failed = [str(result.seed) for result in results if result.violations]
    movements = sum(result.movements for result in results)
    lost = sum(result.lost_of_them for result in results)
    told = (
        f"{len(results)} seeds, {movements} movements, {sum(r.in_doubt for r in results)} scans in doubt "
        f"({lost} of them not booked)"
    )
    told += _rushes([course for result in results for course in result.rushes])
    return f"{told}; failed: {', '.join(failed)}" if failed else f"{told}; no violation"


def _rushes(courses: Sequence[Course]) -> str:
    """The worst of each figure."""
    if not courses:
        return ""
    most, peak = max(c.backlog for c in courses), max(c.peak_per_s for c in courses)
    p50_s, p95_s = max(c.fresh_age_p50_s for c in courses), max(c.fresh_age_p95_s for c in courses)
    return (
        f"; {len(courses)} agents were back after long: at most {most} events had waited, {peak} came within"
        f" a second (set: {courses[0].set_per_s} a second), fresh ones showed after {p50_s} s"
        f" (p95 {p95_s} s), the hub answered within {max(c.answer_p50_s for c in courses)} s"
        f" (longest {max(c.answer_longest_s for c in courses)} s)"
    )


def document(results: Sequence[Result], length: str) -> dict[str, Any]:
    return {
        "form": length,
        "seeds": [result.seed for result in results],
        "failed": [result.seed for result in results if result.violations],
        "notes": notes(results),
        "runs": [result.document() for result in results],
    }
