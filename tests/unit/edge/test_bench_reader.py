"""An RFID reader at the bench: while somebody counts, each tag in its field counts once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from devices.commands import StartInventory
from devices.events import Scan, TagRead
from edge.bench import BenchRole
from edge.catalogue import Catalogue
from edge.moment import Moment
from gateway.wire.counting import CountItem, CountTask
from gateway.wire.messages import CatalogCode, CatalogItem, Count, DeviceConfig, Tasks

NOW = Moment(datetime(2026, 3, 2, 8, 0, tzinfo=UTC), 0, "boot")
CUP = CatalogItem(sku="CUP", name="Cup", codes=[CatalogCode(code="80614141123458")])
TAG_6789, TAG_6790 = "3034257BF7194E4000001A85", "3034257BF7194E4000001A86"
FOREIGN = "E2004074850A0103163070E1"


def device(name: str, role: str, protocol: str) -> DeviceConfig:
    return DeviceConfig(id=name, role=role, protocol=protocol, port=name, settings={"location": "PACK-1"})  # type: ignore[arg-type]


def test_a_sweep_of_a_place_counts_its_tags_and_nothing_before_or_besides() -> None:
    scanner, reader = (
        device("scanner", "bench_scanner", "line-scanner"),
        device("reader", "bench_reader", "r2000-a0"),
    )
    bench = BenchRole([scanner, reader], lambda: Catalogue(1, [CUP]))
    assert list(bench.wishes("reader")) == [StartInventory((1,))]
    task = CountTask(number="CNT-1", location="SHELF-1", items=[CountItem(sku="CUP")])
    bench.tasks(Tasks(v=1, version=1, counts=[task]), NOW)

    def sweep(*tags: str) -> None:
        for epc in tags:
            bench.handle("reader", TagRead(epc, 1), NOW)

    sweep(TAG_6789)  # nobody counts yet
    bench.handle("scanner", Scan("TD:COUNT:CNT-1"), NOW)
    sweep(TAG_6789)  # nor is anybody at the place
    bench.handle("scanner", Scan("SHELF-1"), NOW)
    sweep(TAG_6789, TAG_6790, TAG_6789, FOREIGN)
    outcome = bench.handle("scanner", Scan("TD:CLOSE"), NOW)
    (count,) = [event for event in outcome.events if isinstance(event, Count)]
    assert (count.item, count.qty, count.method, count.location) == ("CUP", Decimal(2), "rfid", "SHELF-1")
