"""What the portal of a dock door reads, shown to who receives there, and counted with what hands count."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from edge.station.errand import ErrandView
from edge.station.goods_in import receive_view
from edge.station.goods_in.receiving import ReceivingSession, ReceivingState
from edge.station.i18n import Words
from edge.station.port import StationStatus
from gateway.wire.inbound import DoorReads, SeenTag
from gateway.wire.messages import Receipt, UnplacedScan
from tests.station.goods_in import NOON, PACKAGE, SETTINGS, Dock, goods_in, lookup, receiving, tag

STATUS = StationStatus("dock-1", "DOCK-1", True, 0, True, True)
MUG_3 = "\x1d010400638133393121S-3"


@pytest.fixture
def dock() -> Dock:
    """PO-1 is being unloaded: ten mugs, four teas."""
    made = receiving()
    made.scan("PO-1")
    return made


def shown(dock: Dock) -> ErrandView:
    return receive_view.present(dock.errand.state, STATUS, 0, Words("en"))


def mugs(dock: Dock) -> tuple[Decimal, int]:
    """How many have come, and how many of them the portal saw."""
    state = dock.errand.state
    assert isinstance(state, ReceivingState)
    line = next(line for line in state.lines if line.sku == "MUG-BLUE")
    return line.got, line.seen


def test_what_the_portal_reads_is_shown_against_the_order_as_it_comes(dock: Dock) -> None:
    assert dock.at_the_door(tag("S-1"), tag("S-2"), tag("S-9", location="DOCK-2")) == "door_read"
    assert mugs(dock) == (2, 2)
    (first, _) = shown(dock).rows
    assert (first.count, "2 by the portal" in first.name) == ("2 / 10", True)


def test_a_tag_whose_code_was_scanned_too_is_counted_once_whoever_was_first(dock: Dock) -> None:
    dock.at_the_door(tag("S-3"))
    assert dock.scan(MUG_3) == "came_by_door"
    dock.scan("\x1d010400638133393121S-4")
    dock.at_the_door(tag("S-4"))
    assert mugs(dock) == (2, 2)


def test_plain_scans_weights_and_packages_are_first_taken_to_be_what_the_portal_saw(dock: Dock) -> None:
    dock.at_the_door(*(tag(f"S-{n}") for n in range(4)))
    assert dock.scan("*3", "MUG-BLUE") == "came_by_door"
    assert mugs(dock)[0] == 4
    assert dock.scan("*2", "MUG-BLUE") == "came"
    assert mugs(dock)[0] == 5
    dock.scan(PACKAGE, PACKAGE)
    assert mugs(dock)[0] == 11


def test_what_is_not_on_the_order_too_many_or_unknown_stops_the_receiver(dock: Dock) -> None:
    assert dock.at_the_door(tag("L-1", "LAMP")) == "door_not_on_order"
    assert not next(row for row in dock.errand.state.lines if row.sku == "LAMP").ordered  # type: ignore[attr-defined]
    assert dock.at_the_door(*(tag(f"S-{n}") for n in range(11))) == "came_over"
    odd = UnplacedScan(at=NOON, device="portal", data="E2FF", why="no item", location="DOCK-1")
    assert dock.at_the_door(odd) == "door_unplaced"
    assert "1 unknown tag" in shown(dock).progress


def test_the_portal_of_another_agent_is_heard_through_the_hub_and_counted_once(dock: Dock) -> None:
    (opened,) = dock.receipts
    told = goods_in()
    reads = DoorReads(
        session=opened.session or "",
        tags=[SeenTag(sku="MUG-BLUE", name="Blue mug", serial=f"S-{n}") for n in (1, 2)],
        unplaced=["E2FF"],
    )
    of_others = msgspec.structs.replace(reads, session="somebody else's", unplaced=[])
    told.receipts[0].door = [reads, of_others]
    dock.at_the_door(tag("S-1"))
    dock.tell(told)
    dock.tell(told)
    assert mugs(dock) == (2, 2)
    assert "1 unknown tag" in shown(dock).progress


def test_what_only_the_portal_counted_is_booked_by_the_portal_and_can_be_closed(dock: Dock) -> None:
    dock.at_the_door(tag("S-1"))
    assert dock.press("give_back") == "door_has_booked"
    assert dock.press("close") == "receipt_closed_short"
    assert dock.movements == []
    assert [event.action for event in dock.outbox if isinstance(event, Receipt)] == ["opened", "closed"]


def test_what_the_portal_read_outlives_a_power_cut(dock: Dock) -> None:
    dock.at_the_door(tag("S-1"))
    again = ReceivingSession(lookup, SETTINGS)
    again.restore(dock.errand.snapshot())
    assert [line.got for line in again.state.lines] == [1, 0]


def test_nobody_who_unloads_nothing_hears_of_the_portal() -> None:
    dock = receiving()
    assert dock.at_the_door(tag("S-1")) == ""
