"""Looking up, as people at the dock do it: whatever is scanned, what it is and where it is."""

from __future__ import annotations

from edge.station.goods_in.looking_up import LookingUpState
from gateway.wire.outbound import LoadLine, TransferToLoad
from tests.station.bench_port import MUG, SPOON, TEA, order
from tests.station.goods_in import PACKAGE, D, Dock, looking_up

CASE = "14006381333938"


def facts(dock: Dock) -> list[tuple[str, str | None, str]]:
    found = dock.errand.state
    assert isinstance(found, LookingUpState)
    return [(f.note, None if f.qty is None else str(f.qty), f.where) for f in found.facts]


def test_an_item_says_where_it_stands_and_what_is_due() -> None:
    dock = looking_up()
    assert dock.scan("MUG-BLUE") == "found_item"
    assert facts(dock) == [
        ("stands", "40", "A-1"),
        ("stands", "12", "DOCK-1"),
        ("waits", "12", "A-1"),
        ("due", "0", "PO-1"),
        ("goes_into", "8", "MO-1"),
        ("comes_of", None, "MO-5"),
    ]
    dock.scan(CASE)
    assert facts(dock)[0] == ("code", "6", CASE)


def test_a_place_a_package_an_order_and_a_lot_are_known_too() -> None:
    dock = looking_up(orders=[order("7", "Café Nord", (MUG, 2), (TEA, 1))])
    assert dock.scan("A-1") == "found_place"
    assert facts(dock) == [("stands", "40", "A-1"), ("stands", "2", "A-1"), ("waits", "12", "DOCK-1")]
    assert dock.scan(PACKAGE) == "found_package"
    assert facts(dock) == [("in_package", "6", PACKAGE), ("in_package", "4", PACKAGE)]
    assert dock.scan("PO-1") == "found_order"
    assert facts(dock)[:2] == [("due", "0", "PO-1"), ("due", "0", "PO-1")]
    assert dock.scan("TD:ORDER:7") == "found_order"
    assert facts(dock) == [("to_pack", "2", "7"), ("to_pack", "1", "7")]
    assert dock.scan("L0") == "found_lot"
    assert facts(dock) == [("stands", "40", "A-1")]
    assert dock.scan("GIBBERISH") == "found_nothing"
    assert (facts(dock), dock.outbox) == ([], [])


def test_a_production_order_and_a_transfer_that_leaves_are_known_by_their_numbers_and_their_goods() -> None:
    loads = LoadLine(sku=SPOON.sku, name=SPOON.name, source="A-1", qty=D(6))
    dock = looking_up(transfers=[TransferToLoad(number="TR-9", to="South", lines=[loads])])
    assert dock.scan("MO-1") == "found_production"
    found = facts(dock)
    assert found[0] == ("to_make", "4", "MO-1")
    assert {note for note, _, where in found[1:] if where == "MO-1"} == {"goes_into"}
    assert dock.scan("MO-5") == "found_production"
    assert facts(dock) == [
        ("to_take_apart", "4", "MO-5"),
        ("comes_of", None, "MO-5"),
        ("comes_of", None, "MO-5"),
    ]
    assert dock.scan("TR-8") == "found_transfer"
    assert facts(dock) == [("leaves", "3", "TR-8")]
    assert dock.scan("TR-9") == "found_transfer"
    assert facts(dock) == [("to_load", "6", "TR-9")]
    dock.scan("SPOON")
    assert {("to_make", "1", "MO-2"), ("to_load", "6", "TR-9"), ("leaves", "3", "TR-8")} <= set(facts(dock))


def test_without_any_stock_the_rest_is_known_still() -> None:
    dock = looking_up(stock=None)
    dock.scan("TEA-GREEN")
    assert facts(dock) == [
        ("waits", "3", "B-2"),
        ("due", "0", "PO-1"),
        ("goes_into", "4", "MO-1"),
        ("comes_of", None, "MO-5"),
        ("comes_of", None, "MO-6"),
    ]
