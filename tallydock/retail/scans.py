"""What a person with a scanner does to put an invoice through (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from .classify import SHIPPED, LineClass, Row

Mode = Literal["SHIP", "RETURN"]


class JobLine(NamedTuple):
    """`qty` > 0 units; `unit_price` in GBP."""

    stock_code: str
    qty: int
    unit_price: Decimal


class Job(NamedTuple):
    """An invoice's goods that go out, or a cancellation's that come back."""

    document: str
    mode: Mode
    day: date
    customer: str
    lines: tuple[JobLine, ...]


def jobs(rows: Iterable[tuple[Row, LineClass]]) -> list[Job]:
    """In the order of each invoice's first line; lines that are not scanned are left out."""
    found: dict[tuple[str, Mode], list[Row]] = {}
    for row, what in rows:
        if what in SHIPPED:
            found.setdefault((row.invoice, "SHIP"), []).append(row)
        elif what is LineClass.RETURN:
            found.setdefault((row.invoice, "RETURN"), []).append(row)
    return [
        Job(
            document,
            mode,
            lines[0].at.date(),
            "" if lines[0].customer is None else str(lines[0].customer),
            tuple(JobLine(row.stock_code, abs(row.qty), row.unit_price) for row in lines),
        )
        for (document, mode), lines in found.items()
    ]


def left_to_do(job: Job, done: Iterable[tuple[str, int]]) -> list[JobLine]:
    """The lines of a job without those (stock code, units) that the ledger has already."""
    there = Counter(done)
    left = []
    for line in job.lines:
        key = (line.stock_code, line.qty)
        if there[key] > 0:
            there[key] -= 1
        else:
            left.append(line)
    return left


def opening_scans(job: Job) -> list[str]:
    """The command barcodes before the first item: what scans mean from now on, and whose they are.

    TD:CANCEL first: a scanner remembers a quantity that a replay was killed after.
    """
    return ["TD:CANCEL", f"TD:MODE:{job.mode}", f"TD:DOC:{job.document}"]


def line_scans(line: JobLine) -> Iterator[str]:
    """One line is one movement: how many, then what."""
    if line.qty != 1:
        yield f"TD:QTY:{line.qty}"
    yield line.stock_code
