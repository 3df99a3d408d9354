"""Real order lines as scans: scanner -> pseudo-terminal -> edge agent -> broker -> gateway -> ledger."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hub.store import documents, imports, items, pool, sites
from hub.store.documents import DocumentMovement
from hub.store.sites import Site
from tallydock.stack.hub_client import HubClient
from tallydock.stack.layout import Layout
from tallydock.stack.parts import Parts

from . import compare, ledger_days
from .classify import LineClass
from .errors import RetailError
from .floor import Floor, open_floor
from .history import Places
from .importer import KIND, ClassifiedRow, Connection, classify_all, find_places
from .reader import read_rows, sha256_of
from .report import Report
from .scanning import Scanning, Tally, Task
from .scans import Job, jobs, left_to_do

_KIND_OF = {"SHIP": "shipment", "RETURN": "customer_return"}
MAX_SCANNERS = 16


@dataclass(frozen=True, slots=True)
class ReplayOptions:
    """`first` and `last` day, both included, by the file's calendar. `seed` decides who scans what."""

    first: date
    last: date
    site: str = "main"
    scanners: int = 4
    seed: int = 7

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise RetailError(f"--from {self.first} is after --to {self.last}")
        if not 1 <= self.scanners <= MAX_SCANNERS:
            raise RetailError(f"{self.scanners} scanners cannot be: from 1 to {MAX_SCANNERS}")


@dataclass(frozen=True, slots=True)
class House:
    """What must run already: database, broker, gateway and hub; and how to start agents."""

    dsn: str
    layout: Layout
    parts: Parts
    hub: HubClient


Progress = Callable[[str, int, int], None]


def replay(
    house: House, path: Path, options: ReplayOptions, progress: Progress, stop: threading.Event
) -> Report:
    """Send the lines of the days as scans, then compare ledger and file. It can be run again after a stop.

    A document's lines that devices have brought into the ledger already are not scanned again. Raises
    RetailError, ServiceError.
    """
    started = time.monotonic()
    progress("reading", 0, 1)
    classified = classify_all(path, read_rows(path))
    rows = [pair for pair in classified if options.first <= pair[0].at.date() <= options.last]
    if not rows:
        first, last = classified[0][0].at.date(), classified[-1][0].at.date()
        raise RetailError(f"{path} has no lines of these days; it goes from {first} to {last}")
    with pool.connect(house.dsn) as conn:
        site, places, item_ids = _prepared(conn, path, options.site, rows)
    progress("starting", 0, 1)
    run = _Run(house, options, site, places, item_ids, progress, stop)
    with open_floor(house.dsn, house.layout, house.parts, options.site, options.scanners, stop) as floor:
        scanning_from = time.monotonic()
        run.all_days(floor, rows)
        scanning_s = time.monotonic() - scanning_from
    progress("comparing", 0, 1)
    return run.report(path, rows, scanning_s, started)


def _prepared(
    conn: Connection, path: Path, site_code: str, rows: Sequence[ClassifiedRow]
) -> tuple[Site, Places, dict[str, int]]:
    """Raises RetailError when this file was not imported into the site: its items are not known then."""
    sha256 = sha256_of(path)
    ours = (run for run in imports.list_all(conn) if run.kind == KIND and run.file_sha256 == sha256)
    site = sites.find(conn, site_code)
    if site is None or not any(run.options.get("site") == site_code for run in ours):
        raise RetailError(
            f"this file was not imported into site {site_code}, so its items and their stock are not known; "
            f"first: tallydock import online-retail {path} --site {site_code}"
        )
    places = find_places(conn, site)
    codes = sorted({row.stock_code for row, _ in rows})
    return site, places, {known.code: known.item_id for known in items.resolve(conn, codes)}


class _Run:
    """One replay; what it did is added up here."""

    def __init__(
        self,
        house: House,
        options: ReplayOptions,
        site: Site,
        places: Places,
        item_ids: dict[str, int],
        progress: Progress,
        stop: threading.Event,
    ) -> None:
        self._house = house
        self._options = options
        self._site = site
        self._places = places
        self._item_ids = item_ids
        self._progress = progress
        self._stop = stop
        self._tally = Tally()
        self._taken_back = self._corrections = 0

    def all_days(self, floor: Floor, rows: Sequence[ClassifiedRow]) -> None:
        total = sum(len(job.lines) for job in jobs(rows))
        rng = random.Random(self._options.seed)
        scanning = Scanning(self._house.dsn, self._site, floor, self._tally, rng, self._stop)
        before = 0
        for _day, of_day in groupby(rows, key=lambda pair: pair[0].at.date()):
            day_rows = list(of_day)
            day_jobs = jobs(day_rows)
            tasks = self._begin_day(day_rows, day_jobs)
            there = sum(len(task.job.lines) - len(task.left) for task in tasks)
            scanned_before = self._tally.lines

            def watch(base: int = before + there - scanned_before) -> None:
                self._progress("scanning", base + self._tally.lines, total)

            scanning.put_through(tasks, watch)
            before += sum(len(job.lines) for job in day_jobs)
            if self._stop.is_set():
                raise RetailError("stopped; the replay can be run again, it goes on where it stopped")

    def _begin_day(self, rows: Sequence[ClassifiedRow], day_jobs: Sequence[Job]) -> list[Task]:
        """Take the day's history back and book its corrections, in one transaction; what is left to scan."""
        numbers = [job.document for job in day_jobs]
        with pool.connect(self._house.dsn) as conn:
            self._taken_back += ledger_days.take_back_history(conn, self._places, numbers)
            self._corrections += ledger_days.post_corrections(conn, rows, self._item_ids, self._places)
        with pool.connect(self._house.dsn) as conn:
            done = ledger_days.done_by_devices(conn, self._places, numbers)
            counts = documents.count_by_agents(conn, self._places.site_id, numbers)
        return [
            Task(
                job,
                tuple(left_to_do(job, done.get((job.document, _KIND_OF[job.mode]), []))),
                counts.get(job.document, 0),
            )
            for job in day_jobs
        ]

    def report(self, path: Path, rows: Sequence[ClassifiedRow], scanning_s: float, started: float) -> Report:
        options = self._options
        file = compare.read_days(path, options.first, options.last)
        with pool.connect(self._house.dsn) as conn:
            movements = documents.movements(conn, self._site.id, file.invoices)
        ledger = compare.ledger_lines(movements)
        standing = documents.standing(movements)
        classes = Counter(what for _, what in rows)
        return Report(
            first=options.first,
            last=options.last,
            lines=file.rows,
            classes={what: classes[what] for what in LineClass},
            orders=len(jobs(rows)),
            orders_made=self._tally.orders,
            taken_back=self._taken_back,
            corrections=self._corrections,
            scans=self._tally.scans,
            units={
                what: (file.units(what), compare.units_of(ledger, what))
                for what in ("shipped", "returned", "corrected")
            },
            revenue_file=file.revenue,
            revenue_ledger=sum((m.revenue or Decimal(0) for m in standing), Decimal(0)),
            differences=compare.differences(file.lines, ledger),
            turnover=self._turnover(standing),
            elapsed_s=time.monotonic() - started,
            scanning_s=scanning_s,
        )

    def _turnover(self, standing: Sequence[DocumentMovement]) -> dict[str, Any]:
        """By the hub, for the days on which the scans happened: those of the replay, not of the file."""
        days = [
            m.occurred_at.astimezone(ZoneInfo(self._site.timezone)).date() for m in standing if m.by_agent
        ]
        if not days:
            return {}
        period = {"from": min(days).isoformat(), "to": max(days).isoformat()}
        answer = self._house.hub.get("/turnover", by="site", site=self._options.site, **period)
        return {**period, **answer["totals"]}
