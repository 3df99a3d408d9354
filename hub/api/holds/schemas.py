from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hub.api.values import Answer, Code, Instant, Lot, Name, PositiveQuantity, Quantity, Reason, Wanted


class HoldQuery(Wanted):
    site: Code | None = None


class HeldAnswer(Answer):
    """What is ours and not free. `since`, `reason` and `document` are of what came there last."""

    site: str
    location: str
    kind: Literal["hold", "damaged"]
    sku: str
    name: str
    unit: str
    lot: str
    qty: Quantity
    since: Instant | None
    reason: str | None
    document: str | None


class HeldList(Answer):
    items: list[HeldAnswer]


class HoldRequest(Wanted):
    """Goods that wait for somebody's word on their quality."""

    site: Name
    sku: Code
    lot: Lot = ""
    qty: PositiveQuantity
    source: Annotated[Code, Field(description="Where they stand.")]
    destination: Annotated[
        Code | None, Field(description="A place of kind hold; left out: the site's first.")
    ] = None
    reason: Reason


class ReleaseRequest(Wanted):
    """They are good, or good enough: they go where they may be picked, or to the dock to be put away."""

    site: Name
    sku: Code
    lot: Lot = ""
    qty: PositiveQuantity
    source: Annotated[Code, Field(description="A place of kind hold or damaged.")]
    destination: Code
    reason: Reason


class Moved(Answer):
    movement_id: int
    source: str
    destination: str
