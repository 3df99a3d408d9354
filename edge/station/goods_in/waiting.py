"""What waits at docks to be put away, and what was put away here that the hub has not heard of yet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from gateway.wire.inbound import PackedLine, PutAway, StandingUnit

Key = tuple[str, str, str]


class Waiting(msgspec.Struct, frozen=True):
    """Loose goods; with `sscc` a package that is whole, `qty` 1 of it; with `out_of` a part of such a one."""

    sku: str
    name: str
    location: str
    qty: Decimal
    lot: str | None = None
    to: str | None = None
    why: str = ""
    sscc: str | None = None
    lines: tuple[PackedLine, ...] = ()
    out_of: str | None = None

    @classmethod
    def of(cls, task: PutAway) -> Waiting:
        return cls(task.sku, task.name, task.location, task.qty, task.lot, task.to, task.why)


class Carried(msgspec.Struct, frozen=True):
    """A task, or a part of it, in somebody's hands."""

    task: Waiting
    qty: Decimal


class Done(msgspec.Struct, frozen=True):
    """`qty` of a task that had `task.qty` by the hub's list were put `to` a place."""

    task: Waiting
    qty: Decimal
    to: str
    at: datetime

    @property
    def goods(self) -> list[tuple[str, Decimal, str | None]]:
        """SKU, quantity and lot of what was carried."""
        if self.task.sscc is None:
            return [(self.task.sku, self.qty, self.task.lot)]
        return [(line.sku, line.qty, line.lot) for line in self.task.lines]


def key_of(task: Waiting) -> Key:
    return (task.location, task.sscc or task.sku, task.lot or "")


def as_task(unit: StandingUnit) -> Waiting:
    first = unit.lines[0] if unit.lines else None
    return Waiting(
        sku=unit.sscc,
        name=first.name if first is not None else unit.order,
        location=unit.location,
        qty=Decimal(1),
        to=unit.to,
        why=unit.why,
        sscc=unit.sscc,
        lines=tuple(unit.lines),
    )


def part_of(unit: Waiting, line: PackedLine) -> Waiting:
    """A line of a package, as if it were loose."""
    return Waiting(line.sku, line.name, unit.location, line.qty, line.lot, out_of=unit.sscc)


def left_of(tasks: Sequence[Waiting], done: Iterable[Done]) -> tuple[Waiting, ...]:
    """What still waits: packages that were opened here are loose goods."""
    gone: dict[Key, Decimal] = {}
    opened: set[str] = set()
    for one in done:
        gone[key_of(one.task)] = gone.get(key_of(one.task), Decimal(0)) + one.qty
        if one.task.out_of is not None:
            opened.add(one.task.out_of)
    loose: dict[Key, Waiting] = {}
    for task in tasks:
        whole = task.sscc is None or task.sscc not in opened
        for part in (task,) if whole else tuple(part_of(task, line) for line in task.lines):
            there = loose.get(key_of(part))
            qty = part.qty if there is None else there.qty + part.qty
            loose[key_of(part)] = msgspec.structs.replace(there or part, qty=qty)
    return tuple(
        msgspec.structs.replace(task, qty=left)
        for task in loose.values()
        if (left := task.qty - gone.get(key_of(task), Decimal(0))) > 0
    )


def still_unheard(done: Sequence[Done], told: Sequence[Waiting]) -> tuple[Done, ...]:
    """Those of the carried goods that the hub's list does not know of yet, as of that list.

    The hub hears of them in their order, so its list knows the first n of a task's and not the rest: the
    least n with which it has what is left then, or more, for goods may have come since.
    """
    now = {key_of(task): task.qty for task in told}
    whole = {task.sscc for task in told if task.sscc is not None}
    kept: dict[datetime, Done] = {}
    for key in dict.fromkeys(key_of(one.task) for one in done):
        of_task = [one for one in done if key_of(one.task) == key]
        if of_task[0].task.out_of in whole:
            unheard: Sequence[Done] = of_task  # it has not heard that the package was opened
        else:
            unheard = _unheard(of_task, now.get(key, Decimal(0)))
        kept |= {one.at: one for one in unheard}
    return tuple(kept[one.at] for one in done if one.at in kept)


def _unheard(done: Sequence[Done], now: Decimal) -> Sequence[Done]:
    rest = done[0].task.qty
    for heard, one in enumerate(done):
        if now >= rest:
            return [
                msgspec.structs.replace(later, task=msgspec.structs.replace(later.task, qty=now))
                for later in done[heard:]
            ]
        rest -= one.qty
    return ()
