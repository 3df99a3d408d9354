from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import Answer, Code, Instant, Quantity


class ReadingQuery(PageQuery):
    site: Code | None = None
    agent: Code | None = None
    device: Code | None = None


class ReadingAnswer(Answer):
    id: int
    recorded_at: Instant
    occurred_at: Instant
    site: str
    agent: str
    device: str
    location: str | None
    quantity: str = Field(description="What was measured, such as `weight`.")
    value: Quantity
    unit: str
    evidence: dict[str, Any] | None


class EventQuery(PageQuery):
    site: Code | None = None
    agent: Code | None = None
    kind: Literal["fault", "receipt", "scan"] | None = None


class EventAnswer(Answer):
    id: int
    recorded_at: Instant
    occurred_at: Instant
    site: str
    agent: str
    device: str
    kind: str
    code: str
    detail: str
    evidence: dict[str, Any] | None


class CountQuery(PageQuery):
    site: Code | None = None
    sku: Code | None = None


class CountAnswer(Answer):
    id: int
    recorded_at: Instant
    occurred_at: Instant
    site: str
    agent: str | None
    device: str | None
    sku: str
    location: str
    lot: str
    counted_qty: Quantity
    ledger_qty: Quantity = Field(description="What the ledger had there when the count was recorded.")
    method: str
