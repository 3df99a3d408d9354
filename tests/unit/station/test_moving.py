"""Moving goods at the terminal: what is scanned goes from where it stands to where it is put down."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from edge.station.moving.session import MovingSession, MovingState
from gateway.wire.inbound import StockRow
from gateway.wire.messages import Stock, UnplacedScan
from tests.station.bench_port import MUG
from tests.station.goods_in import NOON, SETTINGS, STOCK, Dock, lookup, moving

D = Decimal


def state(dock: Dock) -> MovingState:
    found = dock.errand.state
    assert isinstance(found, MovingState)
    return found


def there(dock: Dock, place: str) -> dict[str, Decimal]:
    """By SKU what the terminal shows at a place."""
    dock.scan(place)
    shown = {row.sku: row.qty for row in state(dock).choices}
    dock.press("put_down")
    return shown


def test_a_place_then_its_goods_then_the_new_place() -> None:
    dock = moving()
    assert dock.scan("A-1") == "move_from"
    assert dock.scan("TEA-GREEN") == "move_where_to"
    assert dock.scan("B-2") == "moved_one"
    (movement,) = dock.movements
    assert (movement.kind, movement.item, movement.qty) == ("move", "TEA-GREEN", 1)
    assert (movement.source, movement.destination) == ("A-1", "B-2")
    assert movement.evidence == {"operator": "ada"}
    # what was moved here is shown before the hub has told of it
    assert there(dock, "A-1") == {"MUG-BLUE": 40, "TEA-GREEN": 1}
    assert there(dock, "B-2") == {"TEA-GREEN": 1}


def test_goods_first_then_where_they_stand_then_where_they_go() -> None:
    dock = moving()
    assert dock.scan("*3", "TEA-GREEN") == "move_where_from"
    assert [row.location for row in state(dock).choices] == ["A-1"]
    dock.scan("A-1", "B-2")
    assert dock.moved() == [("TEA-GREEN", 3, "A-1", "B-2")]


def test_goods_first_then_the_place_and_its_lot_chosen_from_the_list() -> None:
    dock = moving()
    dock.scan("*2", "MUG-BLUE")
    assert [(row.location, row.lot) for row in state(dock).choices] == [("A-1", "L0"), ("DOCK-1", "L1")]
    dock.scan("TD:MOVE:1", "A-1")
    (movement,) = dock.movements
    assert (movement.source, movement.lot, movement.qty) == ("DOCK-1", "L1", 2)


def test_a_case_counts_what_it_holds_and_a_second_scan_adds() -> None:
    dock = moving()
    dock.scan("A-1", "14006381333938", "MUG-BLUE", "B-2")
    assert dock.moved() == [("MUG-BLUE", 7, "A-1", "B-2")]
    # of the one lot that stands there
    assert [movement.lot for movement in dock.movements] == ["L0"]


def test_everything_at_a_place_goes_at_once() -> None:
    dock = moving()
    assert dock.press("everything") == "move_from_first"
    dock.scan("A-1")
    assert dock.press("everything") == "move_everything"
    assert dock.scan("B-2") == "moved_many"
    assert dock.moved() == [("MUG-BLUE", 40, "A-1", "B-2"), ("TEA-GREEN", 2, "A-1", "B-2")]
    assert there(dock, "A-1") == {}


def test_a_line_of_the_list_is_taken_whole_and_only_once() -> None:
    dock = moving()
    dock.scan("A-1", "TD:MOVE:0")
    assert state(dock).carried[0].qty == 40
    assert dock.scan("TD:MOVE:0") == "move_all_in_hand"
    dock.scan("*5", "TD:MOVE:1", "B-2")
    assert dock.moved() == [("MUG-BLUE", 40, "A-1", "B-2"), ("TEA-GREEN", 5, "A-1", "B-2")]


def test_more_than_the_list_knows_of_is_told_and_moved_all_the_same() -> None:
    dock = moving()
    assert dock.scan("A-1", "*9", "TEA-GREEN") == "move_more_than_known"
    dock.scan("B-2")
    assert dock.moved() == [("TEA-GREEN", 9, "A-1", "B-2")]


def test_with_several_lots_at_a_place_one_is_asked_for() -> None:
    rows = [StockRow(sku=MUG.sku, location="A-1", qty=D(1), lot=lot) for lot in ("L0", "L1")]
    dock = moving(Stock(v=1, at=NOON, rows=rows))
    assert dock.scan("A-1", "MUG-BLUE") == "move_which_lot"
    dock.scan("TD:MOVE:1", "B-2")
    assert [movement.lot for movement in dock.movements] == ["L1"]


def test_before_any_list_has_come_the_scans_count() -> None:
    dock = moving(None)
    assert dock.scan("A-1", "TEA-GREEN") == "move_where_to"
    dock.scan("B-2")
    assert dock.moved() == [("TEA-GREEN", 1, "A-1", "B-2")]


def test_what_is_on_hold_or_damaged_is_not_moved_here_but_may_be_brought_there() -> None:
    dock = moving()
    assert dock.scan("BROKEN") == "move_held"
    dock.scan("A-1", "TEA-GREEN")
    assert dock.scan("A-1") == "move_same_place"
    assert dock.movements == []
    dock.scan("BROKEN")
    assert dock.moved() == [("TEA-GREEN", 1, "A-1", "BROKEN")]


def test_the_next_goods_say_anew_where_they_stand() -> None:
    """A place that was kept in mind would be booked for goods of another one."""
    dock = moving()
    dock.scan("A-1", "TEA-GREEN", "B-2")
    assert dock.scan("TEA-GREEN") == "move_where_from"


def test_undo_puts_down_what_was_taken_last_and_then_takes_the_last_move_back() -> None:
    dock = moving()
    dock.scan("A-1", "TEA-GREEN", "B-2", "A-1", "MUG-BLUE")
    assert dock.press("undo") == "move_taken_back"
    assert dock.press("undo") == "move_undone"
    assert dock.moved() == [("TEA-GREEN", 1, "A-1", "B-2"), ("TEA-GREEN", 1, "B-2", "A-1")]
    assert dock.movements[1].evidence["undo_of"] == dock.movements[0].at.isoformat()
    dock.press("put_down")
    assert there(dock, "A-1") == {"MUG-BLUE": 40, "TEA-GREEN": 2}
    assert dock.press("undo") == "nothing_to_undo"


def test_a_move_that_the_list_knows_of_is_taken_back_too() -> None:
    told = [STOCK]
    dock = Dock(MovingSession(lookup, lambda: told[0], SETTINGS))
    dock.scan("A-1", "TEA-GREEN", "B-2")
    rows = [StockRow(sku="TEA-GREEN", location=place, qty=D(1)) for place in ("A-1", "B-2")]
    told[0] = Stock(v=1, at=dock.now + timedelta(seconds=1), rows=rows)
    dock.now += timedelta(minutes=1)
    assert there(dock, "B-2") == {"TEA-GREEN": 1}
    dock.press("undo")
    assert there(dock, "A-1") == {"TEA-GREEN": 2}
    assert dock.press("undo") == "nothing_to_undo"


def test_an_unknown_code_and_a_serial_number_that_is_in_hand_are_stopped() -> None:
    dock = moving()
    assert dock.scan("A-1", "GIBBERISH") == "unknown_code"
    (unplaced,) = dock.outbox
    assert isinstance(unplaced, UnplacedScan)
    assert unplaced.location == "A-1"
    piece = "\x1d0104006381333931" + "21S1"
    assert dock.scan(piece) == "move_where_to"
    assert dock.scan(piece) == "serial_twice"
    assert dock.press("everything") == "move_put_down_first"
    dock.scan("B-2")
    assert [(movement.qty, movement.serial) for movement in dock.movements] == [(1, "S1")]


def test_what_is_in_hand_and_what_was_moved_outlives_a_restart() -> None:
    dock = moving()
    dock.scan("A-1", "TEA-GREEN", "B-2", "A-1", "MUG-BLUE")
    again = moving()
    again.errand.restore(dock.errand.snapshot())
    assert again.scan("B-2") == "moved_one"
    assert again.moved() == [("MUG-BLUE", 1, "A-1", "B-2")]
    again.press("undo")
    assert again.press("undo") == "move_undone"
    assert again.moved()[-1] == ("TEA-GREEN", 1, "B-2", "A-1")


def test_nothing_is_lost_or_made_by_moving_and_taking_back() -> None:
    dock = moving()
    for steps in (
        ("A-1", "TEA-GREEN", "B-2"),
        ("DOCK-1", "*12", "MUG-BLUE", "A-1"),
        ("B-2", "TEA-GREEN", "A-1"),
    ):
        dock.scan(*steps)
    dock.press("undo")
    total: dict[str, Decimal] = {}
    for place in ("A-1", "B-2", "DOCK-1"):
        dock.scan(place)
        for row in state(dock).choices:
            total[row.sku] = total.get(row.sku, D(0)) + row.qty
    assert total == {"TEA-GREEN": 2, "MUG-BLUE": 52}
