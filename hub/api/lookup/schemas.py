from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from hub.api.values import Answer, Code, Quantity, Wanted, no_nul

Kind = Literal[
    "item",
    "place",
    "package",
    "lot",
    "serial",
    "purchase_order",
    "sales_order",
    "transfer",
    "production_order",
    "supplier_return",
    "ship_notice",
    "count",
    "delivery",
]
LongText = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(no_nul)]


class LookupQuery(Wanted):
    text: Annotated[
        LongText, Field(description="A code, an SSCC, a lot, a serial number, a document's number, a place.")
    ]
    site: Code | None = None


class StandAnswer(Answer):
    site: str
    location: str
    location_kind: str
    sku: str
    name: str
    unit: str
    lot: str
    qty: Quantity


class FoundAnswer(Answer):
    """One thing that the text may be."""

    kind: Kind
    code: str = Field(description="Its own name: a SKU, a place, a number.")
    name: str = Field(description="What it is called, or whose it is.")
    site: str | None = None
    state: str = ""
    sku: str | None = Field(None, description="Of a lot or serial number: the item's.")
    order: str | None = Field(None, description="Of a package or a ship notice: its purchase order.")
    stands: list[StandAnswer] = Field(
        default_factory=list, description="Where goods of it stand now, the first 100 places."
    )


class LookupAnswer(Answer):
    text: str
    found: list[FoundAnswer] = Field(description="The most certain first; empty: nothing is known of it.")
