"""What the books must say after a run, compared with what they do say. No I/O.

The order in which the hub recorded movements is the books' own word, since costs depend on it, and so is the
time they are booked under, which is checked against the scan's. Everything else follows from the truth.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from tallydock.drill.auditor import Auditor, Sent, exact_seconds
from tallydock.drill.books import BookedMovement, Books
from tallydock.drill.truth import Goods, Truth

CLOCKS_DIFFER = timedelta(milliseconds=50)
"""Two reads of one machine's clocks, one of them counted back from the monotonic one."""
LONGEST_READ = timedelta(seconds=20)
"""From the scan to the agent's read of it, on a machine that has much else to do."""


class Violation(NamedTuple):
    """``check`` is the promise that was broken, ``what`` the movement, item or message it shows in."""

    check: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Poison:
    """A message that must be in the quarantine: ``payload`` whole, or the event of it that cannot be."""

    name: str
    topic: str
    payload: bytes
    reason: str


def compare(
    truth: Truth, books: Books, standard: Mapping[str, Fraction], zone: str, now: datetime
) -> list[Violation]:
    """Everything that the ledger says; ``now`` ends the time-weighted averages."""
    found = list(_each_once(truth, books))
    if found:
        return found  # sums of the wrong movements would only say so again, a hundred times
    auditor = audited(truth, books, standard, zone)
    found += _balances(books, auditor)
    found += _days(books, auditor)
    found += _averages(books, auditor, now)
    return found


def audited(truth: Truth, books: Books, standard: Mapping[str, Fraction], zone: str) -> Auditor:
    """What follows from the movements. Raises KeyError for one that nobody made."""
    auditor = Auditor(dict(standard), zone)
    for movement in books.movements:
        auditor.see(_sent(truth, movement))
    return auditor


def _each_once(truth: Truth, books: Books) -> Iterator[Violation]:
    times = Counter(movement.key for movement in books.movements)
    owed = truth.owed({key for key in times if key is not None})
    for key in sorted(owed.surely - set(times)):
        yield Violation("each movement exactly once", key, f"it is missing: {_made(truth, key)}")
    known = owed.surely | owed.perhaps
    well_dated = truth.well_dated()
    for movement in books.movements:
        booked = movement.key
        if booked is None or booked not in known:
            yield Violation("each movement exactly once", str(booked), f"nobody made it: {movement}")
            continue
        if times[booked] > 1:
            yield Violation("each movement exactly once", booked, f"{times[booked]} times: {movement}")
        yield from _as_made(truth, movement, booked)
        if booked in well_dated:
            yield from _when_made(truth.made_at(booked), movement, booked)
    keys = Counter((m.agent, m.epoch, m.seq, m.idx) for m in books.movements if m.epoch is not None)
    for event, count in keys.items():
        if count > 1:
            yield Violation("each movement exactly once", str(event), f"one event was booked {count} times")


def _made(truth: Truth, key: str) -> str:
    return str(truth.made(key))


def _as_made(truth: Truth, movement: BookedMovement, key: str) -> Iterator[Violation]:
    made = _goods(truth, key)
    booked = Goods(movement.sku, Fraction(movement.qty), movement.kind, movement.source, movement.destination)
    if booked != made:
        yield Violation("booked as it was made", key, f"made {made}, booked {booked}")
    if movement.occurred_at > movement.recorded_at:
        yield Violation("no time from the future", key, str(movement))


def _when_made(made_at: datetime, movement: BookedMovement, key: str) -> Iterator[Violation]:
    if not made_at - CLOCKS_DIFFER <= movement.occurred_at <= made_at + LONGEST_READ:
        yield Violation("booked when it was made", key, f"made {made_at}, booked {movement.occurred_at}")


def _goods(truth: Truth, key: str) -> Goods:
    return truth.made(key).goods


def _sent(truth: Truth, movement: BookedMovement) -> Sent:
    key = movement.key or ""
    goods = _goods(truth, key)
    return Sent(
        (movement.epoch or "", movement.seq or 0, movement.idx or 0),
        goods.sku,
        goods.pieces,
        goods.source,
        goods.destination,
        movement.occurred_at,
    )


def _balances(books: Books, auditor: Auditor) -> Iterator[Violation]:
    said = {place: qty for place, qty in books.balances.items() if qty}
    meant = {place: qty for place, qty in auditor.places.items() if qty}
    for place in sorted(said.keys() | meant.keys()):
        if said.get(place, 0) != meant.get(place, 0):
            detail = f"the books say {said.get(place, 0)}, the auditor {meant.get(place, 0)}"
            yield Violation("balances equal the auditor's", " at ".join(place), detail)
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for (sku, _), qty in books.balances.items():
        sums[sku] += qty
    for sku, qty in sums.items():
        if qty:
            yield Violation("the sum over all places is 0", sku, f"it is {qty}")
    for sku, item in auditor.items.items():
        stock = books.costs.get(sku)
        if stock != (item.on_hand, item.worth):
            detail = f"the books say {stock}, the auditor {(item.on_hand, item.worth)}"
            yield Violation("stock and its value equal the auditor's", sku, detail)


def _days(books: Books, auditor: Auditor) -> Iterator[Violation]:
    for key in sorted(books.days.keys() | auditor.days.keys()):
        said = books.days.get(key, {})
        meant = auditor.days[key].sums if key in auditor.days else {}
        wrong = {
            column: (str(said.get(column, 0)), str(meant.get(column, 0)))
            for column in said.keys() | meant.keys()
            if said.get(column, 0) != meant.get(column, 0)
        }
        if wrong:
            yield Violation("day totals equal a recomputation", f"{key[0]} on {key[1]}", str(wrong))


def _averages(books: Books, auditor: Auditor, now: datetime) -> Iterator[Violation]:
    last = now.astimezone(auditor.zone).date()
    for sku in auditor.items:
        rows = {day: sums for (item, day), sums in books.days.items() if item == sku}
        for first in {last, last - timedelta(days=2), *(day for day in rows if day <= last)}:
            said = average_of_days(rows, first, last, now, auditor)
            meant = auditor.average(sku, first, now)
            if said != meant:
                detail = f"from the day totals {said}, level by level {meant}"
                yield Violation("time-weighted average is exact", f"{sku} from {first}", detail)


def average_of_days(
    rows: Mapping[date, Mapping[str, Fraction]], first: date, last: date, now: datetime, auditor: Auditor
) -> Fraction:
    """The stock's average value from the start of ``first`` to ``now``, from day totals alone.

    A change weighs from its moment to the end: to the end of its day as its row says, and from there on.
    """
    start = auditor.midnight(first)
    area = Fraction(0)
    for day, sums in rows.items():
        if day > last:
            continue
        change = sums["value_in"] - sums["value_out"]
        if day < first:
            area += change * exact_seconds(now - start)
        else:
            end_of_day = auditor.midnight(day + timedelta(days=1))
            area += sums["moment_value"] + change * exact_seconds(now - end_of_day)
    return area / exact_seconds(now - start)


def quarantine(books: Books, poison: list[Poison]) -> Iterator[Violation]:
    """It holds exactly the poison, each with its reason."""
    said = Counter((one.topic, one.payload, one.reason) for one in books.held)
    meant = Counter((one.topic, one.payload, one.reason) for one in poison)
    names = {(one.topic, one.payload, one.reason): one.name for one in poison}
    for key in said.keys() | meant.keys():
        if said[key] != meant[key]:
            name = names.get(key, "no poison of ours")
            detail = f"{name}: {said[key]} times where {meant[key]} is right: {key[1][:200]!r}"
            yield Violation("the quarantine holds exactly the poison", f"{key[0]} ({key[2]})", detail)


def told(books: Books, torn: Collection[str]) -> Iterator[Violation]:
    """Whose outbox was torn has said so."""
    for agent in torn:
        if not any(fault.agent == agent and fault.code == "outbox-damaged" for fault in books.faults):
            yield Violation("a torn outbox is told", agent, "the fault outbox-damaged is not in the books")
