from __future__ import annotations

from datetime import UTC, datetime, timedelta

from edge.moment import Moment
from edge.refusals import Refusals
from edge.troubles import fault


def moment(at_s: float) -> Moment:
    return Moment(datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=at_s), int(at_s * 1e9), "boot")


def test_what_was_lost_is_told_once_with_its_number_and_its_time() -> None:
    refusals = Refusals("dock-1")
    assert (refusals.detail, refusals.report(moment(0))) == ("", [])
    refusals.refused(2, "disk is full", moment(10), full=False)
    refusals.refused(1, "disk is full", moment(11), full=False)
    assert refusals.detail == "nothing is kept: disk is full"
    assert refusals.report(moment(11)) == [], "not at once: the disk is still full"
    (told,) = refusals.report(moment(15))
    expected = "3 events lost, 2026-03-01 00:00:10 to 2026-03-01 00:00:15 UTC: disk is full"
    assert (told.code, told.cleared, told.detail) == ("not-kept", False, expected)
    assert refusals.report(moment(16)) == []
    assert refusals.report(moment(18)), "again, as it was not said to be on disk"
    refusals.reported()
    assert (refusals.detail, refusals.report(moment(60)), refusals.total_events) == ("", [], 3)


def test_that_a_full_outbox_has_room_again_is_told_too() -> None:
    refusals = Refusals("dock-1")
    refusals.refused(1, "the outbox is full: 9 events wait", moment(0), full=True)
    assert refusals.detail == "the outbox is full: nothing is taken until the hub is back"
    lost, over = refusals.report(moment(5))
    assert lost.code == "not-kept"
    assert (over.code, over.cleared) == ("outbox-full", True)


def test_what_the_agent_itself_had_to_say_meanwhile_is_told_and_not_without_bounds() -> None:
    refusals = Refusals("dock-1")
    said = [fault("dock-1", f"fault-{number}", "", moment(10)) for number in range(60)]
    refusals.refused(refusals.hold(said), "disk is full", moment(10), full=False)
    assert refusals.total_events == 10
    *told, lost = refusals.report(moment(15))
    assert told == said[:50]
    assert lost.detail.startswith("10 events lost")
    refusals.reported()
    assert refusals.report(moment(60)) == []
