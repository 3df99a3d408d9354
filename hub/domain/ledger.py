"""Double entry over places: what an entry does to balances, to the stock's value, and to its day.

An entry takes a quantity of an item from one place of a site to another, so that the sum of an item over
all places is zero. Entries are applied in the order in which they are recorded, whatever their own times;
the day they are reported under is that of their own time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from hub.domain import millionths
from hub.domain.calendar import Calendar, Day, microseconds
from hub.domain.millionths import per_unit, share
from hub.domain.places import is_held, is_outside
from hub.domain.valuation import ZERO, Stock, average, issue, receive, rounded, times

MAX_QTY: Final = Decimal(10**9)
MAX_UNIT_COST: Final = Decimal(10**9)
MAX_VALUE: Final = Decimal(10**12)
_IN, _OUT, _INSIDE = 1, 2, 3


class EntryError(ValueError):
    """An entry that cannot be posted; the text says why."""


class Entry(NamedTuple):
    """``qty`` > 0 base units from ``source_id`` to ``destination_id``, both of ``site_id``.

    ``unit_cost`` is what a unit coming in cost. ``revenue`` is for all of it; it follows from ``unit_price``
    where that is given instead. ``reverses`` names the movement whose way back this is.
    """

    site_id: int
    item_id: int
    kind: str
    qty: Decimal
    source_id: int
    destination_id: int
    occurred_at: datetime
    unit_cost: Decimal | None = None
    unit_price: Decimal | None = None
    revenue: Decimal | None = None
    lot: str = ""
    serial: str | None = None
    expiry: date | None = None
    document: str | None = None
    epoch_id: int | None = None
    seq: int | None = None
    idx: int | None = None
    device: str | None = None
    user_id: int | None = None
    reverses: int | None = None
    evidence: Mapping[str, Any] | None = None


class Posted(NamedTuple):
    """``value``: the change of the stock's value; ``unit_cost``: what a unit came or left at."""

    id: int
    unit_cost: Decimal
    value: Decimal
    revenue: Decimal | None


class Outcome(NamedTuple):
    """As Posted, in millionths, with the quantity, and when it occurred in ``calendar.microseconds``."""

    occurred_us: int
    qty: int
    unit_cost: int
    value: int
    revenue: int | None


class Place(NamedTuple):
    site_id: int
    kind: str

    @property
    def outside(self) -> bool:
        return is_outside(self.kind)

    @property
    def held(self) -> bool:
        return is_held(self.kind)


class Origin(NamedTuple):
    """The movement that a reversal names, in millionths."""

    qty: int
    value: int
    unit_cost: int
    revenue: int | None


DAY_COLUMNS: Final = (
    "qty_in",
    "qty_out",
    "value_in",
    "value_out",
    "units_sold",
    "cogs",
    "revenue",
    "cost_variance",
)
MOMENT_COLUMNS: Final = ("moment_qty", "moment_value")


class DayTotal:
    """What crossed the walls on a day, in millionths.

    Moments: change times the microseconds from then to the day's ``end``, so in millionths of millionths.
    """

    __slots__ = ("end", "end_us", *DAY_COLUMNS, *MOMENT_COLUMNS)

    def __init__(self, day: Day) -> None:
        self.end, self.end_us = day.end, day.end_us
        self.qty_in = self.qty_out = self.value_in = self.value_out = 0
        self.units_sold = self.cogs = self.revenue = self.cost_variance = 0
        self.moment_qty = self.moment_value = 0


class _Way(NamedTuple):
    """_IN, _OUT or _INSIDE; ``bought``: from a supplier, or made; ``sold``: to a customer, or taken back.

    ``held``: 1 where goods come to a place that holds them, -1 where they are let go, else 0.
    """

    direction: int
    bought: bool
    sold: bool
    held: int


StockKey = tuple[int, int]
BalanceKey = tuple[int, int, str]
DayKey = tuple[int, int, date]


class Journal:
    """Applies entries one after another to the state that it was given, and gathers what changed.

    ``stocks`` by (site, item) must hold every one that an entry names, and ``places`` every place.
    ``balances`` by (item, place, lot), ``held`` (what is not free) by (site, item) and ``days`` by (site,
    item, day) are sums of changes. All amounts but those of entries are whole millionths.
    """

    def __init__(
        self,
        *,
        places: Mapping[int, Place],
        calendars: Mapping[int, Calendar],
        stocks: dict[StockKey, Stock],
        standard_costs: Mapping[int, int],
        origins: Mapping[int, Origin],
    ) -> None:
        self.stocks = stocks
        self.balances: dict[BalanceKey, int] = {}
        self.held: dict[StockKey, int] = {}
        self.days: dict[DayKey, DayTotal] = {}
        self._calendars = calendars
        self._standard_costs = standard_costs
        self._origins = origins
        self._places = places
        self._ways: dict[tuple[int, int, int], _Way] = {}
        self._qtys: dict[Decimal, int] = {}
        self._last_days: dict[int, Day] = {}

    def enter(self, entry: Entry) -> Outcome:
        """Apply one entry. Raises EntryError, and then has changed nothing."""
        site_id, item_id, _, given_qty, source, destination, at, unit_cost, unit_price, _, lot = entry[:11]
        qty = self._qtys.get(given_qty) or self._qty(given_qty)
        if unit_cost is not None or unit_price is not None:
            _check_worth(entry)
        way = self._ways.get((site_id, source, destination)) or self._way(entry)
        balances = self.balances
        key = (item_id, source, lot)
        balances[key] = balances.get(key, 0) - qty
        key = (item_id, destination, lot)
        balances[key] = balances.get(key, 0) + qty
        if way.held:
            stock_key = (site_id, item_id)
            self.held[stock_key] = self.held.get(stock_key, 0) + way.held * qty
        at_us = microseconds(at)
        if way.direction == _INSIDE:
            return Outcome(at_us, qty, self.stocks[site_id, item_id].last_unit_cost, 0, None)
        day = self._last_days.get(site_id)
        if day is None or not day.start_us <= at_us < day.end_us:
            day = self._last_days[site_id] = self._calendars[site_id].day_of(at)
        day_key = (site_id, item_id, day.date)
        total = self.days.get(day_key)
        if total is None:
            total = self.days[day_key] = DayTotal(day)
        if way.direction == _IN:
            return self._come_in(entry, at_us, qty, way, total)
        return self._go_out(entry, at_us, qty, way, total)

    def _qty(self, given: Decimal) -> int:
        """Raises EntryError."""
        try:
            if ZERO < given <= MAX_QTY:
                qty = self._qtys[given] = millionths.millionths(given)
                return qty
        except (ValueError, InvalidOperation):  # finer than a millionth, or no number
            pass
        raise EntryError(f"quantity {given}: above 0, at most {MAX_QTY}, and at most 6 decimals")

    def _way(self, entry: Entry) -> _Way:
        """Raises EntryError."""
        source, destination = self._places[entry.source_id], self._places[entry.destination_id]
        if source.site_id != entry.site_id or destination.site_id != entry.site_id:
            raise EntryError("source and destination must be places of the entry's own site")
        if entry.source_id == entry.destination_id:
            raise EntryError("source and destination are the same place")
        if source.outside and destination.outside:
            raise EntryError("nothing of ours moves when both places are outside the walls")
        way = _Way(
            _IN if source.outside else _OUT if destination.outside else _INSIDE,
            bought=source.kind in ("supplier", "production"),
            sold="customer" in (source.kind, destination.kind),
            held=destination.held - source.held,
        )
        self._ways[entry.site_id, entry.source_id, entry.destination_id] = way
        return way

    def _come_in(self, entry: Entry, at_us: int, qty: int, way: _Way, total: DayTotal) -> Outcome:
        stock_key = (entry.site_id, entry.item_id)
        before = self.stocks[stock_key]
        cost = self._cost_of_incoming(entry, qty, before, bought=way.bought)
        after, change, variance = receive(before, qty, cost)
        self.stocks[stock_key] = after
        revenue = self._revenue(entry, qty, -1 if way.sold else 0)
        left_us = total.end_us - at_us
        total.qty_in += qty
        total.value_in += change
        total.cost_variance += variance
        total.moment_qty += qty * left_us
        total.moment_value += change * left_us
        if way.sold:
            total.units_sold -= qty
            total.cogs -= cost
        if revenue is not None:
            total.revenue += revenue
        return Outcome(at_us, qty, per_unit(cost, qty), change, revenue)

    def _go_out(self, entry: Entry, at_us: int, qty: int, way: _Way, total: DayTotal) -> Outcome:
        stock_key = (entry.site_id, entry.item_id)
        origin = self._origins.get(entry.reverses) if entry.reverses is not None else None
        cost = None if origin is None else millionths.times(qty, origin.unit_cost)
        standard = self._standard_costs.get(entry.item_id, 0)
        after, value = issue(self.stocks[stock_key], qty, fallback_cost=standard, cost=cost)
        self.stocks[stock_key] = after
        revenue = self._revenue(entry, qty, 1 if way.sold else 0)
        left_us = total.end_us - at_us
        total.qty_out += qty
        total.value_out += value
        total.moment_qty -= qty * left_us
        total.moment_value -= value * left_us
        if way.sold:
            total.units_sold += qty
            total.cogs += value
        if revenue is not None:
            total.revenue += revenue
        return Outcome(at_us, qty, per_unit(value, qty), -value, revenue)

    def _cost_of_incoming(self, entry: Entry, qty: int, stock: Stock, *, bought: bool) -> int:
        """What has just come in cost, all together.

        A reversal comes back at what its movement left at. Otherwise the entry's own cost holds; without
        one, goods that were ours before (returned, found) come at the average, new ones at the standard
        cost; the last known cost stands in for either.
        """
        if entry.reverses is not None and entry.reverses in self._origins:
            origin = self._origins[entry.reverses]
            return share(abs(origin.value), qty, origin.qty)
        if entry.unit_cost is not None:
            return millionths.millionths(times(entry.qty, entry.unit_cost))
        standard = self._standard_costs.get(entry.item_id, 0)
        unit_cost = (standard or average(stock)) if bought else (average(stock) or standard)
        return millionths.times(qty, unit_cost)

    def _revenue(self, entry: Entry, qty: int, sign: int) -> int | None:
        """``sign``: 1 for what is sold, -1 for what a customer gives back, 0 for what is neither."""
        if entry.revenue is not None:
            return millionths.millionths(rounded(entry.revenue))
        if sign == 0:
            return None
        if entry.unit_price is not None:
            return sign * millionths.millionths(times(entry.qty, entry.unit_price))
        origin = self._origins.get(entry.reverses) if entry.reverses is not None else None
        if origin is not None and origin.revenue is not None:
            return -share(origin.revenue, qty, origin.qty)
        return None


def _check_worth(entry: Entry) -> None:
    """Raises EntryError."""
    if entry.unit_cost is not None and not 0 <= entry.unit_cost <= MAX_UNIT_COST:
        raise EntryError(f"unit cost {entry.unit_cost}: at least 0, at most {MAX_UNIT_COST}")
    worth = entry.unit_cost or entry.unit_price
    if worth is not None and worth * entry.qty > MAX_VALUE:
        raise EntryError(f"{entry.qty} at {worth} is more than {MAX_VALUE} together")
