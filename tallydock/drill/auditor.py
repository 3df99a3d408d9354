"""An independent auditor: what the books must say, by its own arithmetic, from what the agents sent.

It shares no code with the ledger: dictionaries and fractions, days by zoneinfo, levels integrated second by
second's fraction. It is given the events in the order in which the hub recorded them, since costs depend on
it, and everything else from the senders' own lists.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

OUTSIDE = {"supplier", "customer", "loss_gain", "scrap", "production", "other_site"}
MICRO = Fraction(1, 1_000_000)


def to_micro(amount: Fraction) -> Fraction:
    """Rounded to a millionth, halves to even: what books in millionths must do somewhere."""
    return Fraction(round(amount / MICRO)) * MICRO


@dataclass(frozen=True)
class Sent:
    """One movement as its agent sent it: ``pieces`` are base units.

    ``worth``: what all of it cost, where that is known: of goods of another site what left its books.
    ``via``: the bench where it was packed.
    """

    key: tuple[str, int, int]
    sku: str
    pieces: Fraction
    source: str
    destination: str
    at: datetime
    price: Fraction | None = None
    worth: Fraction | None = None
    via: str | None = None


@dataclass
class Early:
    """``pieces`` that left ``source`` for a carton at a bench, closed then, while the bench had none."""

    at: datetime
    source: str
    pieces: Fraction


@dataclass
class Instead:
    """``pieces`` of a bench that were taken instead of those of ``source``, last at that time."""

    at: datetime
    source: str
    pieces: Fraction = Fraction(0)


@dataclass
class Item:
    on_hand: Fraction = Fraction(0)
    worth: Fraction = Fraction(0)
    known_cost: Fraction = Fraction(0)
    changes: list[tuple[datetime, Fraction]] = field(default_factory=list)


@dataclass
class Day:
    sums: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))


class Auditor:
    """``standard`` costs by SKU; ``zone`` is the site's."""

    def __init__(self, standard: dict[str, Fraction], zone: str) -> None:
        self.standard = standard
        self.zone = ZoneInfo(zone)
        self.places: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        self.items: dict[str, Item] = defaultdict(Item)
        self.days: dict[tuple[str, date], Day] = defaultdict(Day)
        self.early: dict[tuple[str, str], list[Early]] = defaultdict(list)
        self.instead: dict[tuple[str, str], dict[str, Instead]] = defaultdict(dict)

    def see(self, sent: Sent) -> None:
        if sent.via is None:
            self._see(sent)
            self._was_early(sent)
            return
        key = sent.sku, sent.via
        there = min(max(self.places[key], Fraction(0)), sent.pieces)
        missing = sent.pieces - there
        if there:
            self._see(replace(sent, source=sent.via, pieces=there))
        if sent.source != sent.via:
            self._took_instead(key, sent.source, there, sent.at)
            self._early(sent, sent.source, missing)
            return
        self._took_instead(key, sent.via, sent.pieces, sent.at)
        # of one time the place that was made later, which its name tells as well as its number
        for one in sorted(self.instead[key].values(), key=lambda one: (one.at, one.source), reverse=True):
            pieces = min(missing, one.pieces)
            one.pieces -= pieces
            missing -= pieces
            self._early(sent, one.source, pieces)
        if missing:
            self._see(replace(sent, pieces=missing))

    def _took_instead(self, key: tuple[str, str], source: str, pieces: Fraction, at: datetime) -> None:
        if pieces:
            one = self.instead[key].setdefault(source, Instead(at, source))
            one.pieces += pieces if source != key[1] else 0
            one.at = max(one.at, at)

    def _early(self, sent: Sent, source: str, pieces: Fraction) -> None:
        if pieces:
            self._see(replace(sent, source=source, pieces=pieces))
            self.early[sent.sku, sent.via or ""].append(Early(sent.at, source, pieces))

    def _was_early(self, sent: Sent) -> None:
        """Goods come to a bench, some of which were packed there before that was known: those are gone."""
        key = sent.sku, sent.destination
        if sent.source in OUTSIDE:
            return
        left = min(sent.pieces, max(self.places[key], Fraction(0)))
        later = any(sent.at <= one.at for one in self.instead[key].values())
        for one in sorted(self.early[key], key=lambda one: one.at):
            pieces = min(left, one.pieces)
            if pieces and one.at >= sent.at - timedelta(days=1) and (later or sent.at <= one.at):
                left, one.pieces = left - pieces, one.pieces - pieces
                self._see(replace(sent, source=sent.destination, destination=one.source, pieces=pieces))
                self._took_instead(key, one.source, pieces, one.at)

    def _see(self, sent: Sent) -> None:
        self.places[sent.sku, sent.source] -= sent.pieces
        self.places[sent.sku, sent.destination] += sent.pieces
        if sent.source in OUTSIDE:
            self._in(sent)
        elif sent.destination in OUTSIDE:
            self._out(sent)

    def _in(self, sent: Sent) -> None:
        item = self.items[sent.sku]
        average = to_micro(item.worth / item.on_hand) if item.on_hand > 0 else item.known_cost
        standard = self.standard.get(sent.sku, Fraction(0))
        first, second = (
            (standard, average) if sent.source in ("supplier", "production") else (average, standard)
        )
        paid = to_micro(sent.pieces * (first or second)) if sent.worth is None else to_micro(sent.worth)
        owed = max(-item.on_hand, Fraction(0))
        if owed == 0:
            gain = paid
        elif sent.pieces < owed:
            gain = to_micro(-item.worth * sent.pieces / owed)
        else:
            gain = -item.worth + to_micro(paid * (sent.pieces - owed) / sent.pieces)
        item.on_hand += sent.pieces
        item.worth += gain
        item.known_cost = to_micro(item.worth / item.on_hand if item.on_hand > 0 else paid / sent.pieces)
        day = self._note(sent, gain, sent.pieces)
        day["qty_in"] += sent.pieces
        day["value_in"] += gain
        day["cost_variance"] += paid - gain
        if sent.source == "customer":
            day["units_sold"] -= sent.pieces
            day["cogs"] -= paid
            day["revenue"] -= to_micro(sent.pieces * sent.price) if sent.price is not None else 0

    def _out(self, sent: Sent) -> None:
        item = self.items[sent.sku]
        if sent.pieces < item.on_hand:
            loss = to_micro(item.worth * sent.pieces / item.on_hand)
        elif sent.pieces == item.on_hand:
            loss = item.worth
        else:
            here = max(item.on_hand, Fraction(0))
            item.known_cost = item.known_cost or self.standard.get(sent.sku, Fraction(0))
            loss = to_micro((sent.pieces - here) * item.known_cost) + (item.worth if here else 0)
        item.on_hand -= sent.pieces
        item.worth -= loss
        day = self._note(sent, -loss, -sent.pieces)
        day["qty_out"] += sent.pieces
        day["value_out"] += loss
        if sent.destination == "customer":
            day["units_sold"] += sent.pieces
            day["cogs"] += loss
            day["revenue"] += to_micro(sent.pieces * sent.price) if sent.price is not None else 0

    def _note(self, sent: Sent, value: Fraction, pieces: Fraction) -> dict[str, Fraction]:
        self.items[sent.sku].changes.append((sent.at, value))
        local = sent.at.astimezone(self.zone).date()
        day = self.days[sent.sku, local].sums
        left = exact_seconds(self.midnight(local + timedelta(days=1)) - sent.at)
        day["moment_qty"] += pieces * left
        day["moment_value"] += value * left
        return day

    def midnight(self, day: date) -> datetime:
        naive = datetime(day.year, day.month, day.day)  # noqa: DTZ001
        return naive.replace(tzinfo=self.zone).astimezone(ZoneInfo("UTC"))

    def average(self, sku: str, first: date, end: datetime) -> Fraction:
        """What stood there on average from the start of ``first`` to ``end``: level by level."""
        start = self.midnight(first)
        level, since, area = Fraction(0), start, Fraction(0)
        for at, value in sorted(self.items[sku].changes):
            if at < start:
                level += value
            elif at < end:
                area += level * exact_seconds(at - since)
                level, since = level + value, at
        area += level * exact_seconds(end - since)
        return area / exact_seconds(end - start)


def exact_seconds(span: timedelta) -> Fraction:
    return Fraction(span // timedelta(microseconds=1), 1_000_000)
