"""A delivery that no order tells of: its goods are booked, and the office says what becomes of them. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from gateway.wire.inbound import DueReceipt

PREFIX: Final = "UD-"
"""Begins the document of such a delivery, by which the hub knows it."""
_PLACE_LENGTH: Final = 40
_LONGEST: Final = 64
_TEXTS: Final = {"receipt_taken": "delivery_taken", "receipt_closed": "delivery_closed"}


def number_at(at: datetime, place: str) -> str:
    """A new one's document; no other is begun at this place in the same second."""
    return f"{PREFIX}{at:%y%m%d-%H%M%S}-{place[:_PLACE_LENGTH]}"


def is_unannounced(number: str) -> bool:
    return number.startswith(PREFIX)


def delivery(number: str, supplier: str = "") -> DueReceipt | None:
    """Something to receive on, of which nothing is due; None: the number is that of an order.

    ``supplier`` is who brought it, as far as anybody has said.
    """
    return DueReceipt(number=number, supplier=supplier[:_LONGEST]) if is_unannounced(number) else None


def key(number: str, of_order: str) -> str:
    """Which text is said: that of an order, or its own."""
    return _TEXTS.get(of_order, of_order) if is_unannounced(number) else of_order
