from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hub.api.paging import PageQuery
from hub.api.values import Answer, Code, Money, Quantity, Text, Wanted

MAX_SPAN_DAYS = 3660
By = Literal["item", "category", "site"]
Sort = Literal["turnover", "cogs", "average_value", "days_of_inventory", "revenue", "units_sold", "key"]


def check_span(first: date, last: date) -> None:
    """Raises ValueError."""
    if first > last:
        raise ValueError(f"`from` ({first}) lies after `to` ({last})")
    if (last - first).days >= MAX_SPAN_DAYS:
        raise ValueError(f"from {first} to {last} are more than {MAX_SPAN_DAYS} days")


class SpanQuery(Wanted):
    """Days of the site's calendar, both included; `to` is at most today."""

    first: Annotated[date, Field(alias="from", description="First day.")]
    last: Annotated[date, Field(alias="to", description="Last day, included; at most today.")]
    site: Code | None = None
    category: Text | None = None

    @model_validator(mode="after")
    def _span(self) -> Self:
        check_span(self.first, self.last)
        return self


class TurnoverQuery(SpanQuery, PageQuery):
    by: By = "item"
    sort: Sort = "cogs"
    order: Literal["desc", "asc"] = "desc"


class TrendQuery(SpanQuery):
    step: Literal["day", "week", "month"] = "week"
    by: By | None = None
    sku: Code | None = None
    limit: Annotated[int, Field(ge=1, le=50, description="So many keys, the largest by COGS.")] = 10


class Figures(Answer):
    cogs: Money = Field(description="Cost of goods sold, net of returns.")
    average_value: Money = Field(description="Time-weighted average of the stock's value at cost.")
    turnover: Quantity | None = Field(description="cogs ÷ average_value in the period; null without stock.")
    annual_turnover: Quantity | None = Field(
        description="turnover × year_days ÷ elapsed days: as if the whole year went like the period."
    )
    days_of_inventory: Quantity | None = Field(
        description="Period days ÷ turnover; null where nothing was sold."
    )
    revenue: Money
    units_sold: Quantity


class Row(Figures):
    key: str = Field(description="SKU, category or site.")
    name: str


class PeriodAnswer(Answer):
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    days: int = Field(description="Calendar days, both ends included.")


class TurnoverAnswer(PeriodAnswer):
    elapsed_days: Quantity = Field(description="Less than `days` where the last day is not over yet.")
    by: By
    site: str | None
    currency: str | None
    year_days: int = Field(description="365 or 360: how long the year of annual_turnover is.")
    rows: list[Row]
    totals: Figures
    next: str | None


class Point(Figures, PeriodAnswer):
    pass


class Series(Answer):
    key: str
    name: str
    points: list[Point]


class TrendAnswer(Answer):
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    step: Literal["day", "week", "month"]
    by: By | None
    site: str | None
    currency: str | None
    series: list[Series]
