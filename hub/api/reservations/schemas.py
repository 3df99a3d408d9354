from __future__ import annotations

from typing import Annotated

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import Answer, Code, Instant, Name, PositiveQuantity, Quantity, Reason, Wanted

MAX_LINES = 500


class ReservationQuery(PageQuery):
    site: Code | None = None
    sku: Code | None = None
    document: Code | None = None
    open: bool = Field(False, description="true: only those of which something is open.")


class ReservationAnswer(Answer):
    """`qty` = `shipped_qty` + `released_qty` + `open_qty`."""

    id: int
    site: str
    sku: str
    name: str
    unit: str
    document: str
    qty: Quantity
    shipped_qty: Quantity
    released_qty: Quantity
    open_qty: Quantity
    user: str | None
    reserved_at: Instant
    closed_at: Instant | None
    released_by: str | None = Field(description="Who gave back what was open; null: nobody did.")
    release_reason: str


class LineRequest(Wanted):
    sku: Code
    qty: PositiveQuantity


class ReservationRequest(Wanted):
    """All of the lines are reserved, or none."""

    site: Name
    document: Annotated[Code, Field(description="What it is for; a shipment on it uses the reservation up.")]
    lines: Annotated[list[LineRequest], Field(min_length=1, max_length=MAX_LINES)]


class ReleaseRequest(Wanted):
    reason: Reason


class ReservedAnswer(Answer):
    items: list[ReservationAnswer] = Field(description="One an item; lines of the same item are added.")


class AvailableQuery(PageQuery):
    site: Code | None = None
    sku: Code | None = None


class AvailableAnswer(Answer):
    sku: str
    name: str
    category: str
    unit: str
    site: str
    qty: Quantity = Field(description="Inside the walls, all places together.")
    held: Quantity = Field(description="Of it, what is on hold, damaged or in transit; never below 0.")
    on_hold: Quantity
    damaged: Quantity
    in_transit: Quantity
    reserved: Quantity
    available: Quantity = Field(description="qty − held − reserved; below 0 where promised goods are gone.")
