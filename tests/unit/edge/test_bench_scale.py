"""The bench's scale: while nobody packs, what rests on it is told, so that a weight can be learnt there."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from devices.events import ScaleStatus, Scan, Weight
from edge.bench import BenchRole
from edge.catalogue import Catalogue
from edge.moment import Moment
from gateway.wire.messages import (
    CatalogCode,
    CatalogItem,
    DeviceConfig,
    Order,
    OrderLine,
    Reading,
    Tasks,
)

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CUP = CatalogItem(sku="CUP", name="Cup", codes=[CatalogCode(code="CUP")])


class Bench:
    def __init__(self) -> None:
        self.role = BenchRole(
            [
                DeviceConfig(
                    id=name, role=role, protocol=protocol, port=name, settings={"location": "PACK-1"}
                )  # type: ignore[arg-type]
                for name, role, protocol in (
                    ("scanner", "bench_scanner", "line-scanner"),
                    ("scale", "bench_scale", "mt-sics"),
                )
            ],
            lambda: Catalogue(1, [CUP]),
        )
        self.now_ns = 0

    def moment(self) -> Moment:
        self.now_ns += 300_000_000
        return Moment(START, self.now_ns, "boot")

    def rests_at(self, grams: int) -> list[Decimal]:
        """What is told of a weight that stays for more than a second."""
        told = []
        for _ in range(4):
            outcome = self.role.handle("scale", Weight(Decimal(grams), "g", True, None), self.moment())
            told += [event.value for event in outcome.events if isinstance(event, Reading)]
        return told


def test_each_new_rest_is_told_once_while_nobody_packs() -> None:
    bench = Bench()
    assert bench.rests_at(500) == [Decimal(500)]
    assert bench.rests_at(500) == []
    assert bench.rests_at(1700) == [Decimal(1700)]
    bench.role.tasks(
        Tasks(
            v=1,
            version=1,
            orders=[Order(number="7", lines=[OrderLine(line=1, sku="CUP", name="Cup", qty=Decimal(1))])],
        ),
        bench.moment(),
    )
    bench.role.handle("scanner", Scan("TD:ORDER:7"), bench.moment())
    assert bench.rests_at(900) == []


def test_an_overload_is_shown_as_that_until_the_scale_weighs_again() -> None:
    bench = Bench()
    bench.rests_at(500)
    bench.role.committed(bench.role.handle("scale", ScaleStatus("overload"), bench.moment()))
    assert (bench.role.current.weight.trouble, bench.role.current.weight.live_g) == ("overload", None)
    bench.role.committed(bench.role.handle("scale", Weight(Decimal(400), "g", False, None), bench.moment()))
    assert (bench.role.current.weight.trouble, bench.role.current.weight.live_g) == (None, Decimal(400))
