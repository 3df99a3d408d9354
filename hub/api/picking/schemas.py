from __future__ import annotations

from datetime import date

from pydantic import Field

from hub.api.values import Answer, Code, PositiveQuantity, Quantity, Wanted


class ProposalQuery(Wanted):
    qty: PositiveQuantity = Field(description="In the item's base unit.")
    site: Code


class PickAnswer(Answer):
    location: str
    lot: str
    qty: Quantity
    expiry: date | None


class ProposalAnswer(Answer):
    site: str
    sku: str
    unit: str
    qty: Quantity
    picks: list[PickAnswer] = Field(description="In the order in which to take them.")
    short: Quantity = Field(description="What cannot be covered.")
    expired: Quantity = Field(description="Stands where one could pick it, and is past its expiry.")
    not_pickable: Quantity = Field(description="Stands at a dock, on hold, damaged or in transit.")


class LineToPickAnswer(Answer):
    line: int
    sku: str
    name: str
    qty: Quantity = Field(description="What of the line has not left yet.")
    picks: list[PickAnswer] = Field(description="In the order in which to take them.")
    short: Quantity = Field(description="What no stock is left for.")


class OrderPicksAnswer(Answer):
    site: str
    number: str
    lines: list[LineToPickAnswer] = Field(description="Empty once nothing of the order is open.")
