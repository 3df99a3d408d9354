"""Packages that stand whole: put away by number, opened when a part is taken; and lists that lag behind."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from edge.station.goods_in.putting_away import PuttingAwayState
from gateway.wire.inbound import GoodsIn, PutAway
from tests.station.goods_in import OTHER_PACKAGE, Dock, goods_in, looking_up, putting_away

D = Decimal


@pytest.fixture
def dock() -> Dock:
    return putting_away(goods_in(units=True))


def waits(dock: Dock) -> list[tuple[str, Decimal]]:
    state = dock.errand.state
    assert isinstance(state, PuttingAwayState)
    return [(task.sku, task.qty) for task in state.tasks]


def test_a_package_is_put_away_by_its_number_and_its_place(dock: Dock) -> None:
    assert dock.scan(OTHER_PACKAGE) == "carry_unit"
    assert dock.scan("B-2") == "wrong_place"
    assert dock.scan("A-1") == "put_away"
    assert dock.moved() == [("LAMP", 6, "DOCK-1", "A-1"), ("SPOON", 20, "DOCK-1", "A-1")]
    assert {m.evidence["sscc"] for m in dock.movements} == {OTHER_PACKAGE}
    assert OTHER_PACKAGE not in dict(waits(dock))
    assert dock.scan(OTHER_PACKAGE) == "no_unit"
    assert dock.press("undo") == "put_away_undone"
    assert dock.moved()[2:] == [("LAMP", 6, "A-1", "DOCK-1"), ("SPOON", 20, "A-1", "DOCK-1")]
    assert dock.scan(OTHER_PACKAGE) == "carry_unit"


def test_taking_a_part_opens_the_package_and_the_rest_waits_loose(dock: Dock) -> None:
    assert dock.scan("*2", "LAMP") == "carry_part"
    dock.scan("B-2")
    assert dock.moved() == [("LAMP", 2, "DOCK-1", "B-2")]
    assert "sscc" not in dock.movements[0].evidence
    assert dict(waits(dock)) == {"MUG-BLUE": 12, "TEA-GREEN": 3, "LAMP": 4, "SPOON": 20}
    assert dock.scan(OTHER_PACKAGE) == "no_unit"
    # an old list of the hub's, in which it is whole, does not bring it back
    dock.tell(goods_in(units=True))
    assert dict(waits(dock))["LAMP"] == 4
    dock.scan("LAMP", "B-2")
    assert dock.moved()[-1] == ("LAMP", 4, "DOCK-1", "B-2")


def test_more_than_a_package_holds_is_not_taken_out_of_it(dock: Dock) -> None:
    assert dock.scan("*7", "LAMP") == "more_than_there"


def told(qty: int) -> GoodsIn:
    """The hub's list: so many mugs are still at the dock."""
    task = PutAway(sku="MUG-BLUE", name="Blue mug", location="DOCK-1", qty=D(qty), lot="L1", to="A-1")
    return msgspec.structs.replace(goods_in(), putaways=[task] if qty else [])


def test_a_list_that_knows_of_the_first_carried_goods_only_does_not_bring_back_the_others() -> None:
    dock = putting_away(told(12))
    dock.scan("*5", "MUG-BLUE", "A-1")
    dock.scan("*3", "MUG-BLUE", "A-1")
    assert waits(dock) == [("MUG-BLUE", 4)]
    for hub_knows in (12, 7, 7, 4):
        dock.tell(told(hub_knows))
        assert waits(dock) == [("MUG-BLUE", 4)]
    dock.scan("MUG-BLUE", "A-1")
    dock.tell(told(4))
    assert waits(dock) == []
    dock.tell(told(0))
    assert waits(dock) == []


def test_goods_that_came_meanwhile_wait_beside_those_that_were_carried() -> None:
    dock = putting_away(told(12))
    dock.scan("*5", "MUG-BLUE", "A-1")
    dock.tell(told(20))
    assert waits(dock) == [("MUG-BLUE", 15)]
    dock.tell(told(15))
    assert waits(dock) == [("MUG-BLUE", 15)]


def test_a_package_that_is_looked_up_is_here_with_all_that_is_in_it() -> None:
    dock = looking_up()
    dock.tell(goods_in(units=True))
    assert dock.scan(OTHER_PACKAGE) == "found_unit"
    facts = dock.errand.state.facts  # type: ignore[attr-defined]
    assert [(fact.sku, fact.qty, fact.where) for fact in facts] == [
        ("LAMP", 6, "DOCK-1"),
        ("SPOON", 20, "DOCK-1"),
    ]
