"""`tallydock drill`: seeds one after another on parts of its own. Nothing of yours is touched."""

from __future__ import annotations

import json
import secrets
import shlex
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tallydock.drill import report, schedule
from tallydock.drill.disk import with_own_mounts
from tallydock.drill.leftovers import adopt_orphans, end_leftovers
from tallydock.drill.one_run import Result, RunOptions, run_seed
from tallydock.drill.server import DatabaseServer
from tallydock.settings import Settings


def run(
    settings: Settings,
    *,
    short: bool,
    seed: int | None,
    runs: int | None,
    only: tuple[str, ...] = (),
    as_json: bool,
) -> int:
    """The exit status: 1 when anything was violated. Raises ServiceError."""
    with_own_mounts([sys.executable, *sys.orig_argv[1:]])
    signal.signal(signal.SIGTERM, _end)
    adopt_orphans()
    tell = Console(stderr=True, highlight=False, soft_wrap=True).print
    first = secrets.randbelow(10**9) if seed is None else seed
    count = runs if runs is not None else (1 if seed is not None else 3 if short else 10)
    folder = Path(tempfile.mkdtemp(prefix="tallydock-drill-"))
    length = schedule.SHORT if short else schedule.LONG
    again = "".join(["--short " if short else "", *(f"--fault {shlex.quote(name)} " for name in only)])
    server = DatabaseServer.of(settings, folder / "server")
    results: list[Result] = []
    try:
        server.start()
        for number in range(1, count + 1):
            options = RunOptions(folder, settings.broker_kind, length, only)
            result = run_seed(server, options, first + number - 1)
            results.append(result)
            tell(report.progress(result, number, count, options=again))
    finally:
        server.stop()
        # whoever interrupts a drill in the middle of its end leaves no more behind than who waits
        left = end_leftovers((), ())
        kept = any(result.folder for result in results)
        shutil.rmtree(folder / "server" if kept else folder, ignore_errors=True)
    results[-1].violations += left
    if as_json:
        print(json.dumps(report.document(results, "short" if short else "long"), indent=2))
    else:
        Console().print(report.table(results))
    return 1 if any(result.violations for result in results) else 0


def _end(number: int, _frame: object) -> None:
    """What was started is stopped on the way out."""
    raise SystemExit(128 + number)
