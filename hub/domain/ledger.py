"""Double entry over places: what an entry does to balances, to the stock's value, and to its day.

An entry takes a quantity of an item from one place of a site to another, so that the sum of an item over
all places is zero. Entries are applied in the order in which they are recorded, whatever their own times;
the day they are reported under is that of their own time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
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

    ``unit_cost`` is what a unit coming in cost; where all of it together has a ``cost``, that holds, to the
    last millionth. ``revenue`` is for all of it; it follows from ``unit_price`` where that is given instead.
    ``reverses`` names the movement whose way back this is. ``via_id``: the
    bench where shipped goods were packed, see hub.domain.benches; the books do without.
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
    cost: Decimal | None = None
    via_id: int | None = None


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


# as Outcome._make, without its look at the length
_outcome: Callable[[tuple[int, int, int, int, int | None]], Outcome] = partial(tuple.__new__, Outcome)


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

    __slots__ = ("end", "end_us", "start_us", *DAY_COLUMNS, *MOMENT_COLUMNS)

    def __init__(self, day: Day) -> None:
        self.end, self.start_us, self.end_us = day.end, day.start_us, day.end_us
        self.qty_in = self.qty_out = self.value_in = self.value_out = 0
        self.units_sold = self.cogs = self.revenue = self.cost_variance = 0
        self.moment_qty = self.moment_value = 0


StockKey = tuple[int, int]
BalanceKey = tuple[int, int, str]
DayKey = tuple[int, int, date]


class _Book:
    """An item at a site: what it is worth now, and the day that its last entry fell on."""

    __slots__ = ("standard_cost", "stock", "total")

    def __init__(self, stock: Stock, standard_cost: int) -> None:
        self.stock, self.standard_cost = stock, standard_cost
        self.total: DayTotal | None = None


class _Lane:
    """From one place to another, of one item and lot; ``moved`` is all that went.

    ``direction``: _IN, _OUT or _INSIDE; ``bought``: from a supplier, or made; ``sold``: to a customer, or
    taken back. What follows from an entry's keys alone is found once a lane, not once an entry.
    """

    __slots__ = ("book", "bought", "direction", "moved", "sold")

    def __init__(self, book: _Book, source: Place, destination: Place) -> None:
        self.book, self.moved = book, 0
        self.direction = _IN if source.outside else _OUT if destination.outside else _INSIDE
        self.bought = source.kind in ("supplier", "production")
        self.sold = "customer" in (source.kind, destination.kind)


class Journal:
    """Applies entries one after another to the state that it was given, and gathers what changed.

    ``stocks`` by (site, item) must hold every one that an entry names, and ``places`` every place.
    ``days`` by (site, item, day) are sums of changes. All amounts but those of entries are whole millionths.
    """

    def __init__(
        self,
        *,
        places: Mapping[int, Place],
        calendars: Mapping[int, Calendar],
        stocks: Mapping[StockKey, Stock],
        standard_costs: Mapping[int, int],
        origins: Mapping[int, Origin],
    ) -> None:
        self.days: dict[DayKey, DayTotal] = {}
        self._books = {key: _Book(stock, standard_costs.get(key[1], 0)) for key, stock in stocks.items()}
        self._lanes: dict[tuple[int, int, int, int, str], _Lane] = {}
        self._calendars = calendars
        self._origins = origins
        self._places = places
        self._qtys: dict[Decimal, int] = {}

    @property
    def stocks(self) -> dict[StockKey, Stock]:
        """As they are now."""
        return {key: book.stock for key, book in self._books.items()}

    @property
    def balances(self) -> dict[BalanceKey, int]:
        """By (item, place, lot), sums of changes."""
        changes: dict[BalanceKey, int] = {}
        for (_, item_id, source, destination, lot), lane in self._lanes.items():
            key = (item_id, source, lot)
            changes[key] = changes.get(key, 0) - lane.moved
            key = (item_id, destination, lot)
            changes[key] = changes.get(key, 0) + lane.moved
        return changes

    @property
    def held(self) -> dict[StockKey, int]:
        """By (site, item): what came to places where goods are not free, less what left them."""
        changes: dict[StockKey, int] = {}
        for (site_id, item_id, source, destination, _), lane in self._lanes.items():
            sign = self._places[destination].held - self._places[source].held
            if sign:
                changes[site_id, item_id] = changes.get((site_id, item_id), 0) + sign * lane.moved
        return changes

    def enter(self, entry: Entry) -> Outcome:
        """Apply one entry. Raises EntryError, and then has changed nothing."""
        site_id, item_id, _, given_qty, source, destination, at, unit_cost, unit_price, _, lot = entry[:11]
        qty = self._qtys.get(given_qty) or self._qty(given_qty)
        if unit_cost is not None or unit_price is not None or entry.cost is not None:
            _check_worth(entry)
        lane = self._lanes.get((site_id, item_id, source, destination, lot)) or self._lane(entry)
        lane.moved += qty
        at_us = microseconds(at)
        book = lane.book
        if lane.direction == _INSIDE:
            return _outcome((at_us, qty, book.stock.last_unit_cost, 0, None))
        total = book.total
        if total is None or not total.start_us <= at_us < total.end_us:
            total = book.total = self._total(entry)
        if lane.direction == _IN:
            return self._come_in(entry, at_us, qty, lane, total)
        return self._go_out(entry, at_us, qty, lane, total)

    def _lane(self, entry: Entry) -> _Lane:
        """Raises EntryError."""
        source, destination = self._places[entry.source_id], self._places[entry.destination_id]
        if source.site_id != entry.site_id or destination.site_id != entry.site_id:
            raise EntryError("source and destination must be places of the entry's own site")
        if entry.source_id == entry.destination_id:
            raise EntryError("source and destination are the same place")
        if source.outside and destination.outside:
            raise EntryError("nothing of ours moves when both places are outside the walls")
        lane = _Lane(self._books[entry.site_id, entry.item_id], source, destination)
        self._lanes[entry.site_id, entry.item_id, entry.source_id, entry.destination_id, entry.lot] = lane
        return lane

    def _total(self, entry: Entry) -> DayTotal:
        day = self._calendars[entry.site_id].day_of(entry.occurred_at)
        key = (entry.site_id, entry.item_id, day.date)
        total = self.days.get(key)
        if total is None:
            total = self.days[key] = DayTotal(day)
        return total

    def _qty(self, given: Decimal) -> int:
        """Raises EntryError."""
        try:
            if ZERO < given <= MAX_QTY:
                qty = self._qtys[given] = millionths.millionths(given)
                return qty
        except (ValueError, InvalidOperation):  # finer than a millionth, or no number
            pass
        raise EntryError(f"quantity {given}: above 0, at most {MAX_QTY}, and at most 6 decimals")

    def _come_in(self, entry: Entry, at_us: int, qty: int, lane: _Lane, total: DayTotal) -> Outcome:
        book = lane.book
        cost, unit_cost = self._cost_of_incoming(entry, qty, lane)
        book.stock, change, variance = receive(book.stock, qty, cost)
        revenue = self._revenue(entry, qty, -1 if lane.sold else 0)
        left_us = total.end_us - at_us
        total.qty_in += qty
        total.value_in += change
        total.cost_variance += variance
        total.moment_qty += qty * left_us
        total.moment_value += change * left_us
        if lane.sold:
            total.units_sold -= qty
            total.cogs -= cost
        if revenue is not None:
            total.revenue += revenue
        return _outcome((at_us, qty, unit_cost, change, revenue))

    def _go_out(self, entry: Entry, at_us: int, qty: int, lane: _Lane, total: DayTotal) -> Outcome:
        book = lane.book
        origin = self._origins.get(entry.reverses) if entry.reverses is not None else None
        cost = None if origin is None else millionths.times(qty, origin.unit_cost)
        book.stock, value = issue(book.stock, qty, book.standard_cost, cost)
        revenue = self._revenue(entry, qty, 1 if lane.sold else 0)
        left_us = total.end_us - at_us
        total.qty_out += qty
        total.value_out += value
        total.moment_qty -= qty * left_us
        total.moment_value -= value * left_us
        if lane.sold:
            total.units_sold += qty
            total.cogs += value
        if revenue is not None:
            total.revenue += revenue
        return _outcome((at_us, qty, per_unit(value, qty), -value, revenue))

    def _cost_of_incoming(self, entry: Entry, qty: int, lane: _Lane) -> tuple[int, int]:
        """What has just come in cost, all together and a unit.

        A reversal comes back at what its movement left at. Otherwise the entry's own cost holds; without
        one, goods that were ours before (returned, found) come at the average, new ones at the standard
        cost; the last known cost stands in for either.
        """
        if entry.reverses is not None and entry.reverses in self._origins:
            origin = self._origins[entry.reverses]
            cost = share(abs(origin.value), qty, origin.qty)
            return cost, per_unit(cost, qty)
        if entry.cost is not None:
            cost = millionths.millionths(rounded(entry.cost))
            return cost, per_unit(cost, qty)
        if entry.unit_cost is not None:
            cost = millionths.millionths(times(entry.qty, entry.unit_cost))
            return cost, per_unit(cost, qty)
        stock, standard = lane.book.stock, lane.book.standard_cost
        unit_cost = (standard or average(stock)) if lane.bought else (average(stock) or standard)
        cost, rest = divmod(qty * unit_cost, millionths.ONE)
        if rest == 0:
            return cost, unit_cost
        cost = millionths.times(qty, unit_cost)
        return cost, per_unit(cost, qty)

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
    if entry.cost is not None and not 0 <= entry.cost <= MAX_VALUE:
        raise EntryError(f"cost {entry.cost}: at least 0, at most {MAX_VALUE}")
    worth = entry.unit_cost or entry.unit_price
    if worth is not None and worth * entry.qty > MAX_VALUE:
        raise EntryError(f"{entry.qty} at {worth} is more than {MAX_VALUE} together")
