from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hub.api.values import Answer, Code, Lot, Name, PositiveQuantity, Quantity, Reason, Wanted


class PutawayQuery(Wanted):
    site: Name


class PutawayTask(Answer):
    """What stands at a dock. `why`: the item's fixed place, one where it stands, an empty one, any."""

    location: str
    sku: str
    name: str
    unit: str
    lot: str
    qty: Quantity
    suggested: str | None
    suggested_qty: Quantity | None = Field(description="As much of it as fits there.")
    why: Literal["fixed", "same_item", "empty", "other"] | None


class PutawayList(Answer):
    items: list[PutawayTask]


class PutawayRequest(Wanted):
    """Goods were carried from a dock to a place."""

    site: Name
    sku: Code
    lot: Lot = ""
    qty: PositiveQuantity
    source: Code
    destination: Code
    override_reason: Annotated[
        Reason | None, Field(description="Why it went to another place than the suggested one.")
    ] = None


class PutawayDone(Answer):
    movement_id: int
    suggested: str | None
    overridden: bool
