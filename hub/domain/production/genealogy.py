"""Of which lots a lot was made, and into which it went, however many times goods were made of goods."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple


class Batch(NamedTuple):
    """A lot of an item, or one piece by its serial number; with neither nobody can tell which goods."""

    item_id: int
    lot: str
    serial: str | None

    @property
    def told_apart(self) -> bool:
        return bool(self.lot) or self.serial is not None


class End(NamedTuple):
    """What a report took, or made, of a batch; in base units."""

    batch: Batch
    report_id: int
    qty: Decimal


class Link(NamedTuple):
    """By a production order ``result`` was made of ``part``."""

    part: End
    result: End
    site: str
    order: str
    at: datetime


class Step(NamedTuple):
    """``batch`` is ``level`` productions away from where the walk began; ``qty`` of it were in that one."""

    level: int
    batch: Batch
    qty: Decimal
    site: str
    order: str
    at: datetime


Ask = Callable[[Collection[Batch]], Iterable[Link]]


def made_of(start: Batch, ask: Ask) -> list[Step]:
    """Back to what was bought. ``ask`` gives the links whose result is one of these batches."""
    return _walk(start, ask, lambda link: link.part)


def went_into(start: Batch, ask: Ask) -> list[Step]:
    """On to what was sold. ``ask`` gives the links whose part is one of these batches."""
    return _walk(start, ask, lambda link: link.result)


def _walk(start: Batch, ask: Ask, far: Callable[[Link], End]) -> list[Step]:
    """Level by level; each batch is followed once: a kit that was taken apart and put together leads back."""
    seen, edge, level = {start}, {start}, 0
    steps: list[Step] = []
    while edge:
        level += 1
        # what one report took counts once, into however many results it went
        ends: dict[End, Link] = {}
        for link in ask(sorted(edge, key=_key)):
            ends.setdefault(far(link), link)
        told: dict[tuple[Batch, str, str], Step] = {}
        for end, link in ends.items():
            key = (end.batch, link.site, link.order)
            was = told.get(key)
            qty, at = (end.qty, link.at) if was is None else (was.qty + end.qty, min(was.at, link.at))
            told[key] = Step(level, end.batch, qty, link.site, link.order, at)
        steps += sorted(told.values(), key=lambda step: (step.at, step.order, _key(step.batch)))
        edge = {end.batch for end in ends if end.batch.told_apart} - seen
        seen |= edge
    return steps


def _key(batch: Batch) -> tuple[int, str, str]:
    return batch.item_id, batch.lot, batch.serial or ""
