from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer

from hub.api.paging import ShortRowsQuery
from hub.api.values import Answer, Code, Money, Quantity, Text, Wanted
from hub.domain.valuation import EXACT, rounded, times
from hub.store.past_stock import PastPlace, PastStock


class StockQuery(ShortRowsQuery):
    site: Code | None = None
    sku: Code | None = None
    location: Code | None = None
    category: Text | None = None
    nonzero: bool = Field(True, description="false: places that are empty now, too.")
    outside: bool = Field(
        False, description="true: places outside the walls, too; what is there is no stock."
    )


class StockAnswer(Answer):
    sku: str
    name: str
    category: str
    unit: str
    site: str
    location: str
    lot: str
    qty: Quantity
    unit_cost: Money = Field(description="The site's moving average.")
    value: Money
    currency: str


class SummaryQuery(Wanted):
    site: Code | None = None


class Shortage(Answer):
    site: str
    sku: str
    location: str
    lot: str
    qty: Quantity


class SummaryAnswer(Answer):
    site: str | None
    currency: str | None
    value: Money = Field(description="The books' own sum at cost, all items.")
    items: int = Field(description="Items with stock.")
    places: int = Field(description="(item, location, lot) with stock.")
    negative_places: int
    negative: list[Shortage] = Field(description="The 100 largest shortages.")


def _day_or_instant(value: object) -> object:
    """A day alone, or an instant with its offset; pydantic would take midnight for a day."""
    if not isinstance(value, str):
        return value
    try:
        if len(value) == len("2026-03-05"):
            return date.fromisoformat(value)
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("a day (2026-03-05) or an instant (2026-03-05T08:15:30Z) is needed") from None
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC: 2026-03-05T08:15:30Z")
    return instant


def _written(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat()


DayOrInstant = Annotated[
    datetime | date, BeforeValidator(_day_or_instant), PlainSerializer(_written, return_type=str)
]


class PastQuery(ShortRowsQuery):
    at: DayOrInstant = Field(description="A day means its end, at each site's midnight; not in the future.")
    site: Code | None = None
    sku: Code | None = None
    category: Text | None = None


class PastRow(Answer):
    sku: str
    name: str
    category: str
    unit: str
    site: str
    qty: Quantity = Field(description="Inside the walls, all places together.")
    unit_cost: Money | None = Field(description="value ÷ qty; null where nothing stood there.")
    value: Money


class PastAnswer(Answer):
    at: DayOrInstant
    site: str | None
    currency: str | None
    value: Money = Field(description="The books' own sum at cost, of all rows of the list.")
    items: int = Field(description="How many rows the list has.")
    rows: list[PastRow]
    next: str | None


class PastPlacesQuery(PastQuery):
    location: Code | None = None


class PastPlaceRow(Answer):
    sku: str
    name: str
    category: str
    unit: str
    site: str
    location: str
    location_kind: str
    lot: str
    qty: Quantity = Field(description="Below zero where more had been taken than the books knew of.")
    currency: str
    unit_cost: Money | None = Field(description="The site's average then; null where the site had none.")
    value: Money | None = Field(description="qty × unit_cost.")


class PastPlacesAnswer(Answer):
    at: DayOrInstant
    site: str | None
    places: int = Field(description="How many rows the list has.")
    rows: list[PastPlaceRow]
    next: str | None


def unit_cost(row: PastStock) -> Decimal | None:
    """None where nothing stood there."""
    return rounded(EXACT.divide(row.value, row.qty)) if row.qty > 0 else None


def past_place_row(row: PastPlace, cost: Decimal | None) -> PastPlaceRow:
    """``cost``: what a unit was worth at the site."""
    value = None if cost is None else times(row.qty, cost)
    names = PastPlaceRow.model_fields.keys() - {"unit_cost", "value"}
    said = {name: getattr(row, name) for name in names}
    return PastPlaceRow.model_validate(said | {"unit_cost": cost, "value": value})


class ExpiringQuery(Wanted):
    site: Code | None = None
    within_days: Annotated[int, Field(ge=0, le=3650, description="From today, at each site.")] = 30


class ExpiringRow(Answer):
    sku: str
    name: str
    unit: str
    site: str
    location: str
    lot: str
    qty: Quantity
    expiry: date
    days_left: int = Field(description="Goods keep through their day of expiry: below 0 they are expired.")
    value: Money
    currency: str


class ExpiringAnswer(Answer):
    currency: str | None
    expired_value: Money
    expiring_value: Money = Field(description="Of what is not expired yet.")
    items: list[ExpiringRow] = Field(description="The earliest first.")


def past_row(row: PastStock) -> PastRow:
    names = PastRow.model_fields.keys() - {"unit_cost"}
    said = {name: getattr(row, name) for name in names}
    return PastRow.model_validate(said | {"unit_cost": unit_cost(row)})
