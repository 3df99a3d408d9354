"""Receiving and putting away, as people at the dock do it: by scans and keys."""

from __future__ import annotations

from decimal import Decimal

import pytest

from edge.station.goods_in.putting_away import PuttingAwaySession, PuttingAwayState
from edge.station.goods_in.receiving import ReceivingSession, ReceivingState
from edge.station.goods_in.unannounced import number_at
from edge.station.i18n import Words
from edge.station.menu import SCREENS
from edge.station.port import StationStatus
from edge.station.snapshot import SnapshotError
from gateway.wire.inbound import GoodsIn
from gateway.wire.messages import UnplacedScan
from hub.domain.inbound.unannounced import is_unannounced
from tests.station.bench_port import CATALOGUE
from tests.station.goods_in import (
    NOON,
    OTHER_PACKAGE,
    PACKAGE,
    SETTINGS,
    Dock,
    dismantling,
    goods_in,
    looking_up,
    making,
    moving,
    putting_away,
    receiving,
    sending,
)

D = Decimal
CASE = "14006381333938"
STATUS = StationStatus("dock-1", "DOCK-1", True, 0, True, True)


def state(dock: Dock) -> ReceivingState:
    found = dock.errand.state
    assert isinstance(found, ReceivingState)
    return found


def got(dock: Dock) -> dict[str, Decimal]:
    return {line.sku: line.got for line in state(dock).lines if line.got}


# --- receiving ---


def test_a_delivery_without_an_order_is_counted_and_booked_for_the_office_to_decide() -> None:
    dock = receiving(GoodsIn(places=goods_in().places))
    view = SCREENS[0].present(state(dock), STATUS, 0, Words("en"))
    assert [row.name for row in view.rows] == ["Without an order"]
    assert "No order is expected here" in view.banner.text
    assert dock.scan(*view.choices) == "delivery_taken"
    # nothing is wrong where nothing was ordered, and nothing is asked twice
    assert dock.scan("MUG-BLUE", CASE, "TEA-GREEN") == "came_blind"
    assert {line.ordered for line in state(dock).lines} == {True}
    dock.press("damaged")
    assert dock.press("close") == "delivery_closed"
    (document,) = {movement.document for movement in dock.movements}
    assert document == "UD-260302-120001-DOCK-1"
    assert dock.moved() == [
        ("MUG-BLUE", 7, "supplier", "DOCK-1"),
        ("TEA-GREEN", 1, "supplier", "BROKEN"),
    ]
    assert [receipt.action for receipt in dock.receipts] == ["opened", "closed"]


def test_who_brought_a_delivery_can_be_said_and_outlives_a_power_cut() -> None:
    dock = receiving()
    assert dock.scan("TD:UNANNOUNCED:ACME", "MUG-BLUE") == "came_blind"
    again = receiving()
    again.errand.restore(dock.errand.snapshot())
    assert again.press("close") == "delivery_closed"
    assert [movement.evidence["supplier"] for movement in again.movements] == ["ACME"]


def test_an_order_that_was_begun_is_not_left_for_a_delivery_without_one() -> None:
    dock = receiving()
    dock.scan("PO-1", "MUG-BLUE")
    assert dock.scan("TD:UNANNOUNCED") == "receipt_not_closed"
    assert state(dock).document == "PO-1"


def test_pieces_and_cases_are_counted_and_booked_when_the_order_is_closed() -> None:
    dock = receiving()
    assert dock.scan("PO-1") == "receipt_taken"
    assert dock.scan("MUG-BLUE", CASE) == "came"
    assert got(dock) == {"MUG-BLUE": 7}
    assert dock.movements == []
    assert dock.press("close") == "receipt_closed_short"
    assert dock.moved() == [("MUG-BLUE", 7, "supplier", "DOCK-1")]
    (movement,) = dock.movements
    assert (movement.kind, movement.document) == ("receipt", "PO-1")
    opened, closed = dock.receipts
    assert (opened.action, closed.action, opened.session) == ("opened", "closed", closed.session)
    assert movement.evidence["receipt"] == opened.session
    # from the first read on it is on its way to the stock
    assert movement.evidence["first_read"] < movement.at.isoformat()
    assert closed.operator == "ada"


def test_a_package_is_shown_first_and_received_whole_when_that_is_confirmed() -> None:
    dock = receiving()
    assert dock.scan(PACKAGE) == "package_shown"
    assert (state(dock).document, got(dock)) == ("PO-1", {})
    assert dock.press("confirm") == "package_received"
    assert got(dock) == {"MUG-BLUE": 6, "TEA-GREEN": 4}
    assert dock.scan(PACKAGE) == "package_twice"
    assert dock.scan(OTHER_PACKAGE) == "package_unknown"
    dock.press("close")
    mugs, tea = dock.movements
    assert (mugs.qty, mugs.lot, str(mugs.expiry), mugs.evidence["sscc"]) == (6, "L7", "2027-01-31", PACKAGE)
    assert (tea.qty, tea.lot) == (4, None)


@pytest.mark.parametrize("label", [PACKAGE, f"]C100{PACKAGE}"[3:], f"\x1d00{PACKAGE}"])
def test_a_package_may_be_confirmed_by_scanning_its_label_again(label: str) -> None:
    dock = receiving()
    assert dock.scan(label, label) == "package_received"


def test_another_scan_in_between_is_no_confirmation() -> None:
    dock = receiving()
    dock.scan(PACKAGE, "MUG-BLUE")
    assert got(dock) == {"MUG-BLUE": 1}
    assert dock.press("confirm") == "came"
    assert got(dock) == {"MUG-BLUE": 1}


def test_lot_serial_and_expiry_come_from_the_goods_own_code() -> None:
    dock = receiving()
    dock.scan("PO-1", "\x1d010400638133393117270131" + "10L9\x1d21S-1")
    assert dock.scan("\x1d010400638133393117270131" + "10L9\x1d21S-1") == "serial_twice"
    dock.press("close")
    (movement,) = dock.movements
    assert (movement.lot, movement.serial, str(movement.expiry)) == ("L9", "S-1", "2027-01-31")


def test_what_is_too_much_is_counted_and_told() -> None:
    dock = receiving()
    dock.scan("PO-2", "LAMP")
    assert dock.scan("LAMP") == "came_over"
    dock.press("close")
    assert dock.moved() == [("LAMP", 2, "supplier", "DOCK-1")]


def test_a_wrong_item_is_only_taken_in_when_it_is_scanned_twice() -> None:
    dock = receiving()
    dock.scan("PO-2")
    assert dock.scan("SPOON", "LAMP") == "came"
    assert dock.scan("SPOON") == "not_on_order"
    assert got(dock) == {"LAMP": 1}
    dock.scan("SPOON")
    assert got(dock) == {"LAMP": 1, "SPOON": 1}
    assert not next(line for line in state(dock).lines if line.sku == "SPOON").ordered


def test_damaged_goods_are_booked_apart() -> None:
    dock = receiving()
    dock.scan("PO-1", "*3", "MUG-BLUE", "MUG-BLUE")
    assert dock.press("damaged") == "marked_damaged"
    dock.scan("TD:CLOSE")
    assert sorted(dock.moved()) == [
        ("MUG-BLUE", 1, "supplier", "BROKEN"),
        ("MUG-BLUE", 3, "supplier", "DOCK-1"),
    ]
    (broken,) = [m for m in dock.movements if m.destination == "BROKEN"]
    assert broken.evidence["issue"] == "damaged"


def test_a_scale_counts_what_lies_on_it() -> None:
    dock = receiving()
    dock.scan("PO-1")
    assert dock.press("weigh") == "weigh_what"
    dock.scan("MUG-BLUE")
    assert dock.press("weigh") == "weigh_unsteady"
    dock.steady_g = D(180 + 9 * 310 + 4)
    assert dock.press("weigh") == "weighed"
    assert got(dock) == {"MUG-BLUE": 9}
    dock.scan("MUG-BLUE")
    dock.steady_g = D(180 + 155)
    assert dock.press("weigh") == "weigh_unsure"
    assert got(dock) == {"MUG-BLUE": 10}


def test_the_last_scan_can_be_taken_back() -> None:
    dock = receiving()
    dock.scan("PO-1", "MUG-BLUE", PACKAGE, PACKAGE)
    assert dock.press("undo") == "package_undone"
    assert dock.scan("TD:UNDO") == "receipt_undone"
    assert got(dock) == {}
    assert dock.press("undo") == "nothing_to_undo"


def test_an_order_that_is_given_back_books_nothing() -> None:
    dock = receiving()
    dock.scan("PO-1", "MUG-BLUE")
    assert dock.scan("PO-2") == "receipt_not_closed"
    assert dock.press("give_back") == "receipt_given_back"
    assert dock.movements == []
    assert [(said.action, said.given_back) for said in dock.receipts] == [("opened", False), ("closed", True)]


def test_a_blind_site_does_not_say_how_much_was_ordered() -> None:
    dock = receiving(goods_in(blind=True))
    assert dock.scan("PO-1", PACKAGE) == "package_blind"
    assert dock.scan("MUG-BLUE") == "came_blind"
    assert [line.due for line in state(dock).lines] == [None, None]
    dock.scan(*["MUG-BLUE"] * 20)
    assert dock.said == "came_blind"
    assert dock.press("close") == "receipt_closed"


def test_another_dock_is_chosen_by_its_code_before_an_order_is_taken() -> None:
    dock = receiving()
    assert dock.scan("A-1") == "no_dock"
    assert dock.scan("DOCK-2") == "dock_set"
    dock.scan("PO-2", "LAMP")
    assert dock.scan("DOCK-1") == "dock_not_now"
    dock.press("close")
    assert dock.moved() == [("LAMP", 1, "supplier", "DOCK-2")]


def test_what_nobody_can_place_is_told_to_the_office_and_nothing_is_counted() -> None:
    dock = receiving()
    dock.scan("PO-1")
    assert dock.scan("GIBBERISH") == "unknown_code"
    assert dock.scan("PO-77") == "unknown_code"
    assert [event.data for event in dock.outbox if isinstance(event, UnplacedScan)] == ["GIBBERISH", "PO-77"]
    assert dock.scan("TD:DANCE") == "unknown_command"
    assert dock.scan("*0") == "bad_qty"
    assert got(dock) == {}


def test_an_unloading_outlives_a_power_cut() -> None:
    dock = receiving()
    dock.scan("PO-1", PACKAGE, PACKAGE, "MUG-BLUE")
    again = Dock(ReceivingSession(CATALOGUE.get, SETTINGS))
    again.errand.restore(dock.errand.snapshot())
    assert got(again) == {"MUG-BLUE": 7, "TEA-GREEN": 4}
    again.press("undo")
    again.press("close")
    assert again.receipts[0].session == dock.receipts[0].session
    with pytest.raises(SnapshotError):
        again.errand.restore(b"{")


def test_an_unloading_of_an_older_time_is_dropped() -> None:
    dock = receiving()
    dock.scan("PO-1", "MUG-BLUE")
    dock.happened(dock.errand.doubt(NOON, dock._hand(), is_new=False))
    assert (state(dock).document, dock.movements) == (None, [])


# --- putting away ---


def left(dock: Dock) -> dict[str, Decimal]:
    found = dock.errand.state
    assert isinstance(found, PuttingAwayState)
    return {task.sku: task.qty for task in found.tasks}


def test_goods_are_put_to_the_suggested_place_and_the_scan_of_it_confirms() -> None:
    dock = putting_away()
    assert dock.scan("MUG-BLUE") == "carry"
    assert dock.scan("A-1") == "put_away"
    assert dock.moved() == [("MUG-BLUE", 12, "DOCK-1", "A-1")]
    (movement,) = dock.movements
    assert (movement.kind, movement.lot, movement.evidence["suggested"]) == ("putaway", "L1", "A-1")
    assert left(dock) == {"TEA-GREEN": 3}


def test_a_wrong_place_is_refused_until_somebody_says_that_it_stays_there() -> None:
    dock = putting_away()
    dock.scan("TEA-GREEN")
    assert dock.press("override") == "nothing_to_override"
    assert dock.scan("A-1") == "wrong_place"
    assert dock.movements == []
    assert dock.press("override") == "put_away"
    assert dock.moved() == [("TEA-GREEN", 3, "DOCK-1", "A-1")]
    assert dock.movements[0].evidence["override"] == "ada: not B-2"


def test_nothing_is_put_away_on_a_dock() -> None:
    dock = putting_away()
    dock.scan("TEA-GREEN")
    assert dock.scan("DOCK-2") == "no_place_for_stock"


def test_a_part_of_it_can_be_carried_and_no_more_than_there_is() -> None:
    dock = putting_away()
    assert dock.scan("*13", "MUG-BLUE") == "more_than_there"
    assert dock.scan("*5", "MUG-BLUE") == "carry"
    dock.scan("TD:TO:A-1")
    assert left(dock) == {"MUG-BLUE": 7, "TEA-GREEN": 3}
    dock.scan("MUG-BLUE", "*2", "A-1")
    assert left(dock)["MUG-BLUE"] == 5


def test_what_was_put_away_does_not_come_back_before_the_hub_has_heard_of_it() -> None:
    dock = putting_away()
    dock.scan("MUG-BLUE", "A-1")
    dock.tell(goods_in())  # the hub said this before it heard
    assert left(dock) == {"TEA-GREEN": 3}
    told = goods_in()
    told.putaways[0].qty = D(2)  # it has heard, and two more have come
    dock.tell(told)
    assert left(dock) == {"MUG-BLUE": 2, "TEA-GREEN": 3}


def test_the_last_one_is_taken_back_to_its_dock() -> None:
    dock = putting_away()
    dock.scan("MUG-BLUE")
    assert dock.press("undo") == "put_down"
    dock.scan("MUG-BLUE", "A-1")
    told = goods_in()
    told.putaways.pop(0)
    dock.tell(told)  # the hub knows, and it can be taken back all the same
    assert dock.press("undo") == "put_away_undone"
    assert dock.moved()[1:] == [("MUG-BLUE", 12, "A-1", "DOCK-1")]
    assert dock.press("undo") == "nothing_to_undo"


def test_what_does_not_wait_at_a_dock_cannot_be_put_away() -> None:
    dock = putting_away()
    assert dock.scan("LAMP") == "not_at_dock"
    assert dock.scan("TD:PUT:9") == "nothing_to_put_away"
    assert dock.scan("TD:PUT:1") == "carry"


def test_work_with_goods_outlives_a_power_cut() -> None:
    dock = putting_away()
    dock.scan("TEA-GREEN", "B-2", "MUG-BLUE")
    again = Dock(PuttingAwaySession(CATALOGUE.get, SETTINGS))
    again.errand.restore(dock.errand.snapshot())
    again.tell(goods_in())
    assert left(again) == {"MUG-BLUE": 12}
    assert again.scan("A-1") == "put_away"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_errand_is_shown_with_its_keys(language: str) -> None:
    words = Words(language)  # type: ignore[arg-type]
    all_of_them = (
        receiving(), putting_away(), looking_up(), moving(), sending(), making(), dismantling(),
    )  # fmt: skip
    docks = {dock.errand.name: dock for dock in all_of_them}
    for screen in SCREENS:
        dock = docks[screen.name]
        for text in ("PO-1", "TRF-1", "MUG-BLUE", "SPOON", "B-2", "MO-1", "MO-5", "TR-8"):
            dock.scan(text)
            view = screen.present(dock.errand.state, STATUS, 0, words)
            assert view.banner.text
            assert view.keys[0][0] == "F1"
            assert {key.lower() for key, _ in view.keys if key.startswith("F")} <= {*screen.keys, "f1"}


def test_the_hub_knows_a_delivery_without_an_order_by_the_document_of_the_terminal() -> None:
    assert is_unannounced(number_at(NOON, "DOCK-1"))
    assert not is_unannounced("PO-2026-00001")
