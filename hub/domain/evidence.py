"""What a movement says of itself in its evidence, as far as the hub heeds it.

Devices write the same words (gateway.wire.evidence, which a test holds against these), and so do the
statements that look into the evidence (`evidence ->> '...'`).
"""

from __future__ import annotations

from typing import Final

SESSION: Final = "receipt"
"""The unloading at a terminal that it was counted in."""
TAG: Final = "epc"
"""A portal saw it: the tag's EPC."""
FIRST_READ: Final = "first_read"
"""When the first of it was read: from then on it is at the dock."""
UNDO: Final = "undo_of"
"""It takes back what its device said at that time."""
ISSUE: Final = "issue"
"""Something is wrong with the goods."""
DAMAGED: Final = "damaged"
"""What that is: the one issue so far."""
SSCC: Final = "sscc"
"""The package it was in."""
ASKED: Final = "count"
"""The open count that a hand scanner's count is to answer."""
CARTON: Final = "carton"
"""The carton that it was packed into, by its code or SSCC."""
OVERRIDE: Final = "override"
"""Why somebody let it through all the same."""
LOT_OVERRIDE: Final = "lot_override"
"""Why it is of another lot than was told."""
LOT_OVERRIDE_BY: Final = "lot_override_by"
"""And who let that through, where somebody had to."""
OPERATOR: Final = "operator"
"""Who did it."""
SUPPLIER: Final = "supplier"
"""Who brought goods that came without an order, as the receiver said it."""
DEVICE_TIME: Final = "device_time"
"""What its device's clock said, where it was booked at the hub's time."""
MATCHED: Final = "matched"
"""Of a receipt on an order, and of the reversal beside it: the receipt without one that it stands for."""
ALREADY_SHIPPED: Final = "already_shipped"
"""Of a move that the books made: these goods were brought to a bench and had left by this order already."""
TOLD_FROM: Final = "told_from"
"""Of a shipment that passed a bench: where the packer was told to take it from."""
PACKED_AT: Final = "packed_at"
"""And the bench; it left from one of the two."""
