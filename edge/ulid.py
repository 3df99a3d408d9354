"""Names that nothing else has, in the order of their making (github.com/ulid/spec)."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Final

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_ulid(now: datetime) -> str:
    """48 bits of time in ms and 80 bits of chance as 26 characters."""
    number = (int(now.timestamp() * 1000) << 80) | int.from_bytes(os.urandom(10))
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))
