from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from hub.api.auth.schemas import Language
from hub.api.paging import PageQuery
from hub.api.suppliers.schemas import Currency, LongText
from hub.api.values import (
    Answer,
    Code,
    Instant,
    Money,
    Name,
    NewNumber,
    NotNegative,
    PositiveQuantity,
    Quantity,
    Reason,
    Text,
    Wanted,
)

MAX_LINES = 1000
State = Literal["draft", "approved", "sent", "partly_received", "received", "closed", "cancelled"]
Kind = Literal["order", "blanket", "call_off"]
Rate = Annotated[
    Decimal,
    Field(gt=0, max_digits=18, decimal_places=8, description="What one unit is in the site's currency."),
]
LineNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]


class PurchaseOrderQuery(PageQuery):
    site: Code | None = None
    supplier: Code | None = None
    state: State | None = None
    kind: Kind | None = None
    sku: Annotated[Code | None, Field(description="Only orders with a line of this item.")] = None
    open: bool = Field(False, description="true: only those that are neither received, closed nor cancelled.")
    due_before: Annotated[
        date | None, Field(description="Only those with an open line that was due before this day.")
    ] = None


class PurchaseOrderSummary(Answer):
    number: str
    site: str
    supplier: str
    supplier_name: str
    kind: Kind
    blanket: str | None = Field(description="The blanket order that a call-off draws on.")
    state: State
    currency: str
    amount: Money
    line_count: int
    received_lines: int = Field(description="Lines of which all has come.")
    due_on: date | None = Field(description="When the next open line is due, by the supplier's word or ours.")
    created_at: Instant
    sent_at: Instant | None
    confirmed_at: Instant | None = Field(description="When the supplier last confirmed it.")
    version: int


class PurchaseLineAnswer(Answer):
    """Quantities in base units; `unit_price` of one."""

    line: int
    sku: str
    name: str
    unit: str
    supplier_sku: str
    qty: Quantity
    unit_price: Money
    amount: Money
    expected_on: date | None
    confirmed_on: date | None = Field(description="The supplier's word.")
    received_qty: Quantity
    open_qty: Quantity
    over_qty: Quantity = Field(description="What came beyond the order.")
    received_at: Instant | None = Field(description="When all of it had come.")
    called_qty: Quantity = Field(description="Of a blanket's line: what its call-offs hold.")
    blanket_line: int | None


class LineWarning(Answer):
    line: int
    what: str


class PurchaseOrderAnswer(PurchaseOrderSummary):
    exchange_rate: Quantity = Field(description="What one unit of `currency` is in the site's.")
    valid_until: date | None
    supplier_reference: str
    note: str
    approved_amount: Money | None
    created_by: str | None
    approved_at: Instant | None
    approved_by: str | None
    received_at: Instant | None
    closed_at: Instant | None
    lines: list[PurchaseLineAnswer]
    call_offs: list[str] = Field(description="Of a blanket order, newest first.")
    warnings: list[LineWarning] = Field(description="What the supplier does not deliver like that.")


class NewPurchaseLine(Wanted):
    sku: Code
    qty: PositiveQuantity
    unit_price: Annotated[
        NotNegative | None, Field(description="Left out: the supplier's for so many, today.")
    ] = None
    expected_on: Annotated[date | None, Field(description="Left out: by the supplier's lead time.")] = None


class NewPurchaseOrder(Wanted):
    site: Name
    supplier: Code
    kind: Literal["order", "blanket"] = "order"
    number: Annotated[NewNumber | None, Field(description="Left out: the next one of the hub.")] = None
    currency: Annotated[Currency | None, Field(description="Left out: the supplier's.")] = None
    exchange_rate: Annotated[
        Rate | None, Field(description="Needed where the currency is not the site's.")
    ] = None
    valid_until: Annotated[date | None, Field(description="A blanket's last day for call-offs.")] = None
    note: LongText = ""
    lines: Annotated[list[NewPurchaseLine], Field(min_length=1, max_length=MAX_LINES)]


class ChangedLine(NewPurchaseLine):
    """Of a line that the order has, a price or day that is left out stays; null: the supplier's, today."""

    line: Annotated[LineNumber | None, Field(description="Its number; left out: a new line.")] = None


class PurchaseOrderChanges(Wanted):
    """Only the named fields change; `lines` are then all that the order has."""

    note: LongText | None = None
    supplier_reference: Text | None = None
    exchange_rate: Rate | None = None
    valid_until: date | None = None
    lines: Annotated[list[ChangedLine] | None, Field(min_length=1, max_length=MAX_LINES)] = None


class CallOffLine(Wanted):
    line: Annotated[LineNumber, Field(description="Of the blanket order.")]
    qty: PositiveQuantity
    expected_on: Annotated[date | None, Field(description="Left out: by the supplier's lead time.")] = None


class NewCallOff(Wanted):
    number: Annotated[NewNumber | None, Field(description="Left out: the next one of the hub.")] = None
    note: LongText = ""
    lines: Annotated[list[CallOffLine], Field(min_length=1, max_length=MAX_LINES)]


class DocumentQuery(Wanted):
    format: Literal["pdf", "csv", "xlsx"] = "pdf"
    language: Annotated[Language | None, Field(description="Left out: the supplier's.")] = None


class WhyRequest(Wanted):
    reason: Reason


class HistoryAnswer(Answer):
    id: int
    at: Instant
    kind: str
    user: str | None
    supplier: str | None = Field(description="The supplier said so, by his link.")
    reason: str
    before: dict[str, Any] = Field(description="What differs, as it was.")
    after: dict[str, Any] = Field(description="What differs, as it is.")


class OnOrderQuery(PageQuery):
    site: Code | None = None
    sku: Code | None = None


class DueAnswer(Answer):
    on: date | None = Field(description="null: no day was said.")
    qty: Quantity


class OnOrderAnswer(Answer):
    sku: str
    site: str
    qty: Quantity
    due: list[DueAnswer]


class LimitAnswer(Answer):
    role: Literal["admin", "manager", "operator"]
    currency: str | None = Field(description="null: every currency without a limit of its own.")
    amount: Money | None = Field(description="Of one order; null: any.")


class LimitRequest(Wanted):
    role: Literal["admin", "manager", "operator"]
    currency: Currency | None = None
    amount: NotNegative | None
