from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import Answer, Code, Name, Text, Wanted


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
    year_days: Literal[360, 365] = 365


class LocationQuery(PageQuery):
    site: Code | None = None


class LocationAnswer(Answer):
    site: str
    code: str
    name: str
    kind: str
    outside: bool = Field(description="Outside the walls: what stands there is not stock.")


class NewLocationRequest(Wanted):
    site: Name
    code: Code
    name: Text = ""
    kind: Literal["dock", "shelf", "bench", "storage", "hold", "damaged"]
