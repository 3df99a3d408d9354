"""What was refused on a full disk is excused only as far as it was told."""

from __future__ import annotations

from pathlib import Path

from tallydock.drill import answers
from tallydock.drill.answer_book import AnswerBook
from tallydock.drill.books import ToldFault

DEVICE = "dock-1-in"


def broken(folder: Path, missing: int, told: int | None) -> set[str]:
    """Promises that are broken when so many scans are missing, and a fault tells the hub of so many."""
    faults = [] if told is None else [ToldFault("dock-1", "dock-1", "not-kept", f"{told} events lost, ...")]
    serials = [f"S{number}" for number in range(missing)]
    return {found.check for found in answers.judge({DEVICE: serials}, folder, faults, ["dock-1"])}


def refuse(folder: Path, times: int) -> None:
    book = AnswerBook(answers.file_of(folder, "dock-1"))
    book.on_feedback(DEVICE, True, "MUG x 1")
    for _ in range(times):
        book.on_feedback(DEVICE, False, "NOT KEPT: the disk is full")


def test_scans_that_were_refused_and_told_may_be_missing(tmp_path: Path) -> None:
    refuse(tmp_path, 2)
    assert broken(tmp_path, missing=2, told=2) == set()


def test_a_scan_that_nobody_was_told_of_at_the_device_may_not(tmp_path: Path) -> None:
    refuse(tmp_path, 1)
    assert broken(tmp_path, missing=2, told=2) == {"what is not kept is told at the device"}


def test_the_hub_must_hear_of_as_many(tmp_path: Path) -> None:
    refuse(tmp_path, 2)
    assert broken(tmp_path, missing=2, told=1) == {"what is not kept is told to the hub"}
    assert broken(tmp_path, missing=2, told=None) == {"what is not kept is told to the hub"}


def test_an_agent_that_was_killed_meanwhile_cannot_tell_the_hub(tmp_path: Path) -> None:
    refuse(tmp_path, 2)
    refuse(tmp_path, 0)
    assert broken(tmp_path, missing=2, told=None) == set()
