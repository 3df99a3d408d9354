"""Production at the terminal: components and pieces are scanned, and told as one report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from devices.codes.gs1 import parse_scan
from devices.events import Scan
from edge.station.errand import Hand
from edge.station.making.session import MOST_STEPS, MakingSession, MakingState
from edge.station.snapshot import SnapshotError
from gateway.wire.messages import UnplacedScan
from gateway.wire.production import ComponentToTake, OrderToMake, TakenGoods
from tests.station.bench_port import LAMP, MUG, SPOON, TEA
from tests.station.goods_in import CLOCK, MILK, NOON, SETTINGS, Dock, goods_in, making, tracked

D = Decimal


def state(dock: Dock) -> MakingState:
    found = dock.errand.state
    assert isinstance(found, MakingState)
    return found


def done(dock: Dock) -> list[tuple[Decimal, Decimal]]:
    """Of each line what was done, and what was spoilt."""
    return [(line.done, line.lost) for line in state(dock).lines]


def scan_gs1(dock: Dock, text: str, **details: object) -> str:
    code = replace(parse_scan(Scan(text)), **details)  # type: ignore[arg-type]
    dock.happened(dock.errand.scan(code, NOON, Hand("ada")))
    return dock.said


def making_clocks() -> Dock:
    """Clocks (each with its serial number, and a lot) of milk."""
    order = OrderToMake(
        number="MO-3", sku=CLOCK.sku, name=CLOCK.name, qty=D(2),
        components=[ComponentToTake(sku=MILK.sku, name=MILK.name, qty=D(2))],
    )  # fmt: skip
    dock = Dock(MakingSession(tracked, SETTINGS))
    dock.production = [order]
    dock.tell(goods_in())
    dock.scan("MO-3", "A-1")
    return dock


def test_what_was_taken_made_and_spoilt_is_one_report() -> None:
    dock = making()
    assert dock.scan("MO-1") == "make_order"
    assert dock.scan(MUG.sku) == "make_where"
    assert dock.scan("A-1") == "make_from"
    assert dock.scan("*5", MUG.sku) == "make_used"
    dock.scan("TD:FROM:DOCK-1", MUG.sku)
    assert dock.scan("*2", LAMP.sku) == "make_made"
    dock.press("spoil")
    assert dock.scan(LAMP.sku) == "make_spoilt"
    dock.press("spoil")
    assert dock.scan(TEA.sku) == "make_scrapped"
    assert done(dock) == [(2, 1), (6, 0), (0, 1)]
    assert dock.outbox == []
    assert dock.press("close") == "make_told"
    (report,) = dock.reports
    assert (report.document, report.made_qty, report.spoilt_qty, report.operator) == ("MO-1", 2, 1, "ada")
    assert report.taken == [
        TakenGoods(item=MUG.sku, source="A-1", qty=D(5)),
        TakenGoods(item=MUG.sku, source="DOCK-1", qty=D(1)),
    ]
    assert report.scrapped == [TakenGoods(item=TEA.sku, source="DOCK-1", qty=D(1))]
    assert state(dock).number is None


def test_what_is_no_part_of_it_is_stopped_and_not_counted() -> None:
    dock = making()
    assert dock.scan(LAMP.sku) == "make_no_order"
    assert dock.scan("MO-9") == "make_no_order"
    assert dock.scan("TD:MAKE:MO-9") == "make_unknown"
    dock.scan("MO-1")
    assert dock.scan(SPOON.sku) == "make_not_part"
    assert dock.scan("BROKEN") == "make_no_place"
    assert dock.scan("no-such-code") == "unknown_code"
    assert dock.press("close") == "make_nothing"
    assert [type(event) for event in dock.outbox] == [UnplacedScan]


def test_more_than_was_ordered_is_told_and_counts() -> None:
    dock = making()
    dock.scan("MO-1")
    assert dock.scan("*5", LAMP.sku) == "make_more"
    dock.press("close")
    assert dock.reports[0].made_qty == 5


def test_the_last_scan_is_taken_back_or_all_of_it_given_back() -> None:
    dock = making()
    dock.scan("MO-1", LAMP.sku, LAMP.sku)
    assert dock.press("undo") == "make_undone"
    assert done(dock)[0] == (1, 0)
    assert dock.scan("MO-2") == "make_not_told"
    assert dock.press("give_back") == "make_given_back"
    assert dock.press("undo") == "nothing_to_undo"
    assert dock.outbox == []


def test_an_order_that_says_where_its_components_stand_needs_no_place() -> None:
    dock = making()
    dock.scan("MO-2")
    assert state(dock).place == "A-1"


def test_pieces_say_their_serial_numbers_and_lots() -> None:
    dock = making_clocks()
    assert dock.scan("CLOCK") == "make_wants"
    assert scan_gs1(dock, "CLOCK", lot="L1") == "make_wants"
    assert scan_gs1(dock, "CLOCK", lot="L1", serial="S1") == "make_made"
    assert scan_gs1(dock, "CLOCK", lot="L1", serial="S1") == "serial_twice"
    assert scan_gs1(dock, "CLOCK", lot="L2", serial="S2") == "make_other_lot"
    assert dock.scan("MILK") == "make_wants"
    assert scan_gs1(dock, "MILK", lot="M1") == "make_used"
    dock.press("close")
    (report,) = dock.reports
    assert (report.lot, report.serials) == ("L1", ["S1"])
    assert report.taken == [TakenGoods(item="MILK", source="A-1", qty=D(1), lot="M1")]


def test_a_piece_that_keeps_until_another_day_is_another_report() -> None:
    dock = making_clocks()
    may, june = date(2027, 5, 31), date(2027, 6, 30)
    assert scan_gs1(dock, "CLOCK", lot="L1", serial="S1", expiry=may) == "make_made"
    assert scan_gs1(dock, "CLOCK", lot="L1", serial="S2", expiry=june) == "make_other_expiry"
    assert scan_gs1(dock, "CLOCK", lot="L1", serial="S2") == "make_made"  # a label without a day says nothing
    assert scan_gs1(dock, "CLOCK", lot="L1", serial="S3", expiry=may) == "make_more"
    dock.press("close")
    (report,) = dock.reports
    assert (report.expiry, report.serials) == (may, ["S1", "S2", "S3"])


def test_what_a_label_says_of_goods_that_nobody_follows_so_is_not_reported() -> None:
    dock = making()
    dock.scan("MO-1", "A-1")
    assert scan_gs1(dock, MUG.sku, lot="X", serial="Y") == "make_used"
    assert scan_gs1(dock, LAMP.sku, lot="X", serial="Z") == "make_made"
    dock.press("close")
    (report,) = dock.reports
    assert (report.lot, report.serials) == (None, [])
    assert report.taken == [TakenGoods(item=MUG.sku, source="A-1", qty=D(1))]


def test_what_one_report_cannot_hold_is_stopped_and_what_was_counted_can_be_booked() -> None:
    dock = making()
    dock.scan("MO-1", "A-1")
    for _ in range(MOST_STEPS):
        dock.scan(MUG.sku)
    assert dock.scan(MUG.sku) == "make_not_told"
    dock.press("close")
    (report,) = dock.reports
    assert [taken.qty for taken in report.taken] == [MOST_STEPS]


def test_after_a_power_cut_one_goes_on_where_one_was() -> None:
    dock = making()
    dock.scan("MO-1", "A-1", LAMP.sku)
    again = making()
    again.errand.restore(dock.errand.snapshot())
    assert (state(again).number, state(again).place, done(again)[0]) == ("MO-1", "A-1", (1, 0))
    with pytest.raises(SnapshotError):
        again.errand.restore(b"[")


def test_a_memory_that_is_older_than_the_books_tells_nothing() -> None:
    dock = making()
    dock.scan("MO-1", LAMP.sku)
    dock.happened(dock.errand.doubt(NOON, Hand("ada"), is_new=False))
    assert (dock.said, state(dock).number, dock.outbox) == ("make_given_back", None, [])
