from __future__ import annotations

from typing import Annotated

from pydantic import Field

from hub.api.paging import PageQuery
from hub.api.values import Answer, Code, Instant, Name, Quantity, Wanted


class ScaleQuery(PageQuery):
    site: Code | None = None


class ScaleAnswer(Answer):
    site: str
    agent: str
    device: str
    location: str | None
    division_g: Quantity = Field(description="The scale's smallest step, as its agent is configured.")
    online: bool
    role: str = Field(description="A bench_scale tells its weights only while nobody packs or counts there.")
    reading_id: int | None
    weight_g: Quantity | None = Field(
        description="The last settled weight that it told; null before the first."
    )
    occurred_at: Instant | None
    trouble: str | None = Field(description="Why it shows no weight now, such as an overload.")


class LessonRequest(Wanted):
    site: Name
    agent: Name
    device: Code


class SampleRequest(Wanted):
    """Only how many pieces: what they weigh the scale says."""

    pieces: Annotated[int, Field(ge=1, le=100_000)]


class SampleAnswer(Answer):
    no: int
    pieces: int
    weight_g: Quantity
    reading_id: int


class PieceAnswer(Answer):
    mean_g: Quantity
    sd_g: Quantity = Field(description="Standard deviation from piece to piece.")
    pieces: int = Field(description="How many it was learnt from.")


class LessonAnswer(Answer):
    """`open` until it is confirmed or dropped."""

    id: int
    sku: str
    site: str
    agent: str
    device: str
    division_g: Quantity
    empty_g: Quantity = Field(description="What the scale showed with no piece on it.")
    by: str
    started_at: Instant
    ended_at: Instant | None
    state: str
    weighings: list[SampleAnswer]
    wanted: int = Field(description="Weighings that it takes.")
    doubt: str = Field(description="Why the weighings cannot all be right; empty if they can.")
    learnt: PieceAnswer | None = Field(description="What can be confirmed; null while it is too early.")
