from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal

import pytest

from devices.events import DeviceEvent, DeviceInfo, ScaleStatus, Weight
from edge.moment import Moment
from edge.shelf import JUMPED, RESTARTED, UNEXPLAINED, ShelfSettings, ShelfState, shelf
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
        """A load comes or goes: the weight is seen on its way."""
        before = len(self.events)
        self.says(Weight(Decimal(grams) + 37, "g", stable=False))
        return self.events[before:] + self.jumps_to(grams)

    def jumps_to(self, grams: int | str, mode: Literal["gross", "net"] | None = None) -> list[AnyEvent]:
        """As when somebody presses a key at the scale: nothing is seen between the two weights."""
        before = len(self.events)
        self.says(Weight(Decimal(grams), "g", stable=False, mode=mode))  # not confirmed yet
        for _ in range(5):
            self.says(Weight(Decimal(grams), "g", stable=True, mode=mode))
        return self.events[before:]


def faults(events: list[AnyEvent]) -> list[str]:
    return [e.code for e in events if isinstance(e, Fault)]


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


def test_a_zero_or_tare_pressed_at_the_scale_is_not_an_emptied_shelf() -> None:
    scale = Scale()
    scale.shows(1000)
    events = scale.jumps_to(0)
    assert moved(events) == []
    assert [type(e) for e in events] == [Reading, Fault]
    assert faults(events) == [JUMPED]
    # and it goes on counting from the new zero
    assert moved(scale.shows(-300)) == [("pick", Decimal(3), "SHELF-1", "PACK-1")]


def test_a_finger_at_the_keys_shakes_the_scale_and_hides_nothing() -> None:
    scale = Scale()
    scale.shows(1000)
    for grams in (1001, 999, 1002):
        scale.says(Weight(Decimal(grams), "g", stable=False))
    assert faults(scale.jumps_to(0)) == [JUMPED]


def test_an_emptied_shelf_is_booked_for_its_weight_was_seen_going() -> None:
    scale = Scale()
    scale.shows(1000)
    scale.says(Weight(Decimal(430), "g", stable=False))
    assert moved(scale.jumps_to(0)) == [("pick", Decimal(10), "SHELF-1", "PACK-1")]


def test_a_tare_taken_away_at_the_scale_brings_no_goods() -> None:
    scale = Scale()
    scale.shows(300)
    scale.shows(200)  # a scale that shows what moves
    events = scale.jumps_to(1200)
    assert (moved(events), faults(events)) == ([], [JUMPED])


def test_a_scale_that_tells_only_what_rests_counts_all_but_a_sudden_zero() -> None:
    scale = Scale()
    scale.jumps_to(1000)
    assert moved(scale.jumps_to(700)) == [("pick", Decimal(3), "SHELF-1", "PACK-1")]
    assert moved(scale.jumps_to(900)) == [("putaway", Decimal(2), "DOCK-1", "SHELF-1")]
    events = scale.jumps_to(0)
    assert (moved(events), faults(events)) == ([], [JUMPED])


def test_a_scale_that_says_net_has_another_zero_than_one_that_says_gross() -> None:
    scale = Scale()
    scale.jumps_to(1000, "gross")
    scale.says(Weight(Decimal(430), "g", stable=False, mode="net"))  # whatever was seen on the way
    assert (moved(scale.jumps_to(0, "net")), faults(scale.events)) == ([], [RESTARTED])
    assert moved(scale.jumps_to(1000, "gross")) == []


def test_what_was_taken_unseen_while_the_agent_was_off_is_counted_but_not_down_to_zero() -> None:
    before = Scale()
    before.shows(200)
    before.shows(1000)
    assert moved(Scale(before.state.at_rest()).jumps_to(700)) == [("pick", Decimal(3), "SHELF-1", "PACK-1")]
    assert faults(Scale(before.state.at_rest()).jumps_to(0)) == [JUMPED]


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


def test_what_leans_on_a_weight_from_before_the_start_says_so_and_what_follows_does_not() -> None:
    scale = Scale()
    scale.shows(1000)
    again = Scale(scale.state.at_rest().after_a_stop())
    first, second = again.shows(700), again.shows(600)
    assert [(e.qty, "across" in e.evidence) for e in first + second if isinstance(e, Movement)] == [
        (3, True),
        (1, False),
    ]


def test_pieces_that_are_told_apart_only_later_still_lean_on_the_old_weight() -> None:
    scale = Scale()
    scale.shows(1000)
    again = Scale(scale.state.at_rest().after_a_stop())
    again.shows(650)
    (late,) = [e for e in again.shows(700) if isinstance(e, Movement)]
    assert (late.qty, "across" in late.evidence) == (3, True)
