"""A shelf's movements lead from its first load to its last, or somebody was told to count."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tallydock.drill.books import BookedMovement, Books
from tallydock.drill.shelf import Load, Shelf
from tallydock.drill.site import SHELF
from tallydock.drill.truth import Truth

AT = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
LOADS = [Load(12, Decimal(4104)), Load(14, Decimal(4788)), Load(11, Decimal(3763)), Load(13, Decimal(4446))]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(SHELF, tmp_path, random.Random(1), pace_s=1.0)
    made.loads = list(LOADS)
    yield made
    made.close()


def counted(before: int, after: int) -> BookedMovement:
    pieces = LOADS[after].pieces - LOADS[before].pieces
    settings = SHELF.config["settings"]
    way = (
        ("putaway", settings["put_from"], "SHELF-1")
        if pieces > 0
        else ("pick", "SHELF-1", settings["pick_to"])
    )
    evidence = {
        "weight_g": str(LOADS[after].weight_g),
        "change_g": str(LOADS[after].weight_g - LOADS[before].weight_g),
    }
    return BookedMovement(
        after, AT, AT, None, None, settings["sku"], Decimal(abs(pieces)), *way, "dock-2", "EPOCH", after, 0,
        SHELF.device, evidence,
    )  # fmt: skip


def judged(
    shelf: Shelf,
    *movements: BookedMovement,
    faults: tuple[str, ...] = (),
    held: tuple[BookedMovement, ...] = (),
) -> list[str]:
    said = Books(list(movements), {}, {}, {}, [], [], [])
    keys = {movement.key or "" for movement in held}
    return [found.check for found in shelf.judge(Truth(), said, keys, faults, keys)]


def test_every_step_is_booked_or_several_in_one(shelf: Shelf) -> None:
    assert judged(shelf, counted(0, 1), counted(1, 2), counted(2, 3)) == []
    assert judged(shelf, counted(0, 1), counted(1, 3)) == []


def test_a_step_that_nobody_counted_is_missed(shelf: Shelf) -> None:
    assert judged(shelf, counted(0, 1), counted(2, 3)) == ["a shelf counts all or asks for a count"]
    assert judged(shelf, counted(0, 1), counted(1, 2)) == ["a shelf counts all or asks for a count"]


def test_a_step_may_be_missing_where_somebody_was_told_to_count(shelf: Shelf) -> None:
    assert judged(shelf, counted(0, 1), counted(2, 3), faults=("weight-jumped",)) == []


def test_a_step_that_waits_for_a_person_is_not_lost(shelf: Shelf) -> None:
    assert judged(shelf, counted(1, 2), counted(2, 3), held=(counted(0, 1),)) == []
    assert judged(shelf, counted(0, 2), counted(2, 3), held=(counted(0, 3),)) == []
    assert judged(shelf, counted(2, 3), held=(counted(0, 1),)) == ["a shelf counts all or asks for a count"]


def test_nothing_excuses_a_step_that_is_counted_twice(shelf: Shelf) -> None:
    twice = judged(shelf, counted(0, 2), counted(1, 3), faults=("weight-jumped",))
    assert twice == ["a shelf counts nothing twice"]


def test_the_truth_knows_what_each_movement_must_be(shelf: Shelf) -> None:
    truth, movement = Truth(), counted(0, 2)
    list(shelf.judge(truth, Books([movement], {}, {}, {}, [], [], []), (), ()))
    made = truth.made(movement.key or "").goods
    assert (made.pieces, made.kind, made.source, made.destination) == (1, "pick", "SHELF-1", "DOCK-1")
