from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import Answer, Code, Name, PositiveQuantity, Quantity, Text, Wanted

Kind = Literal["dock", "shelf", "bench", "storage", "hold", "damaged"]
Capacity = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=3)]
Position = Annotated[
    Decimal, Field(max_digits=10, decimal_places=3, description="From the site's own corner.")
]
Extent = Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=3)]
Level = Annotated[int, Field(ge=-100, le=1000, description="Above the floor.")]
YearDays = Literal[360, 365]


class SiteAnswer(Answer):
    code: str
    name: str
    timezone: str
    currency: str
    year_days: int
    valuation: str


class NewSiteRequest(Wanted):
    code: Name
    name: Text = ""
    timezone: Annotated[str, Field(max_length=64, examples=["Europe/Berlin"])] = "UTC"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")] = "EUR"
    year_days: YearDays = 365


class SiteChanges(Wanted):
    """Only the named fields change. A site's calendar and money never do: the books are kept in them."""

    name: Text = ""
    year_days: YearDays = 365


class LocationQuery(PageQuery):
    site: Code | None = None


class LocationAnswer(Answer):
    site: str
    code: str
    name: str
    kind: str
    outside: bool = Field(description="Outside the walls: what stands there is not stock.")
    parent: str | None = Field(description="The place that it stands in.")
    max_weight_kg: Quantity | None = Field(description="Of all that stands in it; null: not known.")
    max_volume_l: Quantity | None
    max_pieces: Quantity | None
    x_m: Quantity | None
    y_m: Quantity | None
    width_m: Quantity | None
    depth_m: Quantity | None
    level: int | None


class LocationDetails(Wanted):
    name: Text = ""
    kind: Kind
    parent: Code | None = None
    max_weight_kg: Capacity | None = None
    max_volume_l: Capacity | None = None
    max_pieces: PositiveQuantity | None = None
    x_m: Position | None = None
    y_m: Position | None = None
    width_m: Extent | None = None
    depth_m: Extent | None = None
    level: Level | None = None


class NewLocationRequest(LocationDetails):
    site: Name
    code: Code


class LocationChanges(LocationDetails):
    """Only the named fields change; null takes a parent, a capacity or a position away."""

    kind: Kind = "storage"


class FillingQuery(Wanted):
    site: Annotated[Code, Field(description="The site whose places are asked for.")]


class FillingAnswer(Answer):
    """How full a place is: its own goods, and those of all places that stand in it. 1 is full."""

    code: str
    name: str
    kind: str
    parent: str | None
    depth: int = Field(description="0 stands in no other place.")
    pieces: Quantity
    weight_kg: Quantity
    volume_l: Quantity
    without_weight: int = Field(description="Items there whose unit weight nobody knows.")
    without_volume: int = Field(description="Items there whose measures nobody knows.")
    by_weight: Quantity | None
    by_volume: Quantity | None
    by_pieces: Quantity | None
    level: Quantity | None = Field(description="The highest of the three; null: no capacity is known.")
    x_m: Quantity | None
    y_m: Quantity | None
    width_m: Quantity | None
    depth_m: Quantity | None
    storey: int | None = Field(description="Its level above the floor.")
