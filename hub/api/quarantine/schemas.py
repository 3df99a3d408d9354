from __future__ import annotations

from typing import Literal

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import Answer, Code, Instant, Reason, Wanted

Status = Literal["held", "replay_requested", "replayed", "discarded"]


class QuarantineQuery(PageQuery):
    status: Status | None = None
    site: Code | None = None
    reason: Code | None = None


class QuarantineAnswer(Answer):
    id: int
    received_at: Instant = Field(description="When it came first.")
    last_received_at: Instant
    times: int = Field(description="How often it came, alike each time.")
    topic: str
    site: str | None
    agent: str | None
    epoch: str | None
    seq: int | None
    idx: int | None = Field(description="Position of the event in its batch; null: the whole message.")
    reason: str
    detail: str
    size_bytes: int
    status: Status
    resolved_at: Instant | None
    resolved_by: str | None


class QuarantineDetail(QuarantineAnswer):
    payload_base64: str
    payload_text: str | None = Field(description="The payload, where it is UTF-8 text.")


class DiscardRequest(Wanted):
    reason: Reason
