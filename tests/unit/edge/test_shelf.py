from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from devices.events import DeviceEvent, DeviceInfo, ScaleStatus, Weight
from edge.moment import Moment
from edge.shelf import RESTARTED, UNEXPLAINED, ShelfSettings, ShelfState, shelf
from edge.weighing import UnitWeight
from gateway.wire.messages import AnyEvent, Fault, Movement, Reading

SHELF = ShelfSettings(
    device="shelf-scale",
    location="SHELF-1",
    item="MUG",
    unit=UnitWeight(Decimal(100), Decimal(1)),
    division_g=Decimal(1),
    put_from="DOCK-1",
    pick_to="PACK-1",
)


class Scale:
    """Loads as a scale tells them: moving, then settled for a second."""

    def __init__(self, state: ShelfState | None = None) -> None:
        self.state = state or ShelfState()
        self.events: list[AnyEvent] = []
        self.at_s = 0.0

    def says(self, event: DeviceEvent) -> None:
        self.at_s += 0.2
        now = Moment(
            datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=self.at_s), int(self.at_s * 1e9), "b"
        )
        self.state, events = shelf(self.state, SHELF, event, now)
        self.events += events

    def shows(self, grams: int | str) -> list[AnyEvent]:
        before = len(self.events)
        self.says(Weight(Decimal(grams) + 37, "g", stable=False))
        for _ in range(5):
            self.says(Weight(Decimal(grams), "g", stable=True))
        return self.events[before:]


def moved(events: list[AnyEvent]) -> list[tuple[str, Decimal, str, str]]:
    return [(e.kind, e.qty, e.source, e.destination) for e in events if isinstance(e, Movement)]


def test_the_first_weight_is_where_it_begins() -> None:
    assert Scale().shows(1200) == []


def test_what_is_put_up_and_what_is_picked_is_counted_by_weight() -> None:
    scale = Scale()
    scale.shows(0)
    assert moved(scale.shows(1204)) == [("putaway", Decimal(12), "DOCK-1", "SHELF-1")]
    assert moved(scale.shows(902)) == [("pick", Decimal(3), "SHELF-1", "PACK-1")]


def test_a_weight_that_is_no_whole_number_is_told_and_moves_nothing() -> None:
    scale = Scale()
    scale.shows(1000)
    events = scale.shows(1150)
    assert moved(events) == []
    assert [type(e) for e in events] == [Reading, Fault]
    assert isinstance(events[1], Fault)
    assert events[1].code == UNEXPLAINED
    assert "MUG" in events[1].detail


def test_a_hand_that_leaned_on_the_shelf_leaves_no_trace_but_a_cleared_fault() -> None:
    scale = Scale()
    scale.shows(1000)
    scale.shows(3456)
    events = scale.shows(1000)
    assert moved(events) == []
    assert [(e.code, e.cleared) for e in events if isinstance(e, Fault)] == [(UNEXPLAINED, True)]


def test_pieces_are_counted_on_top_of_what_was_left_lying_there() -> None:
    scale = Scale()
    scale.shows(1000)
    scale.shows(1050)  # a cutter
    assert moved(scale.shows(850)) == [("pick", Decimal(2), "SHELF-1", "PACK-1")]
    assert moved(scale.shows(800)) == []  # the cutter is gone
    assert moved(scale.shows(700)) == [("pick", Decimal(1), "SHELF-1", "PACK-1")]


def test_slow_drift_is_followed_and_never_counted() -> None:
    scale = Scale()
    for grams in range(1000, 1301):
        assert scale.shows(grams) == []
    assert moved(scale.shows(1200)) == [("pick", Decimal(1), "SHELF-1", "PACK-1")]


@pytest.mark.parametrize(
    "said", [DeviceInfo("restarted", "0123456"), ScaleStatus("zero_ok"), ScaleStatus("tare_ok")]
)
def test_a_new_zero_is_not_a_movement_but_a_count_to_do(said: DeviceEvent) -> None:
    scale = Scale()
    scale.shows(1000)
    scale.says(said)
    events = scale.shows(0)
    assert moved(events) == []
    assert [e.code for e in events if isinstance(e, Fault)] == [RESTARTED]
    assert moved(scale.shows(200)) == [("putaway", Decimal(2), "DOCK-1", "SHELF-1")]


def test_a_scale_that_restarts_with_the_same_weight_is_nobodys_business() -> None:
    scale = Scale()
    scale.shows(1000)
    scale.says(DeviceInfo("restarted", "0123456"))
    assert scale.shows(1000) == []


def test_what_was_taken_while_the_agent_was_off_is_counted_when_it_is_back() -> None:
    before = Scale()
    before.shows(1000)
    after = Scale(before.state.at_rest())
    assert moved(after.shows(700)) == [("pick", Decimal(3), "SHELF-1", "PACK-1")]


def test_an_unsettled_weight_counts_nothing() -> None:
    scale = Scale()
    scale.shows(1000)
    before = len(scale.events)
    for _ in range(20):
        scale.says(Weight(Decimal(700), "g", stable=False))
    scale.says(Weight(Decimal(700), "g", stable=True))
    assert scale.events[before:] == []
