"""Double entry over places: what an entry does to balances, to the stock's value, and to its day.

An entry takes a quantity of an item from one place of a site to another, so that the sum of an item over
all places is zero. Entries are applied in the order in which they are recorded, whatever their own times;
the day they are reported under is that of their own time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from hub.domain.calendar import Calendar, seconds
from hub.domain.places import is_outside
from hub.domain.valuation import (
    EXACT,
    MICRO,
    ZERO,
    Stock,
    average,
    issue,
    per_unit,
    receive,
    share,
    times,
)

MAX_QTY: Final = Decimal(10**9)
MAX_UNIT_COST: Final = Decimal(10**9)
MAX_VALUE: Final = Decimal(10**12)
_IN, _OUT, _INSIDE = 1, 2, 3
_fma = EXACT.fma
_quantize = EXACT.quantize


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
    unit_cost: Decimal
    value: Decimal
    revenue: Decimal | None


class Place(NamedTuple):
    site_id: int
    kind: str

    @property
    def outside(self) -> bool:
        return is_outside(self.kind)


class Origin(NamedTuple):
    """The movement that a reversal names."""

    qty: Decimal
    value: Decimal
    unit_cost: Decimal
    revenue: Decimal | None


DAY_COLUMNS: Final = (
    "qty_in",
    "qty_out",
    "value_in",
    "value_out",
    "units_sold",
    "cogs",
    "revenue",
    "cost_variance",
    "moment_qty",
    "moment_value",
)


class DayTotal:
    """What crossed the walls on a day. Moments: change times the seconds from then to the day's ``end``."""

    __slots__ = ("end", *DAY_COLUMNS)

    def __init__(self, end: datetime) -> None:
        self.end = end
        self.qty_in = self.qty_out = self.value_in = self.value_out = ZERO
        self.units_sold = self.cogs = self.revenue = self.cost_variance = ZERO
        self.moment_qty = self.moment_value = ZERO


StockKey = tuple[int, int]
BalanceKey = tuple[int, int, str]
DayKey = tuple[int, int, date]


class Journal:
    """Applies entries one after another to the state that it was given, and gathers what changed.

    ``stocks`` by (site, item) must hold every one that an entry names, and ``places`` every place.
    ``balances`` by (item, place, lot) and ``days`` by (site, item, day) are sums of changes.
    """

    def __init__(
        self,
        *,
        places: Mapping[int, Place],
        calendars: Mapping[int, Calendar],
        stocks: dict[StockKey, Stock],
        standard_costs: Mapping[int, Decimal],
        origins: Mapping[int, Origin],
    ) -> None:
        self.stocks = stocks
        self.balances: dict[BalanceKey, Decimal] = {}
        self.days: dict[DayKey, DayTotal] = {}
        self._calendars = calendars
        self._standard_costs = standard_costs
        self._origins = origins
        self._places = places
        self._ways: dict[tuple[int, int, int], int] = {}

    def enter(self, entry: Entry) -> Outcome:
        """Apply one entry. Raises EntryError, and then has changed nothing."""
        qty, source, destination = entry.qty, entry.source_id, entry.destination_id
        self._check(entry)
        way = self._ways.get((entry.site_id, source, destination)) or self._way(entry)
        balances = self.balances
        key = (entry.item_id, source, entry.lot)
        balances[key] = balances.get(key, ZERO) - qty
        key = (entry.item_id, destination, entry.lot)
        balances[key] = balances.get(key, ZERO) + qty
        if way == _IN:
            return self._come_in(entry)
        if way == _OUT:
            return self._go_out(entry)
        return Outcome(self.stocks[entry.site_id, entry.item_id].last_unit_cost, ZERO, None)

    def _check(self, entry: Entry) -> None:
        qty = entry.qty
        if not qty.is_finite() or not ZERO < qty <= MAX_QTY or _quantize(qty, MICRO) != qty:
            raise EntryError(f"quantity {qty}: above 0, at most {MAX_QTY}, and at most 6 decimals")
        if entry.unit_cost is not None and not 0 <= entry.unit_cost <= MAX_UNIT_COST:
            raise EntryError(f"unit cost {entry.unit_cost}: at least 0, at most {MAX_UNIT_COST}")
        worth = entry.unit_cost or entry.unit_price
        if worth is not None and worth * qty > MAX_VALUE:
            raise EntryError(f"{qty} at {worth} is more than {MAX_VALUE} together")

    def _way(self, entry: Entry) -> int:
        """Whether goods come in, go out or stay inside. Raises EntryError."""
        source, destination = self._places[entry.source_id], self._places[entry.destination_id]
        if source.site_id != entry.site_id or destination.site_id != entry.site_id:
            raise EntryError("source and destination must be places of the entry's own site")
        if entry.source_id == entry.destination_id:
            raise EntryError("source and destination are the same place")
        if source.outside and destination.outside:
            raise EntryError("nothing of ours moves when both places are outside the walls")
        way = _IN if source.outside else _OUT if destination.outside else _INSIDE
        self._ways[entry.site_id, entry.source_id, entry.destination_id] = way
        return way

    def _come_in(self, entry: Entry) -> Outcome:
        stock_key = (entry.site_id, entry.item_id)
        before = self.stocks[stock_key]
        cost = self._cost_of_incoming(entry, before)
        after, change, variance = receive(before, entry.qty, cost)
        self.stocks[stock_key] = after
        returned = self._places[entry.source_id].kind == "customer"
        revenue = self._revenue(entry, -1) if returned else entry.revenue
        total, left_s = self._day(entry)
        total.qty_in += entry.qty
        total.value_in += change
        total.cost_variance += variance
        total.moment_qty = _fma(entry.qty, left_s, total.moment_qty)
        total.moment_value = _fma(change, left_s, total.moment_value)
        if returned:
            total.units_sold -= entry.qty
            total.cogs -= cost
        if revenue is not None:
            total.revenue += revenue
        return Outcome(per_unit(cost, entry.qty), change, revenue)

    def _go_out(self, entry: Entry) -> Outcome:
        stock_key = (entry.site_id, entry.item_id)
        origin = self._origins.get(entry.reverses) if entry.reverses is not None else None
        after, value = issue(
            self.stocks[stock_key],
            entry.qty,
            fallback_cost=self._standard_costs.get(entry.item_id, ZERO),
            cost=None if origin is None else times(entry.qty, origin.unit_cost),
        )
        self.stocks[stock_key] = after
        sold = self._places[entry.destination_id].kind == "customer"
        revenue = self._revenue(entry, 1) if sold else entry.revenue
        total, left_s = self._day(entry)
        total.qty_out += entry.qty
        total.value_out += value
        total.moment_qty = _fma(-entry.qty, left_s, total.moment_qty)
        total.moment_value = _fma(-value, left_s, total.moment_value)
        if sold:
            total.units_sold += entry.qty
            total.cogs += value
        if revenue is not None:
            total.revenue += revenue
        return Outcome(per_unit(value, entry.qty), -value, revenue)

    def _cost_of_incoming(self, entry: Entry, stock: Stock) -> Decimal:
        """What has just come in cost, all together.

        A reversal comes back at what its movement left at. Otherwise the entry's own cost holds; without
        one, goods that were ours before (returned, found) come at the average, new ones at the standard
        cost; the last known cost stands in for either.
        """
        if entry.reverses is not None and entry.reverses in self._origins:
            origin = self._origins[entry.reverses]
            return share(abs(origin.value), entry.qty, origin.qty)
        if entry.unit_cost is not None:
            return times(entry.qty, entry.unit_cost)
        standard = self._standard_costs.get(entry.item_id, ZERO)
        new = self._places[entry.source_id].kind in ("supplier", "production")
        unit_cost = (standard or average(stock)) if new else (average(stock) or standard)
        return times(entry.qty, unit_cost)

    def _revenue(self, entry: Entry, sign: int) -> Decimal | None:
        if entry.revenue is not None:
            return entry.revenue
        if entry.unit_price is not None:
            return sign * times(entry.qty, entry.unit_price)
        origin = self._origins.get(entry.reverses) if entry.reverses is not None else None
        if origin is not None and origin.revenue is not None:
            return -share(origin.revenue, entry.qty, origin.qty)
        return None

    def _day(self, entry: Entry) -> tuple[DayTotal, Decimal]:
        day = self._calendars[entry.site_id].day_of(entry.occurred_at)
        key = (entry.site_id, entry.item_id, day.date)
        total = self.days.get(key)
        if total is None:
            total = self.days[key] = DayTotal(day.end)
        return total, seconds(day.end - entry.occurred_at)
