from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from hub.api.auth.schemas import Language
from hub.api.paging import PageQuery
from hub.api.suppliers.schemas import LongText
from hub.api.values import Answer, Instant, Money, Quantity, Text, Wanted

MAX_LINES = 1000
SupplierState = Literal["changing", "sent", "partly_received", "received", "closed", "cancelled"]


class SelfAnswer(Answer):
    """Whose link it is."""

    code: str
    name: str
    language: Language
    expires_at: Instant


class SupplierLineAnswer(Answer):
    line: int
    sku: str
    supplier_sku: str
    name: str
    unit: str
    qty: Quantity
    unit_price: Money
    amount: Money
    expected_on: date | None
    confirmed_on: date | None
    received_qty: Quantity
    open_qty: Quantity


class SupplierOrderAnswer(Answer):
    """While the buyer changes it (`changing`) it has no lines: they hold when it is sent again."""

    number: str
    kind: Literal["order", "blanket", "call_off"]
    blanket: str | None
    state: SupplierState
    currency: str
    amount: Money | None
    deliver_to: str
    sent_at: Instant
    confirmed_at: Instant | None
    supplier_reference: str
    note: str
    version: int
    lines: list[SupplierLineAnswer]


class SupplierOrdersQuery(PageQuery):
    open: bool = Field(False, description="true: only those that are still to be delivered.")


class SupplierDocumentQuery(Wanted):
    format: Literal["pdf", "csv", "xlsx"] = "pdf"


class ConfirmedLine(Wanted):
    line: Annotated[int, Field(ge=1, le=2**31 - 1)]
    confirmed_on: Annotated[date, Field(description="The day on which it arrives.")]


class ConfirmRequest(Wanted):
    lines: Annotated[list[ConfirmedLine], Field(min_length=1, max_length=MAX_LINES)]
    supplier_reference: Annotated[Text | None, Field(description="Your own number for the order.")] = None
    note: LongText = ""


class GoodsAnswer(Answer):
    """One of the supplier's items at a site; no prices."""

    sku: str
    supplier_sku: str
    name: str
    unit: str
    site: str
    site_name: str
    on_hand: Quantity
    sold_30_days: Quantity
    sold_90_days: Quantity
