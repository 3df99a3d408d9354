from __future__ import annotations

import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from hub.api.values import Answer, Code, Wanted

MAX_DAYS = 366


class DockToStockQuery(Wanted):
    site: Code | None = None
    first: Annotated[datetime.date, Field(alias="from")]
    last: Annotated[datetime.date, Field(alias="to", description="Included.")]

    @model_validator(mode="after")
    def _span(self) -> Self:
        if not 0 <= (self.last - self.first).days < MAX_DAYS:
            raise ValueError(f"`from` must not lie after `to`, nor more than {MAX_DAYS} days before it")
        return self


class Times(Answer):
    """Seconds from the first read to pickable; null without any receipt."""

    receipts: int
    p50_s: int | None
    p95_s: int | None


class DayTimes(Times):
    day: datetime.date = Field(description="On which it became pickable, by the site's calendar.")


class SupplierTimes(Times):
    supplier: str = Field(description="Empty: what came on no purchase order.")


class DockToStock(Answer):
    all: Times
    by_day: list[DayTimes]
    by_supplier: list[SupplierTimes]
