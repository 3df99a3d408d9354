"""What a device has said, as the ledger takes it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from gateway.directory import Directory
from gateway.translation import Translator
from gateway.wire.messages import Movement
from hub.domain.ledger import Entry
from hub.store.agents import TrustedAgent
from hub.store.items import KnownCode
from hub.store.locations import KnownPlace

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def test_a_movement_is_an_entry_with_all_of_an_entrys_fields() -> None:
    """It is made without a look at its length, so one field too few would only be missed by the ledger."""
    directory = Directory()
    directory.codes["CASE"] = KnownCode("CASE", 7, Decimal(12), "pcs", 0)
    directory.places[1, "supplier"] = KnownPlace(1, "supplier", 3, "supplier")
    directory.places[1, "DOCK-1"] = KnownPlace(1, "DOCK-1", 4, "dock")
    agent = TrustedAgent(1, "main", 2, "dock-1", b"key", True, "UTC")
    said = Movement(
        at=NOON, device="scanner", kind="receipt", item="CASE", qty=Decimal(2), source="supplier",
        destination="DOCK-1", lot="L1", document="PO-1", evidence={"first_read": "12:00"},
    )  # fmt: skip
    made = Translator(agent, directory, NOON).entry(said, 5, 6, 0)
    assert len(made) == len(Entry._fields)
    assert made == Entry(
        1, 7, "receipt", Decimal(24), 3, 4, NOON, lot="L1", document="PO-1", epoch_id=5, seq=6, idx=0,
        device="scanner", evidence={"first_read": "12:00"},
    )  # fmt: skip
