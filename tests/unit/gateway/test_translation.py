"""What an agent says becomes an entry of the ledger, whole."""

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


def test_a_movement_becomes_an_entry_with_every_field_of_one() -> None:
    """They are made without a look at their length: a field that is new to them must not be forgotten."""
    directory = Directory()
    directory.codes["CASE"] = KnownCode("CASE", 7, Decimal(12), "pcs", 0)
    for place_id, code, kind in ((1, "supplier", "supplier"), (2, "DOCK-1", "dock")):
        directory.places[3, code] = KnownPlace(3, code, place_id, kind)
    agent = TrustedAgent(3, "main", 9, "dock-1", b"key", True, "UTC")
    event = Movement(
        at=NOON, device="scanner", kind="receipt", item="CASE", qty=Decimal(2), source="supplier",
        destination="DOCK-1", lot="L1", document="PO-1",
    )  # fmt: skip
    made = Translator(agent, directory, NOON).entry(event, epoch_id=5, seq=4, idx=0)
    assert made == Entry(
        3, 7, "receipt", Decimal(24), 1, 2, NOON, lot="L1", document="PO-1", epoch_id=5, seq=4, idx=0,
        device="scanner",
    )  # fmt: skip
