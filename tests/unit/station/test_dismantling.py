"""Kits taken apart at the terminal: kits and what came of them are scanned, and told as one report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from devices.codes.gs1 import parse_scan
from devices.events import Scan
from edge.station.dismantling.session import DismantlingSession, DismantlingState
from edge.station.errand import Hand
from edge.station.snapshot import SnapshotError
from gateway.wire.messages import UnplacedScan
from gateway.wire.production import BrokenPart, KitToTakeApart, PartOfKit, PartThatCame, TakenGoods
from tests.station.bench_port import LAMP, MUG, SPOON, TEA
from tests.station.goods_in import CLOCK, MILK, NOON, SETTINGS, Dock, dismantling, goods_in, tracked

D = Decimal


def state(dock: Dock) -> DismantlingState:
    found = dock.errand.state
    assert isinstance(found, DismantlingState)
    return found


def lines(dock: Dock) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Of each line what is wanted, what is done or came, and what is lost."""
    return [(line.wanted, line.done, line.lost) for line in state(dock).lines]


def scan_gs1(dock: Dock, text: str, **details: object) -> str:
    code = replace(parse_scan(Scan(text)), **details)  # type: ignore[arg-type]
    dock.happened(dock.errand.scan(code, NOON, Hand("ada")))
    return dock.said


def of_clocks() -> Dock:
    """A set of a clock (lot and serial number) and two milk (lot and day of expiry) is taken apart."""
    parts = [
        PartOfKit(sku=CLOCK.sku, name=CLOCK.name, qty=D(1)),
        PartOfKit(sku=MILK.sku, name=MILK.name, qty=D(2)),
    ]
    dock = Dock(DismantlingSession(tracked, SETTINGS))
    dock.apart = [
        KitToTakeApart(number="MO-8", sku=LAMP.sku, name=LAMP.name, qty=D(1), source="A-1", parts=parts)
    ]
    dock.tell(goods_in())
    dock.scan("MO-8", LAMP.sku)
    return dock


def test_kits_and_what_was_broken_of_them_are_one_report() -> None:
    dock = dismantling()
    assert dock.scan("MO-5") == "apart_order"
    assert dock.scan("*2", LAMP.sku) == "apart_kit"
    dock.scan("DOCK-1", LAMP.sku)
    assert lines(dock) == [(4, 3, 0), (6, 6, 0), (3, 3, 0)]
    dock.press("spoil")
    assert dock.scan(TEA.sku) == "apart_broken"
    dock.press("spoil")
    assert dock.scan(LAMP.sku) == "apart_kit_spoilt"
    assert lines(dock) == [(4, 3, 1), (6, 6, 0), (3, 2, 1)]
    assert dock.outbox == []
    assert dock.press("close") == "apart_told"
    (report,) = dock.reports
    assert (report.document, report.made_qty, report.spoilt_qty, report.operator) == ("MO-5", 3, 1, "ada")
    assert report.taken == [
        TakenGoods(item=LAMP.sku, source="A-1", qty=D(2)),
        TakenGoods(item=LAMP.sku, source="DOCK-1", qty=D(2)),
    ]
    assert (report.came, report.broken) == ([], [BrokenPart(item=TEA.sku, qty=D(1))])
    assert state(dock).number is None


def test_a_kit_stands_for_its_order_the_one_that_is_due_first() -> None:
    dock = dismantling()
    assert dock.scan(MUG.sku) == "apart_not_ordered"
    assert dock.scan(SPOON.sku) == "apart_order"
    assert state(dock).number == "MO-6"
    dock.press("give_back")
    assert dock.scan(LAMP.sku) == "apart_first"
    assert (state(dock).number, lines(dock)[0]) == ("MO-5", (4, 0, 0))


def test_where_the_kits_stand_must_be_known() -> None:
    dock = dismantling()
    assert dock.scan("A-1") == "apart_no_order"
    dock.scan("TD:APART:MO-6")
    assert dock.scan(SPOON.sku) == "apart_where"
    assert dock.scan("BROKEN") == "apart_no_place"
    assert dock.scan("TD:FROM:A-1") == "apart_from"
    assert dock.scan(SPOON.sku) == "apart_kit"


def test_of_a_bill_for_several_kits_what_comes_is_whole() -> None:
    """One of two was taken apart before and gave nothing: the next one gives the part of both."""
    dock = dismantling()
    dock.scan("MO-6", "A-1", SPOON.sku)
    assert lines(dock)[1] == (1, 1, 0)
    dock.scan(SPOON.sku)
    assert lines(dock)[1] == (1, 1, 0)


def test_what_is_no_part_of_it_is_stopped_and_not_counted() -> None:
    dock = dismantling()
    assert dock.scan("TD:APART:MO-9") == "make_unknown"
    dock.scan("MO-5")
    assert dock.scan(SPOON.sku) == "apart_not_part"
    assert dock.scan("no-such-code") == "unknown_code"
    assert dock.scan("TD:DANCE") == "unknown_command"
    assert dock.scan("*0") == "bad_qty"
    assert dock.press("close") == "make_nothing"
    assert [type(event) for event in dock.outbox] == [UnplacedScan]


def test_half_a_kit_is_not_taken_apart() -> None:
    dock = Dock(DismantlingSession(lambda _: replace(LAMP, qty_decimals=0), SETTINGS))
    assert dock.scan("MO-5", "*0.5", LAMP.sku) == "qty_not_whole"
    assert lines(dock)[0] == (4, 0, 0)


def test_a_part_that_is_scanned_is_accounted_for_whole() -> None:
    dock = dismantling()
    dock.scan("MO-5", MUG.sku)
    assert dock.press("close") == "apart_no_kit"
    dock.scan("*2", LAMP.sku)
    assert dock.press("close") == "apart_missing"
    dock.scan("*2", MUG.sku)
    dock.press("spoil")
    dock.scan("TD:DO:1")
    assert lines(dock)[1] == (4, 3, 1)
    assert dock.press("close") == "apart_told"
    (report,) = dock.reports
    assert report.came == [PartThatCame(item=MUG.sku, qty=D(3))]
    assert report.broken == [BrokenPart(item=MUG.sku, qty=D(1))]


def test_more_than_the_bill_says_counts_and_more_that_is_broken_does_not() -> None:
    dock = dismantling()
    dock.scan("MO-5", LAMP.sku)
    assert dock.scan("*3", MUG.sku) == "apart_beyond"
    assert dock.scan("*4", LAMP.sku) == "apart_more"
    dock.scan("*7", MUG.sku)
    dock.press("spoil")
    dock.scan("*6", TEA.sku)
    assert dock.press("close") == "apart_too_broken"


def test_kits_of_which_nothing_came_are_to_be_told_as_spoilt() -> None:
    dock = dismantling()
    dock.scan("MO-5", LAMP.sku)
    for sku, qty in ((MUG.sku, "*2"), (TEA.sku, "*1")):
        dock.press("spoil")
        dock.scan(qty, sku)
    assert dock.press("close") == "apart_all_broken"
    for _ in range(3):
        dock.press("undo")
    dock.scan("TD:SPOILT", LAMP.sku)
    dock.press("close")
    (report,) = dock.reports
    assert (report.made_qty, report.spoilt_qty, report.broken) == (0, 1, [])


def test_parts_say_what_is_written_down_of_them() -> None:
    dock = of_clocks()
    assert dock.press("close") == "apart_missing"
    assert scan_gs1(dock, "CLOCK", serial="S1") == "make_wants"
    assert scan_gs1(dock, "CLOCK", lot="L1", serial="S1") == "apart_came"
    assert scan_gs1(dock, "CLOCK", lot="L1", serial="S1") == "serial_twice"
    assert scan_gs1(dock, "MILK", lot="M1") == "make_wants"
    scan_gs1(dock, "MILK", lot="M1", expiry=date(2026, 4, 1))
    dock.press("spoil")
    dock.scan("MILK")
    assert dock.press("close") == "apart_told"
    (report,) = dock.reports
    assert report.came == [
        PartThatCame(item="CLOCK", qty=D(1), lot="L1", serial="S1"),
        PartThatCame(item="MILK", qty=D(1), lot="M1", expiry=date(2026, 4, 1)),
    ]
    assert report.broken == [BrokenPart(item="MILK", qty=D(1))]


def test_the_last_scan_is_taken_back_or_all_of_it_given_back() -> None:
    dock = dismantling()
    dock.scan("MO-5", LAMP.sku, LAMP.sku)
    assert dock.press("undo") == "make_undone"
    assert lines(dock)[0] == (4, 1, 0)
    assert dock.scan("MO-6") == "make_not_told"
    assert dock.press("give_back") == "make_given_back"
    assert dock.press("undo") == "apart_no_order"
    assert dock.outbox == []


def test_after_a_power_cut_one_goes_on_where_one_was() -> None:
    dock = dismantling()
    dock.scan("MO-5", LAMP.sku)
    again = dismantling()
    again.errand.restore(dock.errand.snapshot())
    assert (state(again).number, state(again).place, lines(again)[0]) == ("MO-5", "A-1", (4, 1, 0))
    with pytest.raises(SnapshotError):
        again.errand.restore(b"[")


def test_a_memory_that_is_older_than_the_books_tells_nothing() -> None:
    dock = dismantling()
    dock.scan("MO-5", LAMP.sku)
    dock.happened(dock.errand.doubt(NOON, Hand("ada"), is_new=False))
    assert (dock.said, state(dock).number, dock.outbox) == ("make_given_back", None, [])
