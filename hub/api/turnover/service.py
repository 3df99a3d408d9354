"""Turnover of a span: the store's sums, put through the domain's definitions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hub.api.database import Connection
from hub.api.problems import WrongFields
from hub.api.references import one_currency
from hub.domain import turnover as domain
from hub.domain.calendar import Calendar, seconds
from hub.domain.turnover import Span
from hub.store import turnover as store
from hub.store.sites import Site
from hub.store.turnover import By, ScopeSite

ZERO = Decimal(0)
MONEY_STEP = Decimal("0.000001")
DAYS_STEP = Decimal("0.0001")
DEFAULT_YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Sums:
    """What ratios are made of; sums of sums are sums again."""

    cogs: Decimal = ZERO
    average_value: Decimal = ZERO
    revenue: Decimal = ZERO
    units_sold: Decimal = ZERO

    def plus(self, other: Sums) -> Sums:
        return Sums(
            self.cogs + other.cogs,
            self.average_value + other.average_value,
            self.revenue + other.revenue,
            self.units_sold + other.units_sold,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Named as in the answer."""

    cogs: Decimal
    average_value: Decimal
    turnover: Decimal | None
    annual_turnover: Decimal | None
    days_of_inventory: Decimal | None
    revenue: Decimal
    units_sold: Decimal


@dataclass(frozen=True, slots=True)
class KeyFigures:
    key: str
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Scope:
    """Sites with their spans. `calendar_days` is less than the count of days while the last is not over."""

    currency: str | None
    year_days: int
    first: date
    last: date
    spans: dict[int, Span]
    sites: list[ScopeSite]
    calendars: dict[int, Calendar]
    calendar_days: Decimal

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def today(sites: Sequence[Site], now: datetime) -> date:
    """The latest of the sites' calendars."""
    zones = [ZoneInfo(site.timezone) for site in sites] or [ZoneInfo("UTC")]
    return max(now.astimezone(zone).date() for zone in zones)


def scope(conn: Connection, site: str | None, first: date, last: date, *, as_of: datetime) -> Scope:
    """Raises Problem (`validation`, `mixed-currencies`)."""
    sites, currency = one_currency(conn, site)
    latest = today(sites, as_of)
    if last > latest:
        wrong = WrongFields()
        wrong.add("query.to", f"{last} lies in the future; today is {latest}")
        wrong.raise_if_any()
    calendars = {one.id: Calendar(ZoneInfo(one.timezone)) for one in sites}
    spans = {key: _span(calendar, first, last, as_of) for key, calendar in calendars.items()}
    return Scope(
        currency=currency,
        year_days=min({one.year_days for one in sites}, default=DEFAULT_YEAR_DAYS)
        if len({one.year_days for one in sites}) == 1
        else DEFAULT_YEAR_DAYS,
        first=first,
        last=last,
        spans=spans,
        sites=[ScopeSite(one.id, one.timezone, spans[one.id].end) for one in sites],
        calendars=calendars,
        calendar_days=max(
            (span.calendar_days for span in spans.values()), default=Decimal((last - first).days + 1)
        ),
    )


def _span(calendar: Calendar, first: date, last: date, as_of: datetime) -> Span:
    start = calendar.midnight(first)
    end = calendar.day(last).end
    if as_of >= end:
        return Span(start, end, Decimal((last - first).days + 1))
    # where the day has just begun, or not yet, the span still has a length
    end = max(as_of, start + timedelta(seconds=1))
    current = calendar.day_of(end)
    part_s = seconds(end - current.start)
    return Span(start, end, domain.elapsed_days(max((current.date - first).days, 0), part_s))


def by_key(
    conn: Connection, within: Scope, *, by: By, category: str | None = None, sku: str | None = None
) -> tuple[list[KeyFigures], Figures]:
    """The figures of every key, in no order, and those of all together."""
    rows = store.figures(
        conn, within.sites, first=within.first, last=within.last, by=by, category=category, sku=sku
    )
    sums: dict[str, Sums] = defaultdict(Sums)
    names: dict[str, str] = {}
    for row in rows:
        average = domain.average_of(row.opening, row.area_value_s, within.spans[row.site_id].length_s)
        sums[row.key] = sums[row.key].plus(Sums(row.cogs, average, row.revenue, row.units_sold))
        names[row.key] = row.name
    found = [
        KeyFigures(key, names[key], figures_of(of, within.calendar_days, within.year_days))
        for key, of in sums.items()
        if _lived(of)
    ]
    return found, figures_of(total(sums.values()), within.calendar_days, within.year_days)


def _lived(of: Sums) -> bool:
    """Whether there was anything in the span: an item long gone is not a row."""
    return bool(of.cogs or of.average_value or of.revenue or of.units_sold)


def total(sums: Iterable[Sums]) -> Sums:
    whole = Sums()
    for one in sums:
        whole = whole.plus(one)
    return whole


def figures_of(of: Sums, calendar_days: Decimal, year_days: int) -> Figures:
    ratio = domain.turnover(of.cogs, of.average_value)
    of_year = domain.annualised(ratio, calendar_days, year_days)
    stay = domain.days_of_inventory(calendar_days, ratio)
    return Figures(
        cogs=of.cogs,
        average_value=of.average_value.quantize(MONEY_STEP),
        turnover=None if ratio is None else ratio.quantize(MONEY_STEP),
        annual_turnover=None if of_year is None else of_year.quantize(MONEY_STEP),
        days_of_inventory=None if stay is None else stay.quantize(DAYS_STEP),
        revenue=of.revenue,
        units_sold=of.units_sold,
    )
