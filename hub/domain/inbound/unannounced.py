"""Deliveries that no order tells of: what stands at the door is booked, and somebody says what it is.

They are known by their document, whoever counts them: a terminal that is offline, a portal, a desk.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

PREFIX: Final = "UD-"
"""Begins the document of such a delivery; the terminals number theirs so too."""


def is_unannounced(document: str | None) -> bool:
    return document is not None and document.startswith(PREFIX)


def document_at(moment: datetime) -> str:
    """A document for a delivery that has none."""
    return f"{PREFIX}{moment:%y%m%d-%H%M%S%f}"
