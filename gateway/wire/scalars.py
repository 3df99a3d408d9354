"""What the fields of the contract are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

Code = Annotated[str, Meta(min_length=1, max_length=64)]
Text = Annotated[str, Meta(max_length=200)]
Digest = Annotated[str, Meta(pattern="^([0-9a-f]{16})?$")]
Instant = Annotated[datetime, Meta(tz=True)]
