"""An invoice becomes the scans of a person: what to do, whose goods, and each line once."""

# ruff: noqa: DTZ001 (wall clock times, as the file has them)
from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

from tallydock.retail.classify import LineClass, Row
from tallydock.retail.scanning import Task, deal
from tallydock.retail.scans import Job, JobLine, jobs, left_to_do, line_scans, opening_scans


def line(invoice: str, code: str, qty: int, what: LineClass = LineClass.SALE) -> tuple[Row, LineClass]:
    at = datetime(2011, 9, 26, 9, 0)
    return Row(1, invoice, code, None, qty, at, Decimal("1.25"), 12748, ""), what


def test_an_invoice_is_one_job_with_a_line_for_each_of_its_own() -> None:
    found = jobs(
        [line("1", "A", 2), line("2", "A", 1), line("1", "A", 2), line("C3", "B", -4, LineClass.RETURN)]
    )
    assert [(job.document, job.mode, [(x.stock_code, x.qty) for x in job.lines]) for job in found] == [
        ("1", "SHIP", [("A", 2), ("A", 2)]),
        ("2", "SHIP", [("A", 1)]),
        ("C3", "RETURN", [("B", 4)]),
    ]


def test_what_is_no_goods_or_a_correction_is_not_scanned() -> None:
    assert jobs([line("1", "POST", 1, LineClass.NON_GOODS), line("2", "A", -3, LineClass.WRITE_OFF)]) == []


def test_the_scans_of_a_return_say_so_first() -> None:
    (job,) = jobs([line("C3", "22423", -4, LineClass.RETURN)])
    assert opening_scans(job) == ["TD:CANCEL", "TD:MODE:RETURN", "TD:DOC:C3"]
    assert list(line_scans(job.lines[0])) == ["TD:QTY:4", "22423"]


def test_a_single_piece_is_a_single_scan() -> None:
    assert list(line_scans(JobLine("22423", 1, Decimal(1)))) == ["22423"]


def test_lines_that_the_ledger_has_are_not_scanned_again() -> None:
    (job,) = jobs([line("1", "A", 2), line("1", "A", 2), line("1", "B", 1)])
    assert [(x.stock_code, x.qty) for x in left_to_do(job, [("A", 2), ("C", 9)])] == [("A", 2), ("B", 1)]
    assert left_to_do(job, [("A", 2), ("B", 1), ("A", 2)]) == []


def test_all_scanners_get_their_share_and_the_seed_decides_which() -> None:
    tasks = [Task(Job(str(n), "SHIP", datetime(2011, 9, 26).date(), "", ()), (), 0) for n in range(10)]
    hands = deal(tasks, 4, random.Random(7))
    assert sorted(len(hand) for hand in hands) == [2, 2, 3, 3]
    assert sorted(task.job.document for hand in hands for task in hand) == sorted(str(n) for n in range(10))
    assert hands == deal(tasks, 4, random.Random(7))
