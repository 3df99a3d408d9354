"""Sending a transfer at the terminal: chosen, loaded by scan, confirmed; nothing is booked before that."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest

from devices.codes.gs1 import parse_scan
from devices.events import Scan
from edge.station.errand import Hand
from edge.station.sending.session import SendingSession, SendingState
from edge.station.snapshot import SnapshotError
from gateway.wire.messages import UnplacedScan
from gateway.wire.outbound import Departure, Loaded, LoadLine, TransferToLoad
from tests.station.bench_port import LAMP, MUG, TEA
from tests.station.goods_in import (
    CLOCK,
    NOON,
    SETTINGS,
    TRANSFERS,
    Dock,
    goods_in,
    lookup,
    sending,
    tracked,
)

D = Decimal


def state(dock: Dock) -> SendingState:
    found = dock.errand.state
    assert isinstance(found, SendingState)
    return found


def loaded(dock: Dock) -> list[Decimal]:
    return [line.loaded for line in state(dock).lines]


def scan_lot(dock: Dock, lot: str) -> str:
    """A GS1 code of a mug that says its lot."""
    code = replace(parse_scan(Scan(MUG.sku)), lot=lot)
    dock.happened(dock.errand.scan(code, NOON, Hand("ada")))
    return dock.said


def test_what_was_loaded_leaves_as_one_word_when_it_is_confirmed() -> None:
    dock = sending()
    assert [one.number for one in state(dock).waiting] == ["TRF-1", "TRF-2"]
    assert dock.scan("TRF-1") == "transfer_taken"
    dock.scan("TD:LOAD:0", "TD:LOAD:1")
    assert dock.scan(TEA.sku) == "load_put"
    assert dock.scan(TEA.sku) == "load_complete"
    assert dock.outbox == []
    assert dock.press("close") == "transfer_sent"
    assert dock.departures == [
        (
            "TRF-1",
            [(MUG.sku, "A-1", "L0", D(12)), (MUG.sku, "DOCK-1", "L1", D(2)), (TEA.sku, "A-1", None, D(2))],
        )
    ]
    # the hub's list may still name it: it is not offered again
    assert [one.number for one in state(dock).waiting] == ["TRF-2"]
    assert dock.scan("TRF-1") == "transfer_unknown"


@pytest.mark.parametrize("command", ["TD:TRANSFER:TRF-1", "TD:DOC:TRF-1", "TD:ORDER:TRF-1"])
def test_any_command_that_names_a_document_takes_the_transfer(command: str) -> None:
    assert sending().scan(command) == "transfer_taken"


def test_what_is_short_is_asked_about_and_stays() -> None:
    dock = sending()
    dock.scan("TD:TRANSFER:TRF-1", TEA.sku)
    assert dock.press("close") == "load_short"
    assert state(dock).closing
    dock.scan(TEA.sku)  # one more was found after all: it is asked again
    assert dock.press("close") == "load_short"
    assert dock.outbox == []
    assert dock.press("close") == "transfer_sent"
    assert dock.departures == [("TRF-1", [(TEA.sku, "A-1", None, D(2))])]


def test_what_is_not_planned_or_too_much_is_stopped_and_not_counted() -> None:
    dock = sending()
    assert dock.scan(TEA.sku) == "no_transfer"
    dock.scan("TRF-1")
    assert dock.scan(LAMP.sku) == "load_not_planned"
    assert dock.scan("*3", TEA.sku) == "load_too_many"
    assert dock.scan("TD:QTY:2", TEA.sku) == "load_line_done"
    assert dock.scan(TEA.sku) == "load_enough"
    assert dock.scan(MUG.sku) == "load_which_lot"
    assert scan_lot(dock, "L9") == "load_other_lot"
    assert scan_lot(dock, "L1") == "load_put"
    assert loaded(dock) == [0, 1, 2]
    assert dock.scan("no-such-code") == "unknown_code"
    assert [type(event) for event in dock.outbox] == [UnplacedScan]


def test_a_place_that_nothing_is_taken_from_is_the_wrong_one() -> None:
    dock = sending()
    dock.scan("TRF-1")
    assert dock.scan("B-2") == "load_not_from"
    assert dock.scan("A-1") == "load_from"
    assert state(dock).place == "A-1"


def test_the_lot_on_a_label_of_goods_that_nobody_follows_by_lot_stops_nothing() -> None:
    dock = sending()
    dock.scan("TRF-1")
    code = replace(parse_scan(Scan(TEA.sku)), lot="PRINTED")
    dock.happened(dock.errand.scan(code, NOON, Hand("ada")))
    assert dock.said == "load_put"


def test_the_last_scan_is_taken_back_or_all_of_it_given_back() -> None:
    dock = sending()
    dock.scan("TRF-1", TEA.sku, TEA.sku)
    assert dock.press("undo") == "load_undone"
    assert loaded(dock) == [0, 0, 1]
    assert dock.scan("TRF-2") == "transfer_not_sent"
    assert dock.press("give_back") == "transfer_given_back"
    assert dock.press("undo") == "nothing_to_undo"
    dock.scan("TRF-1")
    assert loaded(dock) == [0, 0, 0]
    assert dock.press("close") == "nothing_loaded"
    assert dock.outbox == []


def test_a_transfer_that_the_office_has_sent_meanwhile_does_not_leave_a_second_time() -> None:
    dock = sending()
    dock.scan("TRF-1", TEA.sku)
    dock.transfers = TRANSFERS[1:]
    dock.tell(goods_in())
    assert dock.scan(TEA.sku) == "transfer_withdrawn"
    assert dock.press("close") == "transfer_withdrawn"
    dock.press("give_back")
    assert dock.outbox == []


def test_a_plan_that_changes_while_it_is_loaded_keeps_what_is_on_the_lorry() -> None:
    dock = sending()
    dock.scan("TRF-2", LAMP.sku)
    dock.transfers = [msgspec.structs.replace(TRANSFERS[1], lines=[TRANSFERS[0].lines[2]])]
    dock.tell(goods_in())
    assert [(line.sku, line.planned, line.loaded) for line in state(dock).lines] == [
        (TEA.sku, 2, 0),
        (LAMP.sku, 0, 1),
    ]
    dock.press("close")
    dock.press("close")
    assert dock.departures == [("TRF-2", [(LAMP.sku, "A-1", None, D(1))])]


def test_after_a_power_cut_one_goes_on_where_one_was() -> None:
    dock = sending()
    dock.scan("TRF-2", LAMP.sku)
    dock.press("close")
    dock.scan("TRF-1", TEA.sku)
    again = Dock(SendingSession(lookup, SETTINGS), transfers=TRANSFERS)
    again.errand.restore(dock.errand.snapshot())
    assert state(again).number == "TRF-1"
    assert loaded(again) == [0, 0, 1]
    assert [one.number for one in state(again).waiting] == ["TRF-1"]
    with pytest.raises(SnapshotError):
        again.errand.restore(b"{")


def test_a_memory_that_is_older_than_the_books_sends_nothing() -> None:
    dock = sending()
    dock.scan("TRF-1", TEA.sku)
    dock.happened(dock.errand.doubt(NOON, Hand("ada"), is_new=False))
    assert dock.said == "transfer_given_back"
    assert state(dock).number is None
    assert dock.outbox == []


def clocks(qty: int, *serials: str) -> LoadLine:
    return LoadLine(sku=CLOCK.sku, name=CLOCK.name, source="A-1", qty=D(qty), lot="L1", serials=list(serials))


def loading(*lines: LoadLine) -> Dock:
    dock = Dock(SendingSession(tracked, SETTINGS))
    dock.transfers = [TransferToLoad(number="TRF-7", to="North", lines=list(lines))]
    dock.tell(goods_in())
    dock.scan("TRF-7")
    return dock


def pieces(*serials: str) -> Dock:
    """Two clocks, each with its serial number, are to be loaded; the office has named these."""
    return loading(clocks(2, *serials))


def scan_piece(dock: Dock, serial: str | None) -> str:
    code = replace(parse_scan(Scan(CLOCK.sku)), lot="L1", serial=serial)
    dock.happened(dock.errand.scan(code, NOON, Hand("ada")))
    return dock.said


def test_pieces_say_their_serial_numbers_as_they_are_loaded() -> None:
    dock = pieces()
    assert dock.scan(CLOCK.sku) == "load_wants"
    assert dock.scan("TD:LOAD:0") == "load_wants"
    assert scan_piece(dock, "S1") == "load_put"
    assert scan_piece(dock, "S1") == "serial_twice"
    assert scan_piece(dock, "S2") == "load_complete"
    dock.press("close")
    (left,) = [event for event in dock.outbox if isinstance(event, Departure)]
    assert left.lines == [Loaded(item=CLOCK.sku, source="A-1", lot="L1", qty=D(2), serials=["S1", "S2"])]


def test_another_piece_than_the_office_wants_is_stopped() -> None:
    dock = pieces("S1", "S2")
    assert scan_piece(dock, "S3") == "load_other_serial"
    assert scan_piece(dock, "S2") == "load_put"
    assert dock.press("undo") == "load_undone"
    assert scan_piece(dock, "S2") == "load_put"


def test_a_piece_counts_on_the_line_that_names_it_whatever_is_scanned_first() -> None:
    dock = loading(clocks(1, "S1"), clocks(1, "S2"))
    assert scan_piece(dock, "S2") == "load_line_done"
    assert loaded(dock) == [0, 1]
    assert scan_piece(dock, "S1") == "load_complete"
    assert loaded(dock) == [1, 1]


def test_a_piece_that_no_line_names_leaves_room_for_those_that_are_named() -> None:
    dock = loading(clocks(1, "S1"), clocks(2))
    assert [scan_piece(dock, one) for one in ("S8", "S9")] == ["load_put", "load_line_done"]
    assert loaded(dock) == [0, 2]
    assert scan_piece(dock, "S7") == "load_enough"
    assert scan_piece(dock, "S1") == "load_complete"
