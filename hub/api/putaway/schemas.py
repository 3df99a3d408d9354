from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

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


class UnitLine(Answer):
    sku: str
    name: str
    unit: str
    lot: str
    qty: Quantity


class UnitAnswer(Answer):
    """A package that stands whole. `suggested` takes all of it; null: it is at no dock, or nothing does."""

    sscc: str
    order: str
    location: str
    suggested: str | None
    why: Literal["fixed", "same_item", "empty", "other"] | None
    lines: list[UnitLine]


class PutawayList(Answer):
    items: list[PutawayTask]
    units: list[UnitAnswer] = Field(description="Packages that stand whole; `items` is what is loose.")


class PutawayRequest(Wanted):
    """Goods were carried to a place: `qty` of a `sku` from a dock, `source`; or a whole package, `sscc`."""

    site: Name
    sku: Code | None = None
    lot: Lot = ""
    qty: PositiveQuantity | None = None
    source: Code | None = None
    sscc: Annotated[str | None, Field(max_length=64)] = None
    destination: Code
    override_reason: Annotated[
        Reason | None, Field(description="Why it went to another place than the suggested one.")
    ] = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        loose = (self.sku, self.qty, self.source)
        if (self.sscc is None) != all(loose) or (self.sscc is not None and any(loose)):
            raise ValueError("name either an sscc, or a sku with its qty and source")
        return self


class PutawayDone(Answer):
    movement_id: int
    movements: list[int] = Field(description="One for each line of a package.")
    suggested: str | None
    overridden: bool
