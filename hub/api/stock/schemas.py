from __future__ import annotations

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import Answer, Code, Money, Quantity, Text, Wanted


class StockQuery(PageQuery):
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
