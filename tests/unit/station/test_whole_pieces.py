"""What is counted in whole pieces is refused in halves, on every screen; what is measured is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from edge.bench import hit
from edge.catalogue import Catalogue
from edge.station.bench import CatalogueHit
from gateway.wire.messages import CatalogItem
from tests.station.bench_port import MUG, RIBBON, TEA, BenchPort, order
from tests.station.goods_in import Dock, making, moving, putting_away, receiving, sending
from tests.unit.station.test_counting import at_the_shelf, task


def at_move() -> Dock:
    dock = moving()
    dock.scan("A-1")
    return dock


def at_send() -> Dock:
    dock = sending()
    dock.scan("TRF-1")
    return dock


def at_make() -> Dock:
    dock = making()
    dock.scan("MO-1", "A-1")
    return dock


def at_receive() -> Dock:
    dock = receiving()
    dock.scan("PO-1")
    return dock


@pytest.mark.parametrize("begun", [at_receive, putting_away, at_move, at_send, at_make])
def test_two_and_a_half_tins_beep_wrong_and_count_nothing(begun: Callable[[], Dock]) -> None:
    dock = begun()
    before = list(dock.outbox)
    assert dock.scan("*2.5", TEA.sku) == "qty_not_whole"
    assert dock.outbox == before
    # said once: the next scan is of one
    assert dock.scan(TEA.sku) != "qty_not_whole"


def test_half_a_case_of_six_is_three_mugs() -> None:
    dock = at_receive()
    assert dock.scan("*0.5", "14006381333938") == "came"


@pytest.mark.parametrize("typed", [("*2.5", MUG.sku), (MUG.sku, "=2.5")])
def test_a_counter_finds_no_half_mug(typed: tuple[str, str]) -> None:
    counter = at_the_shelf(task(MUG.sku))
    assert counter.scan(*typed) == "qty_not_whole"


def test_a_ribbon_is_counted_by_the_metre_and_its_parts() -> None:
    counter = at_the_shelf(task(RIBBON.sku))
    assert counter.scan(RIBBON.sku, "=2.5") == "count_found"
    assert counter.found() == {RIBBON.sku: "2.5"}


def test_a_carton_takes_no_half_mug() -> None:
    bench = BenchPort([order("1001", "Ada", (MUG, 4))])
    bench.submit_scan("TD:ORDER:1001")
    bench.submit_scan("TD:QTY:2.5")
    bench.submit_scan(MUG.sku)
    message = bench.state.message
    assert message is not None and message.key == "qty_not_whole"


def told(item: CatalogItem) -> CatalogueHit:
    found = hit(Catalogue(1, [item]), item.sku)
    assert found is not None
    return found


def test_the_hub_says_how_finely_an_item_is_counted_and_an_older_one_does_not() -> None:
    assert told(CatalogItem(sku="MUG", name="Mug", qty_decimals=0)).qty_decimals == 0
    assert told(CatalogItem(sku="MUG", name="Mug")).qty_decimals == 6
