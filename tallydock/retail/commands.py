"""`tallydock import online-retail` and `tallydock replay`: the services, the progress, the words."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hub.store import pool
from tallydock.i18n import _
from tallydock.settings import Settings

from . import house
from .importer import ImportOptions, import_online_retail
from .replay import ReplayOptions, replay
from .report import Report
from .summary import Summary

INTERRUPTED = 130

Shown = Callable[[str, int, int], None]


@contextlib.contextmanager
def _shown() -> Iterator[Shown]:
    """A progress bar on a terminal's stderr; nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _what, _done, _total: None
        return
    phases = {
        "reading": _("reading the file"),
        "posting": _("posting movements"),
        "saving": _("saving"),
        "starting": _("starting scanners and agents"),
        "scanning": _("scanning"),
        "comparing": _("comparing file and ledger"),
    }
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        bar = bars.add_task("")

        def show(what: str, done: int, total: int) -> None:
            bars.update(bar, description=phases[what], completed=done, total=total)

        yield show


@contextlib.contextmanager
def _stoppable(word: str) -> Iterator[None]:
    """Ctrl-C and SIGTERM end it in order and in words. Raises SystemExit with a shell's status for them."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        print(word, file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def import_command(settings: Settings, path: Path, options: ImportOptions, *, as_json: bool) -> int:
    """The exit status. Raises RetailError, ServiceError."""
    stopped = _("stopped; nothing was imported")
    with _stoppable(stopped), house.database(settings) as dsn, pool.connect(dsn) as conn, _shown() as show:
        summary = import_online_retail(conn, path, options, show)
    print(json.dumps(summary.as_json(), indent=2) if as_json else _summary_text(summary))
    return 0


def replay_command(settings: Settings, path: Path, options: ReplayOptions, *, as_json: bool) -> int:
    """The exit status: 1 when ledger and file differ. Raises RetailError, ServiceError."""
    stopped = _("stopped; run the replay again, and it goes on from here")
    with _stoppable(stopped), house.whole(settings, _show_admin) as running, _shown() as show:
        report = replay(running, path, options, show, threading.Event())
    print(json.dumps(report.as_json(), indent=2) if as_json else _report_text(report))
    if report.differences:
        print(
            _("{count} differences between the file and the ledger").format(count=len(report.differences)),
            file=sys.stderr,
        )
    return 1 if report.differences else 0


def _show_admin(login: str, password: str) -> None:
    print(_("First administrator, shown this once:"), file=sys.stderr)
    print(_("  login {login}   password {password}").format(login=login, password=password), file=sys.stderr)


def _summary_text(summary: Summary) -> str:
    lines = [
        _("{rows} rows of {file}, {first} to {last}, into site {site} in {seconds:.1f} s:").format(
            rows=f"{summary.rows:,}",
            file=summary.file,
            first=summary.first.date(),
            last=summary.last.date(),
            site=summary.site,
            seconds=summary.elapsed_s,
        )
    ]
    for what, total in summary.classes.items():
        lines.append(f"  {what.value:<18} {total.rows:>9,}  {total.units:>12,}  {total.amount:>16,.3f} GBP")
    if summary.rows_after_until:
        label = _("after --until")
        lines.append(f"  {label:<18} {summary.rows_after_until:>9,}")
    lines.append(
        _(
            "{items} items ({variants} differ from another in case only, {free} were never sold at a price)"
        ).format(items=f"{summary.items:,}", variants=summary.case_variants, free=summary.items_without_price)
    )
    lines.append(
        _("opening stock {units} units, {value} GBP; {movements} movements in all").format(
            units=f"{summary.opening_units:,}",
            value=f"{summary.opening_value:,.2f}",
            movements=f"{summary.movements:,}",
        )
    )
    lines += [
        _("Assumed, as the file does not say it:"),
        "  " + _("standard cost: {ratio} x the median price charged").format(ratio=summary.cost_ratio),
        "  " + _("purchases: stock that covers all of it was received on the day before"),
        "  " + _("categories: the first two digits of the stock code"),
    ]
    return "\n".join(lines)


def _report_text(report: Report) -> str:
    lines = [
        _("{first} to {last}: {lines} lines of the file, {orders} documents scanned").format(
            first=report.first, last=report.last, lines=f"{report.lines:,}", orders=report.orders
        ),
        _("{scans} scans in {seconds:.1f} s; {back} movements of history taken back first").format(
            scans=f"{report.scans:,}", seconds=report.scanning_s, back=f"{report.taken_back:,}"
        ),
    ]
    for what, (file, ledger) in report.units.items():
        lines.append(
            _("{what}: {file} units in the file, {ledger} in the ledger").format(
                what=what, file=f"{file:,}", ledger=f"{ledger:,}"
            )
        )
    lines.append(
        _("revenue: {file} GBP in the file, {ledger} in the ledger").format(
            file=f"{report.revenue_file:,.3f}", ledger=f"{report.revenue_ledger:,.3f}"
        )
    )
    if not report.differences:
        lines.append(_("no differences, line by line"))
    lines.extend(f"  {difference}" for difference in report.differences[:20])
    return "\n".join(lines)
