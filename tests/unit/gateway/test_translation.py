"""What a device saw becomes an entry of the ledger, field by field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from gateway.directory import Directory
from gateway.translation import Translator, UnfitError
from gateway.wire.messages import Movement, MovementKind
from hub.domain.ledger import Entry
from hub.store.agents import TrustedAgent
from hub.store.items import KnownCode
from hub.store.locations import KnownPlace

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_each_field_of_a_movement_stands_where_the_ledger_looks_for_it() -> None:
    directory = Directory()
    directory.codes["4012345678901"] = KnownCode("4012345678901", 7, Decimal(12), "pcs", 0)
    directory.places[1, "supplier"] = KnownPlace(1, "supplier", 3, "supplier")
    directory.places[1, "DOCK-1"] = KnownPlace(1, "DOCK-1", 4, "dock")
    translator = Translator(TrustedAgent(1, "main", 9, "dock-1", b"", True, "UTC"), directory, AT)
    event = Movement(
        at=AT, device="scanner-1", kind="receipt", item="4012345678901", qty=Decimal(2), source="supplier",
        destination="DOCK-1", lot="L7", serial="S1", expiry=date(2027, 1, 1), document="PO-1",
        evidence={"code": "x"},
    )  # fmt: skip
    assert translator.entry(event, 5, 11, 2) == Entry(
        site_id=1, item_id=7, kind="receipt", qty=Decimal(24), source_id=3, destination_id=4, occurred_at=AT,
        lot="L7", serial="S1", expiry=date(2027, 1, 1), document="PO-1", epoch_id=5, seq=11, idx=2,
        device="scanner-1", evidence={"code": "x"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "source", "destination"),
    [
        ("move", "in_transit", "DOCK-1"),
        ("shipment", "in_transit", "customer"),
        ("scrap", "in_transit", "scrap"),
        ("move", "DOCK-1", "in_transit"),
        ("receipt", "supplier", "in_transit"),
        ("move", "other_site", "DOCK-1"),
        ("move", "supplier", "DOCK-1"),
    ],
)
def test_no_device_takes_goods_from_a_place_that_only_documents_move_goods_through(
    kind: MovementKind, source: str, destination: str
) -> None:
    directory = Directory()
    directory.codes["BOLT"] = KnownCode("BOLT", 7, Decimal(1), "pcs", 0)
    for id_, place in enumerate(("supplier", "customer", "scrap", "in_transit", "other_site")):
        directory.places[1, place] = KnownPlace(1, place, id_, place)
    directory.places[1, "DOCK-1"] = KnownPlace(1, "DOCK-1", 9, "dock")
    translator = Translator(TrustedAgent(1, "main", 9, "dock-1", b"", True, "UTC"), directory, AT)
    event = Movement(
        at=AT, device="gun", kind=kind, item="BOLT", qty=Decimal(1), source=source, destination=destination
    )
    with pytest.raises(UnfitError, match=f"places: no {kind} goes from '{source}'"):
        translator.entry(event, 5, 11, 2)


def test_a_bare_movement_into_production_is_in_no_orders_account_and_held() -> None:
    directory = Directory()
    directory.codes["BOLT"] = KnownCode("BOLT", 7, Decimal(1), "pcs", 0)
    directory.places[1, "production"] = KnownPlace(1, "production", 1, "production")
    directory.places[1, "DOCK-1"] = KnownPlace(1, "DOCK-1", 9, "dock")
    translator = Translator(TrustedAgent(1, "main", 9, "dock-1", b"", True, "UTC"), directory, AT)
    event = Movement(
        at=AT, device="gun", kind="production", item="BOLT", qty=Decimal(1), source="DOCK-1",
        destination="production", document="MO-1",
    )  # fmt: skip
    with pytest.raises(UnfitError, match=r"document: .+ by an order's report"):
        translator.entry(event, 5, 11, 2)
