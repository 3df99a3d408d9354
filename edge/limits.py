"""What an agent may take of its machine, where nobody says otherwise."""

from __future__ import annotations

from typing import Final

DEFAULT_OUTBOX_MAX_BYTES: Final = 2_000_000_000
"""The share of the disk for events that the hub does not have yet."""

DEFAULT_DRAIN_EVENTS_PER_S: Final = 500.0
"""How fast what has waited is sent; what has just happened is not held back."""
